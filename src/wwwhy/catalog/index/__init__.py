"""Which row a word means: the index of all rows, generated from them into `index.json`."""

import json
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

from wwwhy.catalog.index.words import plain

__all__ = ["FILE", "counts", "names_cause", "owner_of", "plain", "refs", "sentences", "words"]

FILE = "index.json"


def refs(word: str) -> tuple[str, ...]:
    """Return the rows (`owner/key`) that a word in plain form names, the likeliest first."""
    found = words().get(word)
    return tuple(found.split("|")) if found else ()


def words() -> Mapping[str, str]:
    """Return all words in plain form, each with its rows."""
    table: Mapping[str, str] = _index()["words"]
    return table


def sentences() -> Mapping[str, str]:
    """Return what people paste, in plain form, each with its row."""
    table: Mapping[str, str] = _index()["sentences"]
    return table


def names_cause(slug: str) -> bool:
    """Whether a row names this cause as one of its own."""
    return slug in _index()["causes"]


def owner_of(word: str) -> str | None:
    """Return the owner that a word in plain form names: `cf` is cloudflare."""
    found: str | None = _index()["owners"].get(word)
    return found


def counts(owner: str) -> bool:
    """Whether an owner has numbers of its own that are no HTTP status codes: curl, errno."""
    return owner in _index()["counting"]


@cache
def _index() -> Mapping[str, Any]:
    content = pkgutil.get_data("wwwhy.catalog", f"index/{FILE}") or b"{}"
    index: Mapping[str, Any] = json.loads(content)
    return index
