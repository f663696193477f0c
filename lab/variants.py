"""Finds every scene: `broken*`, `repaired*`, `lookalike*` of each cause, and healthy controls."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from types import ModuleType

from lab.errors import LabError
from lab.healthy import healthy_scenes
from lab.laboratory import Lab
from lab.scene import Scene

HEALTHY = "healthy"
"""Stands where the slug of a cause stands, for the controls."""
CAUSES = Path(__file__).parent.parent / "src" / "wwwhy" / "causes"
"""Where the causes' folders lie, by family."""
_PACKAGE = "wwwhy.causes"
_KINDS = ("broken", "repaired", "lookalike")


@dataclass(frozen=True, slots=True)
class Variant:
    """One scene and what it has to show."""

    slug: str
    """Id of the cause, or `healthy`."""
    name: str
    """Of the function, such as `broken_apache`; of the control."""
    scene: Callable[[Lab], Scene]

    @property
    def id(self) -> str:
        """Slug and name."""
        return f"{self.slug}:{self.name}"

    @property
    def is_broken(self) -> bool:
        """Whether the cause must be found; else everything must be well."""
        return self.slug != HEALTHY and self.name.startswith("broken")

    @property
    def is_lookalike(self) -> bool:
        """Whether something else is wrong, so that the cause must not be named."""
        return self.slug != HEALTHY and self.name.startswith("lookalike")


def all_variants(*wanted: str) -> tuple[Variant, ...]:
    """Return all scenes, or those whose slug or whole id fits one of these patterns.

    Raises:
        LabError: a pattern fits nothing.

    """
    everything = (*cause_variants(), *healthy_variants())
    for pattern in wanted:
        if not any(_fits(variant, pattern) for variant in everything):
            raise LabError(f"No scene is called {pattern!r}.")
    if not wanted:
        return everything
    return tuple(each for each in everything if any(_fits(each, pattern) for pattern in wanted))


def healthy_variants() -> tuple[Variant, ...]:
    """Return the healthy controls."""
    return tuple(Variant(HEALTHY, name, scene) for name, scene in healthy_scenes().items())


def cause_variants(causes: Path = CAUSES, package: str = _PACKAGE) -> tuple[Variant, ...]:
    """Return the scenes of every cause that has a `lab.py`, by slug."""
    found = sorted(causes.glob("*/*/lab.py"), key=lambda path: path.parent.name)
    return tuple(each for path in found for each in _variants_of(path.parent, package))


def _variants_of(folder: Path, package: str) -> Iterator[Variant]:
    slug = folder.name.replace("_", "-")
    try:
        module = importlib.import_module(f"{package}.{folder.parent.name}.{folder.name}.lab")
    except Exception as error:  # noqa: BLE001 (one cause's mistake must not hide all others)
        text = f"Its lab.py cannot be read: {type(error).__name__}: {error}"
        yield Variant(slug, "broken", _refusing(text))
        return
    functions = _functions(module)
    yield from (Variant(slug, name, scene) for name, scene in functions.items())
    for kind in ("broken", "repaired"):
        if not any(name.startswith(kind) for name in functions):
            yield Variant(slug, kind, _refusing(f"Its lab.py has no function {kind}(lab)."))


def _functions(module: ModuleType) -> dict[str, Callable[[Lab], Scene]]:
    return {
        name: value
        for name, value in vars(module).items()
        if name.partition("_")[0] in _KINDS
        and inspect.isfunction(value)
        and value.__module__ == module.__name__
    }


def _refusing(text: str) -> Callable[[Lab], Scene]:
    def scene(lab: Lab) -> Scene:
        del lab
        raise LabError(text)

    return scene


def _fits(variant: Variant, pattern: str) -> bool:
    return fnmatchcase(variant.slug, pattern) or fnmatchcase(variant.id, pattern)
