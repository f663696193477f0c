"""The causes beside a row: which of them exist and lead to it, and what they are called."""

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wwwhy.catalog import index
from wwwhy.catalog.entry import Entry
from wwwhy.catalog.shelf import entry, holding

if TYPE_CHECKING:
    from wwwhy.causes.texts import Texts

# The folders are read here and not through `wwwhy.causes`: importing that room loads the whole
# model, which takes longer than everything else an explanation does.
_ROOM = Path(__file__).parents[2] / "causes"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_COMMONNESS = re.compile(r"^commonness *= *([1-5])", re.MULTILINE)
_OUTCOMES = re.compile(r"^(statuses|failures) *= *\[([^\]]*)\]", re.MULTILINE)
_OUTCOME = re.compile(r"[\w.*-]+")
_COMMENT = re.compile(r"#[^\n]*")
_STATUS, _REGISTRY = "status", "iana"


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


class Declared(NamedTuple):
    """What a cause's file says of where it leads to."""

    family: str
    commonness: int
    """1 (rare) to 5 (daily)."""
    statuses: tuple[str, ...]
    failures: tuple[str, ...]


def slugs_of(row: Entry) -> tuple[str, ...]:
    """Return the causes that lead to a row: those that exist first, most common first.

    A status code and a failure have the causes that declare them, besides those that the row
    names; a registered code has no others. What no cause is written for yet comes last.
    """
    written = declared()
    named = [slug for slug in row.causes if slug in written]
    if row.owner.id == _REGISTRY:
        named = [slug for slug in named if _leads_to(written[slug], row.code)]
    found = dict.fromkeys((*named, *_declaring(row)))
    if row.owner.kind in {_STATUS, "failure"}:
        found = dict.fromkeys(sorted(found, key=lambda slug: -written[slug].commonness))
    return (*found, *(slug for slug in row.causes if slug not in written))


def _leads_to(cause: Declared, code: str) -> bool:
    return not {code, f"{code[0]}xx"}.isdisjoint(cause.statuses)


def _declaring(row: Entry) -> list[str]:
    """Return the causes that declare this outcome, those first that name it first."""
    if row.owner.kind == _STATUS:
        taken = _taken(row)
        places = {slug: c.statuses for slug, c in declared().items() if slug not in taken}
    elif row.owner.id == "failure":
        # A pattern such as tls.cert.* says which outcomes a rule looks at, and no more.
        places = {slug: each.failures for slug, each in declared().items()}
    else:
        return []
    found = [(names.index(row.code), slug) for slug, names in places.items() if row.code in names]
    return [slug for _, slug in sorted(found)]


def _taken(row: Entry) -> Collection[str]:
    """Return the causes that another meaning of the same code has: the first has all the rest."""
    if row.owner.id == _REGISTRY:
        return ()
    rows = [entry(*ref.split("/", 1)) for ref in index.refs(row.code)]
    others = [each for each in rows if each.owner.kind == _STATUS and each.ref != row.ref]
    if others and rows.index(others[0]) < rows.index(row):
        return declared()
    return {slug for each in others for slug in each.causes}


def line_of(slug: str, language: str) -> CauseLine:
    """Return a cause's line; without a title where the cause has no folder."""
    folder = _folder(slug)
    try:
        with _text_file(folder, language).open(encoding="utf-8") as opened:
            title = opened.readline().removeprefix("#").strip()
    except OSError:
        return CauseLine(slug)
    return CauseLine(slug, title, folder.parent.name)


def texts_of(slug: str, language: str) -> "Texts":
    """Return what a person reads about a cause that exists.

    Raises:
        TextError: a text file of ours breaks the form.

    """
    from wwwhy.causes.texts import parse  # noqa: PLC0415 (one cause is asked for, or none)

    path = _text_file(_folder(slug), language)
    return parse(path.read_text(encoding="utf-8"), name=path.name)


def outcomes_of(slug: str) -> Declared:
    """Return what one cause that exists declares, without reading the others."""
    folder = _folder(slug)
    return _read(folder.parent.name, _text(folder / "cause.toml") or "")


def _folder(slug: str) -> Path:
    """Return the folder of a cause; one that is not there if no family has it."""
    name = slug.replace("-", "_")
    return _folders(_ROOM).get(name, _ROOM / "none" / name)


@cache
def _folders(room: Path) -> Mapping[str, Path]:
    """Return the folders of all families by their names: to look for each in turn costs 5 ms."""
    try:
        families = sorted(each.path for each in os.scandir(room) if each.is_dir())
        found = [each for family in families for each in sorted(os.scandir(family), key=_name)]
    except OSError:
        return {}
    return {each.name: Path(each.path) for each in found if _SLUG.fullmatch(_slug(each.name))}


def _name(found: os.DirEntry[str]) -> str:
    return found.name


def _slug(folder: str) -> str:
    return folder.replace("_", "-")


def _text_file(folder: Path, language: str) -> Path:
    return folder / f"{'ru' if language == 'ru' else 'en'}.md"


def cause_of(what: str, language: str) -> CauseLine | None:
    """Return the cause that is asked for by its id; None if no cause has it."""
    slug = re.sub(r"[\s_]+", "-", what.strip().casefold())[:80]
    if _SLUG.fullmatch(slug) is None:
        return None
    found = line_of(slug, language)
    return found if found.exists else None


def led_to(what: str) -> tuple[Entry, ...]:
    """Return the rows that name a cause, which need not have a text; nothing for other words."""
    slug = re.sub(r"[\s_]+", "-", what.strip().casefold())[:80]
    return tuple(holding(slug)) if index.names_cause(slug) else ()


def nearest_slugs(what: str) -> tuple[str, ...]:
    """Return ids of causes that are spelled nearly so."""
    import difflib  # noqa: PLC0415 (10 ms, and only a miss needs it)

    slug = re.sub(r"[\s_]+", "-", what.strip().casefold())[:80]
    return tuple(difflib.get_close_matches(slug, slugs(), n=3, cutoff=0.7))


def slugs() -> tuple[str, ...]:
    """Return the ids of all causes that exist, in order."""
    folders = _folders(_ROOM).values()
    return tuple(sorted(_slug(each.name) for each in folders if (each / "cause.toml").is_file()))


@cache
def declared() -> dict[str, Declared]:
    """Return what every cause declares, by its id.

    The few lines that matter are read as they are written: to parse the files as TOML would take
    longer than the rest of an explanation.
    """
    read = {name: (each, _text(each / "cause.toml")) for name, each in _folders(_ROOM).items()}
    return {
        _slug(name): _read(folder.parent.name, text)
        for name, (folder, text) in read.items()
        if text is not None
    }


def _text(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8") as opened:
            return opened.read()
    except OSError:
        return None


def _read(family: str, text: str) -> Declared:
    bare = _COMMENT.sub("", text)
    commonness = _COMMONNESS.search(bare)
    outcomes = {name: tuple(_OUTCOME.findall(listed)) for name, listed in _OUTCOMES.findall(bare)}
    return Declared(
        family=family,
        commonness=int(commonness[1]) if commonness else 0,
        statuses=outcomes.get("statuses", ()),
        failures=outcomes.get("failures", ()),
    )
