"""Lists what the catalogue holds: its owners and classes, and the rows of one."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from wwwhy.catalog import index
from wwwhy.catalog.entry import Entry
from wwwhy.catalog.shelf import entries, owner, owners, size
from wwwhy.errors import UsageError
from wwwhy.formatters import Surface
from wwwhy.formatters.explanation.causes import line_of, slugs
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.phrases import Phrases

CAUSES = "causes"
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
SCHEMA = "wwwhy.explanation.list/1"
_LONGEST = 80
_STATUS_KINDS = frozenset({"status"})


class Line(NamedTuple):
    """One line of a list."""

    name: str
    text: str


def write(name: str, form: str, words: Phrases, surface: Surface) -> str:
    """Write a list as text, Markdown or JSON: of an owner, a class, a code of it (`iis 401`).

    Raises:
        UsageError: there is no such list.

    """
    wanted = name.strip().casefold()[:_LONGEST]
    lines = _rows(wanted, words) if wanted else list(_all(words))
    if form == "json":
        document = {
            "schema": SCHEMA,
            "list": wanted or None,
            "rows": [line._asdict() for line in lines],
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
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
    word = index.plain(wanted) if "." not in wanted else ""
    if re.fullmatch(r"[1-9]xx", word):
        found = [row for row in _statuses() if row.code.startswith(word[0])]
        if found:
            found.sort(key=lambda row: (row.code, row.owner.id != "iana", row.ref))
            return [_line(row, words, row.owner.id) for row in found]
    if whose := index.owner_of(word):
        return [_line(row, words) for row in entries(whose)]
    if lines := _of_code(word, words):
        return lines
    raise _unknown(wanted)


def _of_code(word: str, words: Phrases) -> list[Line]:
    """Return the rows of one status code with its sub-codes, of all owners or of the named one."""
    before, _, code = word.rpartition(" ")
    whose = index.owner_of(before) if before else ""
    if whose is None or re.fullmatch(r"[1-9]\d\d", code) is None:
        return []
    rows = [row for each in ((whose,) if whose else owners()) for row in entries(each)]
    found = [row for row in rows if row.code == code or row.code.startswith(f"{code}.")]
    return [_line(row, words, "" if whose else row.owner.id) for row in found]


def _unknown(wanted: str) -> UsageError:
    import difflib  # noqa: PLC0415 (10 ms, and only a miss needs it)

    known = names()
    near = difflib.get_close_matches(wanted[:40], known, n=3, cutoff=0.6)
    if near:
        return UsageError(
            "There is no list {name}; did you mean {near}?",
            name=wanted[:40],
            near=", ".join(near),
        )
    return UsageError(
        "There is no list {name}; there are {known}.", name=wanted[:40], known=", ".join(known)
    )


def _statuses() -> Iterator[Entry]:
    for each in owners():
        if owner(each).kind in _STATUS_KINDS:
            yield from (row for row in entries(each) if re.fullmatch(r"\d\d\d", row.code))


def _line(row: Entry, words: Phrases, whose: str = "") -> Line:
    name = f"{row.name}. " if row.name.casefold() != row.code.casefold() else ""
    said = row.meaning.speak(words.language)
    return Line(row.code, f"{name}{said}" + (f" [{whose}]" if whose not in {"", "iana"} else ""))
