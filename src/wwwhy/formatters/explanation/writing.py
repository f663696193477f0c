"""Writes explanations and lists in the form that is asked for."""

from importlib import import_module

from wwwhy.errors import UsageError
from wwwhy.formatters import Surface
from wwwhy.formatters.explanation.meaning import Explanation
from wwwhy.formatters.phrases import phrases

FORMATS = ("text", "json", "markdown")
ROOM = "wwwhy.formatters.explanation"


def render(
    explanation: Explanation,
    name: str = "text",
    *,
    language: str = "en",
    surface: Surface = Surface(),  # noqa: B008 (a NamedTuple is immutable)
) -> str:
    """Write an explanation.

    Raises:
        UsageError: there is no such format.

    """
    if name not in FORMATS:
        raise UsageError(
            "There is no format {name!r}; there are {known}.", name=name, known=", ".join(FORMATS)
        )
    module = import_module(f"{ROOM}.{name}")
    written: str = module.render(explanation, phrases(language, ROOM), surface)
    return written


def listing(
    name: str = "",
    form: str = "text",
    *,
    language: str = "en",
    surface: Surface = Surface(),  # noqa: B008 (a NamedTuple is immutable)
) -> str:
    """Write the list of owners, or the rows of one owner or class (`nginx`, `4xx`, `causes`).

    Raises:
        UsageError: there is no such list, or no such format.

    """
    from wwwhy.formatters.explanation.lists import write  # noqa: PLC0415 (lists are rarely asked for)

    if form not in FORMATS:
        raise UsageError(
            "There is no format {name!r}; there are {known}.", name=form, known=", ".join(FORMATS)
        )
    return write(name, form, phrases(language, ROOM), surface)
