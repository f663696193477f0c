"""All that the site is made from, read once: causes, products, codes, failures, experiments."""

import inspect
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

from tools.docs.page import slugs
from wwwhy.catalog import shelf
from wwwhy.catalog.entry import Entry, Owner
from wwwhy.catalog.signatures import Signature, all_signatures
from wwwhy.causes import Cause, all_causes
from wwwhy.causes.registry import ROOM
from wwwhy.causes.texts import LANGUAGES
from wwwhy.errors import WwwhyError
from wwwhy.probes import Probe, all_probes

ROOT = Path(__file__).resolve().parents[2]
REGISTRY = "iana"
"""The owner whose rows are the registered status codes."""
FAILURE = "failure"
"""The owner whose rows say more about our own failures."""


@dataclass(frozen=True)
class Book:
    """The data in the order the pages have; nothing here depends on a language."""

    causes: Mapping[str, Cause]
    boxes: Mapping[str, Signature]
    probes: Mapping[str, Probe]
    owners: Mapping[str, Owner]
    codes: Mapping[str, tuple[Entry, ...]]
    """The rows of each owner."""
    left_out: tuple[str, ...] = ()
    """What is not whole and has no page yet, a sentence each."""

    @cached_property
    def families(self) -> Mapping[str, tuple[Cause, ...]]:
        """The causes of each family, the most common first."""
        found: dict[str, list[Cause]] = defaultdict(list)
        for cause in self.causes.values():
            found[cause.family].append(cause)
        return {
            family: tuple(sorted(members, key=lambda each: (-each.commonness, each.slug)))
            for family, members in sorted(found.items())
        }

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """The page of each box (`box nginx`) and row (`nginx/499`), without its folder's name."""
        paths = {f"box {name}": f"boxes/{part}.html" for name, part in slugs(self.boxes).items()}
        for owner, rows in self.codes.items():
            parts = slugs(row.key for row in rows)
            paths |= {f"{owner}/{key}": f"codes/{owner}/{part}.html" for key, part in parts.items()}
        # A failure has one page, whichever of the two lists it is named in.
        rows = self.codes.get(FAILURE, ())
        return paths | {row.ref: f"failures/{row.key}.html" for row in rows}

    @cached_property
    def by_number(self) -> Mapping[str, tuple[Entry, ...]]:
        """Rows of all owners that are written with the same number."""
        return _grouped((key, row) for row in self.rows for key in _numbers(row))

    @cached_property
    def by_failure(self) -> Mapping[str, tuple[Entry, ...]]:
        """Rows that are names for a failure, by its id."""
        return _grouped((row.failure, row) for row in self.rows if row.failure)

    @property
    def rows(self) -> Iterable[Entry]:
        """Every row of every owner."""
        return (row for rows in self.codes.values() for row in rows)

    def registered(self, status: str) -> Entry | None:
        """Return the row of the HTTP registry for a code, or else the first owner's."""
        rows = [row for row in self.by_number.get(status, ()) if row.owner.kind == "status"]
        return min(rows, key=lambda row: row.owner.id != REGISTRY, default=None)

    def confused_with(self, cause: Cause) -> tuple[Cause, ...]:
        """Return the causes that can look alike from outside, the nearest first."""
        near: list[tuple[int, int, str, Cause]] = []
        for other in self.causes.values():
            outcomes = {*cause.statuses, *cause.failures} & {*other.statuses, *other.failures}
            related = other.family == cause.family
            if other.slug != cause.slug and outcomes:
                score = len(outcomes) + 3 * related + 2 * len({*cause.probes} & {*other.probes})
                near.append((-score, -other.commonness, other.slug, other))
        return tuple(other for *_, other in sorted(near, key=lambda each: each[:3]))


def read() -> Book:
    """Read everything; what is still being written is left out and named."""
    left_out: list[str] = []
    causes = {slug: each for slug, each in all_causes().items() if _is_whole(each, left_out)}
    codes: dict[str, tuple[Entry, ...]] = {}
    for owner in shelf.owners():
        try:
            codes[owner] = tuple(shelf.entries(owner))
        except (WwwhyError, KeyError, TypeError, ValueError) as error:
            left_out.append(f"codes of {owner}: {error}")
    return Book(
        causes=causes,
        boxes=dict(sorted(all_signatures().items(), key=lambda pair: pair[0].casefold())),
        probes=all_probes(),
        owners={owner: shelf.owner(owner) for owner in codes},
        codes=codes,
        left_out=tuple(left_out),
    )


def family_text(family: str) -> str:
    """Return what the family's package says about itself, in English."""
    return inspect.getdoc(import_module(f"wwwhy.causes.{family}")) or ""


def family_words() -> dict[str, dict[str, str]]:
    """Return the families' names, and what they say about themselves in Russian."""
    path = Path(__file__).parent / "phrases" / "families.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def folder(cause: Cause) -> Path:
    """Return the folder of a cause."""
    return ROOM / cause.family / cause.slug.replace("-", "_")


def _is_whole(cause: Cause, left_out: list[str]) -> bool:
    try:
        for language in LANGUAGES:
            cause.texts(language)
    except (WwwhyError, OSError) as error:
        left_out.append(f"cause {cause.slug}: {error}")
        return False
    return True


def _numbers(row: Entry) -> set[str]:
    return {key for key in (row.code, str(row.number or "")) if key.isdecimal()}


def _grouped(pairs: Iterable[tuple[str, Entry]]) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return {key: tuple(rows) for key, rows in found.items()}
