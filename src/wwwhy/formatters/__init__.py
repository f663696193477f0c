"""One file an output: every module of this folder is a format, named as its `--format` value.

A format is a module with `render(diagnosis, language, audience, surface) -> str`. What formats
share lies in the folders beside them. Nothing heavy is imported here: `--help` lists the formats.
"""

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from wwwhy.errors import UsageError

if TYPE_CHECKING:
    from wwwhy.model import Diagnosis

__all__ = ["AUDIENCES", "LANGUAGES", "Surface", "formats", "render"]

AUDIENCES = ("visitor", "developer", "administrator")
LANGUAGES = ("en", "ru")


class Surface(NamedTuple):
    """Where an output will be read."""

    width: int = 80
    """Columns."""
    colour: bool = False
    unicode: bool = True
    """Whether box-drawing characters and typographic quotes can be shown."""


def formats() -> tuple[str, ...]:
    """Return the names of all formats, found by scanning this folder."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.ispkg))


def render(
    name: str,
    diagnosis: "Diagnosis",
    *,
    language: str = "en",
    audience: str | None = None,
    surface: Surface = Surface(),  # noqa: B008 (a NamedTuple is immutable)
) -> str:
    """Write a diagnosis in the format `name`, with a line end at its end.

    Raises:
        UsageError: there is no such format.

    """
    if name not in formats():
        raise UsageError(
            "There is no format {name!r}; there are {known}.", name=name, known=", ".join(formats())
        )
    module = import_module(f"wwwhy.formatters.{name}")
    text: str = module.render(diagnosis, language, audience, surface)
    return text if text.endswith("\n") else f"{text}\n"
