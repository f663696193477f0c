"""Lists what the catalogue holds: its owners and classes, and the rows of one."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from wwwhy.catalog.entry import Entry
from wwwhy.catalog.shelf import entries, owner, owners, size
from wwwhy.errors import UsageError
from wwwhy.formatters import Surface
from wwwhy.formatters.explanation.causes import line_of, slugs
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.phrases import Phrases

CAUSES = "causes"
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
_STATUS_KINDS = frozenset({"status"})


class Line(NamedTuple):
    """One line of a list."""

    name: str
    text: str


def write(name: str, form: str, words: Phrases, surface: Surface) -> str:
    """Write a list as text, Markdown or JSON.

    Raises:
        UsageError: there is no such list.

    """
    wanted = name.strip().casefold()
    lines = _rows(wanted, words) if wanted else list(_all(words))
    if form == "json":
        rows = [line._asdict() for line in lines]
        return (
            json.dumps({"list": wanted or None, "rows": rows}, ensure_ascii=False, indent=2) + "\n"
        )
    if form == "markdown":
        return "".join(f"- `{line.name}`: {line.text}\n" for line in lines)
    pen = Pen(surface)
    heading = [] if wanted else pen.fold(words("said", "owners"), first="")
    wide = min(28, max(len(line.name) for line in lines))
    rows_of_text = (pen.fold(line.text, first=f"  {line.name:<{wide}}  ") for line in lines)
    return pen.plain("\n".join([*heading, *(each for row in rows_of_text for each in row)]) + "\n")


def names() -> tuple[str, ...]:
    """Return the names of all lists."""
    return (*owners(), *CLASSES, CAUSES)


def _all(words: Phrases) -> Iterator[Line]:
    for each in owners():
        count = size(each)
        title = owner(each).title.speak(words.language)
        yield Line(each, f"{title}, {words('said', 'rows', n=count)}")
    for each in CLASSES:
        yield Line(each, words("said", "class", name=each))
    yield Line(CAUSES, words("said", "causes_list"))


def _rows(wanted: str, words: Phrases) -> list[Line]:
    if wanted == CAUSES:
        return [Line(slug, line_of(slug, words.language).title) for slug in slugs()]
    if re.fullmatch(r"[1-9]xx", wanted):
        found = [row for row in _statuses() if row.code.startswith(wanted[0])]
        if found:
            found.sort(key=lambda row: (row.code, row.owner.id != "iana", row.ref))
            return [_line(row, words, row.owner.id) for row in found]
    for each in owners():
        if wanted in {each, *owner(each).words}:
            return [_line(row, words) for row in entries(each)]
    known = ", ".join(names())
    raise UsageError("There is no list {name}; there are {known}.", name=wanted[:40], known=known)


def _statuses() -> Iterator[Entry]:
    for each in owners():
        if owner(each).kind in _STATUS_KINDS:
            yield from (row for row in entries(each) if re.fullmatch(r"\d\d\d", row.code))


def _line(row: Entry, words: Phrases, whose: str = "") -> Line:
    name = f"{row.name}. " if row.name.casefold() != row.code.casefold() else ""
    said = row.meaning.speak(words.language)
    return Line(row.code, f"{name}{said}" + (f" [{whose}]" if whose not in {"", "iana"} else ""))
