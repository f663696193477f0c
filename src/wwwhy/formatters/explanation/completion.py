"""Words with which a shell can complete `wwwhy explain`."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wwwhy.catalog import index
from wwwhy.catalog.entry import Entry
from wwwhy.catalog.shelf import entries, owner, owners
from wwwhy.formatters.explanation.causes import slugs
from wwwhy.formatters.explanation.lists import names

_FIRST = "iana"


class Offer(NamedTuple):
    """A word that can stand there."""

    word: str
    about: str = ""
    """What it is; shells that can show it do."""


def completions(before: tuple[str, ...], begun: str, *, listed: bool = False) -> list[Offer]:
    """Return what a word can become.

    Arguments:
        before: the words that stand before it.
        begun: what has been typed of it; if nothing has, registered codes and owners are offered.
        listed: whether a list is asked for.

    """
    if listed:
        return _beginning((Offer(name) for name in names()), begun)
    if before:
        whose = index.owner_of(index.plain(" ".join(before)))
        offers = (offer for row in entries(whose) for offer in _of(row)) if whose else ()
        return _beginning(offers, begun)
    if not begun:
        return _beginning((*(_of_code(row) for row in entries(_FIRST)), *map(Offer, owners())), "")
    rows = (row for each in owners() for row in entries(each))
    words = (word for each in owners() for word in (each, *owner(each).words) if " " not in word)
    codes = (_of_code(row) for row in rows if " " not in row.code)
    return _beginning((*codes, *map(Offer, words), *map(Offer, slugs())), begun)


def _of_code(row: Entry) -> Offer:
    return Offer(row.code, "" if row.name == row.code else row.name)


def _of(row: Entry) -> Iterator[Offer]:
    yield _of_code(row)
    if row.number is not None and row.number >= 0:
        yield Offer(str(row.number), row.code)


def _beginning(found: Iterable[Offer], begun: str) -> list[Offer]:
    wanted = begun.casefold()
    chosen: dict[str, Offer] = {}
    for each in found:
        # A word that looks like an option would be taken for one.
        if each.word.casefold().startswith(wanted) and not each.word.startswith("-"):
            chosen.setdefault(each.word, each)
    return sorted(chosen.values())
