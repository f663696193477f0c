"""Pages about codes and names: a row each, a list for every owner, and the list of owners."""

import shlex
from collections.abc import Iterator
from typing import Any

from tools.docs import prose
from tools.docs.book import REGISTRY
from tools.docs.edition import Edition, Link
from tools.docs.page import Page
from wwwhy.catalog.constants import libraries
from wwwhy.catalog.entry import Entry, Owner

LIST = "codes/index.html"
_COMPARISON = "comparison"
_PROPERTIES = ("sent_by", "retry", "cacheable", "crawlers", "browser")
_OTHERS = 20


def pages(edition: Edition) -> Iterator[Page]:
    """Return the list of owners, a list for each, and a page for every row."""
    words, book = edition.words, edition.book
    owners = [
        Link(
            owner.title.speak(edition.language),
            f"codes/{owner.id}/index.html",
            words("count", "rows", n=len(book.codes[owner.id])),
        )
        for owner in book.owners.values()
    ]
    yield Page(
        path=LIST,
        section="codes",
        title=words("section", "codes"),
        template="codes.html",
        context={
            "classes": classes(edition),
            "owners": sorted(owners, key=lambda each: each.text.casefold()),
        },
        summary=words("intro", "codes"),
        weight=1.5,
    )
    for owner in book.owners.values():
        yield _list(edition, owner)
        for row in book.codes[owner.id]:
            yield _page(edition, row)


def classes(edition: Edition) -> list[tuple[str, list[Link]]]:
    """Return the registered status codes by class, the class's own page first."""
    found: dict[str, list[Link]] = {}
    for row in edition.book.codes.get(REGISTRY, ()):
        code = row.key
        if len(code) == 3 and code[0].isdecimal():  # noqa: PLR2004 (RFC 9110 section 15)
            link = Link(code, edition.book.paths[row.ref], row.name)
            members = found.setdefault(f"{code[0]}xx", [])
            members.insert(0, link) if code.endswith("xx") else members.append(link)
    return sorted(found.items())


def _list(edition: Edition, owner: Owner) -> Page:
    title = owner.title.speak(edition.language)
    tell = owner.tell.speak(edition.language) if owner.tell else ""
    return Page(
        path=f"codes/{owner.id}/index.html",
        section="codes",
        title=_capital(title),
        template="owner.html",
        context={
            "owner": owner,
            "tell": prose.line(tell),
            "rows": [
                (edition.row(row), prose.line(row.meaning.speak(edition.language)), row.retired)
                for row in edition.book.codes[owner.id]
            ],
        },
        summary=prose.plain(tell) or title,
        names=(owner.id, *owner.words),
        weight=1.4,
    )


def _page(edition: Edition, row: Entry) -> Page:
    language = edition.language
    meaning = row.meaning.speak(language)
    context = {
        "row": row,
        "owner": Link(row.owner.title.speak(language), f"codes/{row.owner.id}/index.html"),
        "name": "" if row.name.casefold() == row.key.casefold() else row.name,
        "meaning": prose.blocks(meaning),
        "advice": prose.blocks(row.advice.speak(language)) if row.advice else "",
        "differs": prose.line(row.differs.speak(language)) if row.differs else "",
        "tell": prose.line(_tell(row, language)),
        "properties": _properties(edition, row),
        "failure": edition.failure(row.failure) if row.failure else None,
        "status": edition.status(str(row.status)) if row.status else None,
        "causes": _causes(edition, row),
        "see": [link for link in map(edition.named, row.see) if link],
        "compared": _compared(edition, row),
        "others": _others(edition, row),
        "constants": _constants(row),
        "command": command(row),
    }
    return Page(
        path=edition.book.paths[row.ref],
        section="codes",
        title=row.title,
        template="code.html",
        context=context,
        summary=prose.plain(meaning),
        names=(row.key, row.name, *row.older, *row.sentences, *_aliases(row)),
        weight=1.6 if row.owner.id == REGISTRY else 1.0,
    )


def command(row: Entry) -> str:
    """Return the command that explains this row: the owner is named unless the key says enough."""
    words = [row.key] if row.owner.id == REGISTRY else [row.owner.id, row.key]
    return f"wwwhy explain {shlex.join(words)}"


def _aliases(row: Entry) -> tuple[str, ...]:
    return tuple(f"{word} {row.key}" for word in (row.owner.id, *row.owner.words))


def _tell(row: Entry, language: str) -> str:
    said = row.tell or row.owner.tell
    return said.speak(language) if said else ""


def _properties(edition: Edition, row: Entry) -> list[tuple[str, str]]:
    """Return the words a row takes from lists: who sends it, may it be repeated, and so on."""
    words = edition.words
    return [
        (words("property", name), words(name, getattr(row, name)))
        for name in _PROPERTIES
        if getattr(row, name)
    ]


def _causes(edition: Edition, row: Entry) -> tuple[Link, ...]:
    """Return its causes as the row orders them, then others that declare this code."""
    book = edition.book
    listed = [book.causes[slug] for slug in row.causes if slug in book.causes]
    if row.owner.id == REGISTRY:
        listed += [each for each in book.caused_by(row.key) if each not in listed]
    elif row.failure:
        listed += [each for each in book.caused_by(row.failure) if each not in listed]
    return edition.causes(listed)


def _compared(edition: Edition, row: Entry) -> list[tuple[Link, Any]]:
    """Return the comparisons that this code is part of."""
    if row.owner.kind != "status":
        return []
    rows = edition.book.codes.get(_COMPARISON, ())
    return [
        (edition.row(each), prose.line(each.meaning.speak(edition.language)))
        for each in rows
        if row.key in each.key.split() and each is not row
    ]


def _others(edition: Edition, row: Entry) -> list[Link]:
    """Return what the same number means elsewhere."""
    number = row.key if row.key.isdecimal() else str(row.number or "")
    same = edition.book.by_number.get(number, ())
    return [edition.row(each) for each in same if each.ref != row.ref][:_OTHERS]


def _constants(row: Entry) -> list[tuple[str, str, str, str]]:
    """Return what the code is called in code: library, form, older form, and until when."""
    if row.owner.id != REGISTRY or not row.key.isdecimal():
        return []
    code = int(row.key)
    written = ((each, each.written(code, row.name)) for each in libraries())
    return [
        (each.name, form, each.written_before(code) or "", each.until)
        for each, form in written
        if form
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
