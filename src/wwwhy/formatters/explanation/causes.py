"""The causes beside a row: which of them exist, what they are called, where they lie."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# The folders are read here and not through `wwwhy.causes`: importing that room loads the whole
# model, which takes longer than everything else an explanation does.
_ROOM = Path(__file__).parents[2] / "causes"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class CauseLine:
    """A cause by its id, and by its title where it has a text."""

    slug: str
    title: str = ""
    family: str = ""

    @property
    def exists(self) -> bool:
        """Whether the knowledge base holds it."""
        return bool(self.family)


def line_of(slug: str, language: str) -> CauseLine:
    """Return a cause's line; without a title where the cause has no folder."""
    family = _families().get(slug)
    if family is None:
        return CauseLine(slug)
    folder = _ROOM / family / slug.replace("-", "_")
    text = folder / f"{'ru' if language == 'ru' else 'en'}.md"
    try:
        with text.open(encoding="utf-8") as opened:
            title = opened.readline().removeprefix("#").strip()
    except OSError:
        return CauseLine(slug)
    return CauseLine(slug, title, family)


def cause_of(what: str, language: str) -> CauseLine | None:
    """Return the cause that is asked for by its id; None if no cause has it."""
    slug = re.sub(r"[\s_]+", "-", what.strip().casefold())
    if _SLUG.fullmatch(slug) is None or slug not in _families():
        return None
    found = line_of(slug, language)
    return found if found.exists else None


def nearest_slugs(what: str) -> tuple[str, ...]:
    """Return ids of causes that are spelled nearly so."""
    import difflib  # noqa: PLC0415 (10 ms, and only a miss needs it)

    slug = re.sub(r"[\s_]+", "-", what.strip().casefold())[:80]
    return tuple(difflib.get_close_matches(slug, _families(), n=3, cutoff=0.7))


def slugs() -> tuple[str, ...]:
    """Return the ids of all causes that exist, in order."""
    return tuple(sorted(_families()))


@cache
def _families() -> dict[str, str]:
    """Return the family of every cause that exists."""
    found: dict[str, str] = {}
    try:
        families = sorted(each for each in _ROOM.iterdir() if each.is_dir())
        for family in families:
            for folder in family.iterdir():
                if (folder / "cause.toml").is_file():
                    found[folder.name.replace("_", "-")] = family.name
    except OSError:
        return {}
    return found
