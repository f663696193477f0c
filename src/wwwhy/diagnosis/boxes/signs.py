"""Which signs of which products a response shows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from wwwhy.catalog.signatures import Sign, Signature, all_signatures
from wwwhy.diagnosis.boxes import traces
from wwwhy.diagnosis.boxes.traces import safe
from wwwhy.diagnosis.boxes.view import View
from wwwhy.errors import Sentence

_MAX_VALUE = 4 * 1024
_HEX = 16


@dataclass(frozen=True, slots=True)
class Match:
    """A sign that is there."""

    signature: Signature
    sign: Sign
    version: str | None
    shown: str
    """The fact for the report."""
    pointer: str


@dataclass(frozen=True, slots=True)
class _Index:
    """The signs that can hold for one status code, by what must be there at least."""

    by_field: dict[str, list[tuple[Signature, Sign]]]
    by_server: dict[str, list[tuple[Signature, Sign]]]
    by_first: dict[str, list[tuple[Signature, Sign]]]
    """By the content's first character: `<`, `{`, or empty for any."""
    rest: list[tuple[Signature, Sign]]


def matches(view: View) -> list[Match]:
    """Return every sign that the response shows."""
    found = (_match(signature, sign, view) for signature, sign in _candidates(view))
    return [match for match in found if match is not None]


def opening(first_bytes: bytes) -> Match | None:
    """Return what first bytes that are no HTTP response say about the peer."""
    text = first_bytes[:256].decode("latin-1")
    for signature, sign in _openings():
        match = _pattern(sign.opening or "").match(text)
        if match is not None:
            version = match.groupdict().get("version")
            return Match(signature, sign, version, sign.shows, "connection.first_bytes")
    return None


def _candidates(view: View) -> Iterator[tuple[Signature, Sign]]:
    index = _index(view.status)
    for name in view.values.keys() & index.by_field.keys():
        yield from index.by_field[name]
    for mention in view.servers:
        yield from index.by_server.get(mention.name, ())
    if view.response.body:
        first = view.text[:1]
        yield from index.by_first.get(first if first in {"<", "{"} else "text", ())
        yield from index.by_first.get("", ())
    yield from index.rest


@cache
def _index(status: int) -> _Index:
    index = _Index({}, {}, {}, [])
    for signature in all_signatures().values():
        for sign in signature.signs:
            if sign.opening or status not in sign.statuses:
                continue
            if sign.fields:
                index.by_field.setdefault(sign.fields[0][0], []).append((signature, sign))
            elif sign.own_server:
                index.by_server.setdefault(signature.name, []).append((signature, sign))
            elif sign.reads_content:
                index.by_first.setdefault(_first(sign), []).append((signature, sign))
            else:
                index.rest.append((signature, sign))
    return index


def _first(sign: Sign) -> str:
    """Return the first character that the content must have; '' where it can be any."""
    if sign.json:
        return "{"
    beginnings = {start[:1] for start in sign.starts}
    if sign.body and sign.body[2:3] != "(":
        beginnings.add("{" if sign.body[2:4] == r"\{" else sign.body[2])
    if len(beginnings) != 1:
        return ""
    only = beginnings.pop()
    return only if only in {"<", "{"} else "text"


@cache
def _openings() -> Sequence[tuple[Signature, Sign]]:
    every = [(box, sign) for box in all_signatures().values() for sign in box.signs]
    found = [pair for pair in every if pair[1].opening]
    return sorted(found, key=lambda pair: -pair[1].weight)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _match(signature: Signature, sign: Sign, view: View) -> Match | None:
    """Check the conditions, the cheap ones first."""
    if not _head_fits(signature, sign, view):
        return None
    version: str | None = None
    for groups in _texts(sign, view):
        if groups is None or not _true(groups, view):
            return None
        version = groups.get("version") or version
    if (sign.order and not _ordered(sign.order, view)) or not _content(sign, view):
        return None
    shown, pointer = _shown(sign, view)
    return Match(signature, sign, version or _version_after(sign, view), shown, pointer)


def _head_fits(signature: Signature, sign: Sign, view: View) -> bool:
    """Check what costs next to nothing."""
    if sign.length and not sign.length[0] <= view.length <= sign.length[1]:
        return False
    if sign.http and view.response.version not in sign.http:
        return False
    if any(name in view.values for name in sign.absent):
        return False
    if sign.own_server and all(m.name != signature.name for m in view.servers):
        return False
    return not sign.only or sign.only.issuperset(view.values)


def _texts(sign: Sign, view: View) -> Iterator[dict[str, str | None] | None]:
    """Match every pattern of the sign; None is one that does not fit."""
    for name, pattern in sign.fields:
        yield _field(_pattern(pattern), view.values.get(name, ()))
    if sign.reason is not None:
        match = _pattern(sign.reason).fullmatch(view.response.reason) if view.is_http1 else None
        yield match.groupdict() if match else None
    if sign.body is not None:
        match = _pattern(sign.body).match(view.text)
        yield match.groupdict() if match else None


def _field(pattern: re.Pattern[str], values: Sequence[str]) -> dict[str, str | None] | None:
    for value in values:
        match = pattern.fullmatch(value)
        if match is not None:
            return match.groupdict()
    return None


def _true(groups: dict[str, str | None], view: View) -> bool:
    """Whether what the groups caught agrees with the response itself."""
    status, length = groups.get("status"), groups.get("hexlength")
    if status is not None and int(status) != view.status:
        return False
    return length is None or int(length, _HEX) == view.length


def _ordered(order: Sequence[str], view: View) -> bool:
    """Whether all these fields are there in this order; on HTTP/1 also spelled like this."""
    names = view.order if view.is_http1 else [name.lower() for name in view.order]
    wanted = order if view.is_http1 else [name.lower() for name in order]
    if any(name not in names for name in wanted):
        return False
    places = [names.index(name) for name in wanted]
    return places == sorted(places)


def _content(sign: Sign, view: View) -> bool:
    status = str(view.status)
    if sign.starts and not view.text.startswith(
        tuple(start.replace("{status}", status) for start in sign.starts)
    ):
        return False
    if any(part.replace("{status}", status) not in view.text for part in sign.contains):
        return False
    return not sign.json or _json(sign, view)


def _json(sign: Sign, view: View) -> bool:
    members = view.json
    if members is None or [name for name in members if name in sign.json] != list(sign.json):
        return False
    if sign.json_exact and len(members) != len(sign.json):
        return False
    return all(
        _pattern(pattern.replace("{status}", str(view.status))).fullmatch(
            str(members.get(name))[:_MAX_VALUE]
        )
        for name, pattern in sign.json_values
    )


def _version_after(sign: Sign, view: View) -> str | None:
    for mark in sign.version_after:
        _, found, rest = view.text.partition(mark)
        if found:
            return traces.version_in(f"/{rest[:40]}")
    return None


def _shown(sign: Sign, view: View) -> tuple[str, str]:
    """Say what was seen; a cookie's value is never shown."""
    pointer = "response.body" if sign.reads_content else "response.headers"
    if sign.fields and not sign.reads_content:
        pointer = f"response.headers.{sign.fields[0][0]}"
    if sign.shows:
        return sign.shows, pointer
    if not sign.fields:
        return Sentence("order of fields: {names}", names=", ".join(sign.order)), pointer
    name, pattern = sign.fields[0]
    values = view.values[name]
    value = next((v for v in values if _pattern(pattern).fullmatch(v)), values[0])
    if name == "set-cookie":
        value = value.partition("=")[0]
    spelled = next(line for line in view.order if line.lower() == name)
    return f"{spelled}: {safe(value)}", pointer
