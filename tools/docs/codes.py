"""Pages about codes and names: a row each, a list for every owner, and the list of owners."""

import shlex
from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from tools.docs import prose
from tools.docs.book import FAILURE, REGISTRY
from tools.docs.edition import SENTENCE, Edition, Link
from tools.docs.page import Page
from wwwhy.catalog import index
from wwwhy.catalog.entry import Entry, Owner
from wwwhy.catalog.lookup import find
from wwwhy.formatters.explanation.causes import slugs_of
from wwwhy.formatters.explanation.facts import native, seen
from wwwhy.formatters.explanation.meaning import constants_of

LIST = "codes/index.html"
_COMPARISON = "comparison"
_PROPERTIES = ("sent_by", "retry", "cacheable", "crawlers", "browser")
_OTHERS = 20


def pages(edition: Edition) -> Iterator[Page]:
    """Return the list of owners, a list for each, and a page for every row."""
    book = edition.book
    # Failures have a part of the site to themselves.
    owners = [owner for owner in book.owners.values() if owner.id != FAILURE]
    listed = sorted((lists(edition, owner) for owner in owners), key=_by_text)
    yield Page(
        path=LIST,
        section="codes",
        title=edition.words("section", "codes"),
        template="codes.html",
        context={"classes": classes(edition), "owners": listed},
        summary=edition.words("intro", "codes"),
        weight=1.5,
    )
    for owner in owners:
        yield _list(edition, owner)
        for row in book.codes[owner.id]:
            yield _page(edition, row)


def _by_text(link: Link) -> str:
    return link.text.casefold()


def classes(edition: Edition) -> list[tuple[Link, list[Link]]]:
    """Return the registered status codes below the page of their class."""
    heads: dict[str, Link] = {}
    found: dict[str, list[Link]] = {}
    for row in edition.book.codes.get(REGISTRY, ()):
        link = Link(row.code, edition.book.paths[row.ref], row.name)
        if row.code.endswith("xx"):
            # A class is no phrase on the wire; it has a name in each language.
            heads[row.code] = link._replace(note=edition.spoken(row))
        elif row.code.isdecimal():
            found.setdefault(f"{row.code[0]}xx", []).append(link)
    return [(heads.get(name, Link(name, None)), rows) for name, rows in sorted(found.items())]


def lists(edition: Edition, owner: Owner) -> Link:
    """Lead to the list of an owner."""
    count = edition.labels("said", "rows", n=len(edition.book.codes[owner.id]))
    title = owner.title.speak(edition.language)
    # A product keeps its own spelling: nginx, curl.
    shown = title if title.casefold().startswith(f"{owner.id} ") else prose.capital(title)
    return Link(shown, f"codes/{owner.id}/index.html", count)


def command(edition: Edition, row: Entry) -> str:
    """Return the command that explains this row, as short as the product understands it."""
    questions = list(_questions(edition, row))
    understood = (words for words in questions if _means(words, row))
    return f"wwwhy explain {shlex.join(next(understood, questions[-1]))}"


def _questions(edition: Edition, row: Entry) -> Iterator[list[str]]:
    """Yield what a person could ask, the simplest first; other rows may have the same name."""
    if row.owner.kind == SENTENCE:
        yield from ([sentence] for sentence in (edition.title(row), *row.sentences))
    elif seen(row) == row.code:
        yield [row.code]
    # HAProxy's `--` is no word that could be looked up, and would end a command's options.
    yield [row.owner.id, row.code if index.plain(row.code) else row.name]


def _means(words: list[str], row: Entry) -> bool:
    question = " ".join(words)
    known = index.plain(question)
    if len(words) == 1 and not (index.refs(known) or known in index.sentences()):
        # Nothing has this name, and to look for something near takes long.
        return False
    return row.ref in {found.ref for found in find(question).entries}


