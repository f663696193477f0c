"""Takes rows from their files; one row is read without parsing its whole file."""

import pkgutil
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from wwwhy.catalog.entry import Entry, EntryError, Owner, check, read_entry, read_owner

ROOM = "wwwhy.catalog"
FOLDER = "codes"


def entry(owner_id: str, key: str) -> Entry:
    """Return one row.

    Raises:
        EntryError: there is no such row, or it breaks the form.

    """
    text = _text(owner_id)
    # A file of 250 rows takes 30 ms to parse, a row of it less than one.
    starts = (text.find(f"\n{head}\n") for head in (f'["{key}"]', f"[{key}]"))
    start = next((at for at in starts if at >= 0), None)
    if start is None:
        raise EntryError("There is no row {key!r} in {owner}.", key=key, owner=owner_id)
    end = text.find("\n[", start + 2)
    data = _parse(owner_id, text[start : end if end >= 0 else None])
    return read_entry(owner(owner_id), key, data[key])


@cache
def owner(owner_id: str) -> Owner:
    """Return whose file it is.

    Raises:
        EntryError: there is no such file, or its head breaks the form.

    """
    return read_owner(owner_id, _parse(owner_id, _text(owner_id).partition("\n[")[0]))


def entries(owner_id: str) -> Iterator[Entry]:
    """Read all rows of a file, in order.

    Raises:
        EntryError: a row breaks the form.

    """
    whose = owner(owner_id)
    for key, data in _parse(owner_id, _text(owner_id)).items():
        if isinstance(data, dict):
            each = read_entry(whose, key, data)
            check(each)
            yield each


def holding(cause: str) -> Iterator[Entry]:
    """Yield the rows that name a cause, most general owners first, without reading the others."""
    for each in sorted(owners(), key=lambda each: (each != "iana", each)):
        text = _text(each)
        at = text.find(f'"{cause}"')
        while at >= 0:
            start = text.rfind("\n[", 0, at)
            end = text.find("]\n", start)
            yield entry(each, text[start + 2 : end].strip('"'))
            at = text.find(f'"{cause}"', text.find("\n[", at) if "\n[" in text[at:] else len(text))


def size(owner_id: str) -> int:
    """Return how many rows a file has, without reading them.

    Raises:
        EntryError: there is no such file.

    """
    return _text(owner_id).count("\n[")


@cache
def owners() -> tuple[str, ...]:
    """Return the ids of all owners, found by scanning the folder."""
    from importlib.resources import files  # noqa: PLC0415 (10 ms, and one row does without)

    names = (path.name for path in (files(ROOM) / FOLDER).iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".toml")))


@cache
def _text(owner_id: str) -> str:
    if not owner_id.replace("-", "").isalnum():
        raise EntryError("{owner!r} is no owner's name.", owner=owner_id)
    try:
        content = pkgutil.get_data(ROOM, f"{FOLDER}/{owner_id}.toml") or b""
    except OSError:
        raise EntryError("There is no owner {owner!r}.", owner=owner_id) from None
    return content.decode("utf-8")


def _parse(owner_id: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EntryError("{owner}: {error}", owner=owner_id, error=error) from None
