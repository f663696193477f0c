"""Words with which a shell can complete `wwwhy explain`."""

from collections.abc import Iterable

from wwwhy.catalog import index
from wwwhy.catalog.shelf import entries, owner, owners
from wwwhy.formatters.explanation.causes import slugs
from wwwhy.formatters.explanation.lists import names


def completions(before: tuple[str, ...], begun: str, *, listed: bool = False) -> list[str]:
    """Return what a word can become.

    Arguments:
        before: the words that stand before it.
        begun: what has been typed of it.
        listed: whether a list is asked for.

    """
    if listed:
        return _beginning(names(), begun)
    if before:
        whose = index.owner_of(index.plain(" ".join(before)))
        return _beginning((row.code for row in entries(whose)), begun) if whose else []
    codes = (row.code for each in owners() for row in entries(each) if " " not in row.code)
    words = (word for each in owners() for word in owner(each).words if " " not in word)
    return _beginning((*codes, *owners(), *words, *slugs()), begun)


def _beginning(found: Iterable[str], begun: str) -> list[str]:
    wanted = begun.casefold()
    return sorted({each for each in found if each.casefold().startswith(wanted)})