def _list(edition: Edition, owner: Owner) -> Page:
    tell = owner.tell.speak(edition.language) if owner.tell else ""
    link = lists(edition, owner)
    return Page(
        path=str(link.path),
        section="codes",
        title=link.text,
        template="owner.html",
        context={
            "owner": owner,
            "tell": prose.line(tell),
            "rows": [
                (edition.row(row), prose.line(row.meaning.speak(edition.language)), row.retired)
                for row in edition.book.codes[owner.id]
            ],
            "label": partial(edition.labels, "label"),
        },
        summary=prose.plain(tell) or link.text,
        names=(owner.id, *owner.words),
        weight=1.4,
    )


def _page(edition: Edition, row: Entry) -> Page:
    language = edition.language
    meaning = row.meaning.speak(language)
    compared = _compared(edition, row)
    told = {link for link, _ in compared}
    context = {
        "row": row,
        "label": partial(edition.labels, "label"),
        "owner": lists(edition, row.owner)._replace(note=""),
        "key": edition.title(row) if row.owner.kind == SENTENCE else row.code,
        "name": "" if row.name.casefold() == row.code.casefold() else row.name,
        "meaning": prose.blocks(meaning),
        "advice": prose.blocks(row.advice.speak(language)) if row.advice else "",
        "differs": prose.line(row.differs.speak(language)) if row.differs else "",
        "tell": prose.line(_tell(row, language)),
        "properties": _properties(edition, row),
        "native": native(row, edition.labels),
        "failure": edition.failure(row.failure) if row.failure else None,
        "status": edition.status(str(row.status)) if row.status else None,
        "causes": causes(edition, row),
        "see": [link for link in map(edition.named, row.see) if link and link not in told],
        "compared": compared,
        "others": _others(edition, row),
        "constants": constants_of(row),
        "command": command(edition, row),
        "source": (language == "ru" and row.source_ru) or row.source,
        "reference": prose.reference(row.reference, edition.words("code", "section")),
    }
    return Page(
        path=edition.book.paths[row.ref],
        section="codes",
        title=edition.title(row),
        template="code.html",
        context=context,
        summary=prose.plain(meaning),
        kind=lists(edition, row.owner).text,
        names=(row.code, row.name, *row.older, *row.spoken, *row.sentences, *_aliases(row)),
        weight=1.6 if row.owner.id == REGISTRY else 1.0,
    )


def _aliases(row: Entry) -> tuple[str, ...]:
    return tuple(f"{word} {row.code}" for word in (row.owner.id, *row.owner.words))


def _tell(row: Entry, language: str) -> str:
    # What is true of every registered code need not be said on each of their pages.
    said = row.tell or (row.owner.tell if row.owner.id != REGISTRY else None)
    return said.speak(language) if said else ""


def _properties(edition: Edition, row: Entry) -> list[tuple[str, str]]:
    """Return the words a row takes from lists: who sends it, may it be repeated, and so on."""
    labels = edition.labels
    return [
        (labels("label", name), prose.capital(labels(name, getattr(row, name))))
        for name in _PROPERTIES
        if getattr(row, name)
    ]


def causes(edition: Edition, row: Entry) -> tuple[Link, ...]:
    """Return the causes that lead to it, as `wwwhy explain` orders them."""
    known = edition.book.causes
    return edition.causes([known[slug] for slug in slugs_of(row) if slug in known])


def _compared(edition: Edition, row: Entry) -> list[tuple[Link, Markup]]:
    """Return the comparisons that this code is part of."""
    if row.owner.kind != "status":
        return []
    rows = edition.book.codes.get(_COMPARISON, ())
    return [
        (edition.row(each), prose.line(each.meaning.speak(edition.language)))
        for each in rows
        if row.code in each.code.split()
    ]


def _others(edition: Edition, row: Entry) -> list[Link]:
    """Return what the same number means elsewhere."""
    number = row.code if row.code.isdecimal() else str(row.number or "")
    same = edition.book.by_number.get(number, ())
    return [edition.row(each) for each in same if each.ref != row.ref][:_OTHERS]
