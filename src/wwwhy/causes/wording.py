"""What an answer says, piece by piece, and whether two answers say different things.

Answers hold words that change by themselves (trace ids, nonces, a quotation of the day) and words
that came with the request. The first are found by repeating one request: what differs there is
noise. The second are passed over: a list of the fields that came is no reading of them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from wwwhy.auth import parse_challenges
from wwwhy.auth.schemes import basic
from wwwhy.causes.case import Case, ProbeResult
from wwwhy.causes.refusal import error_codes
from wwwhy.model import Exchange, Request, Response

Said: TypeAlias = Mapping[str, object]
"""What an answer says in each of its places: `status`, `challenge.0.realm`, `body.detail`."""
REPEATS = ("unchanged-again", "fresh-connection", "repeated", "one-by-one")
"""Probes that change nothing in the request."""
ANONYMOUS = "without-credentials"
"""The probe that sends one request twice, so that noise shows without a refused credential."""
LOOKED_AT = 8192
"""Characters of an answer that are read."""
_PASSING = frozenset({"nonce", "opaque", "stale", "nextnonce"})
"""Parameters of a challenge that differ from one answer to the next."""
_LIMITS = frozenset({429, 503})
"""A limit that was reached meanwhile says nothing of what was changed."""
_RUN = re.compile(r"[\w+/=.:-]+")
"""What an id or a time is written in: `7f3a-fade-01`, `2026-11-21T01:33:12Z`."""
_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 24
_PIECE = re.compile(r"[^<>\r\n]{1,2000}")
_MOST_PIECES, _MAX_DEPTH = 300, 8


def told_apart(case: Case, probe: ProbeResult) -> bool | None:
    """Whether a probe's answer says something else than the control's, noise apart.

    None if the probe was not made, if nothing shows what noise there is, or if the target answers
    one and the same request now so, now so.
    """
    if not probe.done or not case.is_comparable or probe.first is None:
        return None
    return apart(case, probe.first, case.control)


def apart(case: Case, one: Exchange, other: Exchange) -> bool | None:
    """Whether two answers of a case say different things; None as in `told_apart`."""
    limited = {one.status, other.status} & _LIMITS
    if limited and one.status != other.status:
        return None
    differing = _differing(one, other)
    if not differing:
        return False
    groups = [each for each in _repetitions(case) if len(each) > 1]
    if not groups:
        return None
    noise = {place for group in groups for place in _noise(group)}
    if noise & {"status", "failure"}:
        return None
    return any(place not in noise and _room(place) not in noise for place in differing)


def is_steady(case: Case) -> bool | None:
    """Whether the control, sent again unchanged, ended alike; None if it was not repeated."""
    group = next(_repetitions(case))
    if len(group) == 1:
        return None
    return not {"status", "failure"} & _noise(group)


def says_otherwise(one: Exchange, other: Exchange) -> bool:
    """Whether two answers differ in what they say: status, challenge, error code, or wording.

    Times, ids and other words with digits are passed over; so is the length, which `same_answer`
    compares, because `missing token` and `invalid token` are almost equally long.
    """
    return bool(_differing(one, other))


def _repetitions(case: Case) -> Iterator[tuple[Exchange, ...]]:
    """Yield the groups of answers to one and the same request: the control's is the first."""
    again = (each for name in REPEATS for each in case.probe(name).exchanges)
    yield (case.control, *again)
    yield case.probe(ANONYMOUS).exchanges


def _noise(group: Iterable[Exchange]) -> set[str]:
    """Return the places that differ between answers to one request."""
    first, *others = group
    places = {place for other in others for place in _differing(first, other)}
    said = [_said(each, frozenset()) for each in (first, *others)]
    # Where a place comes and goes, those behind it are counted otherwise.
    shifted = {_room(place) for place in places if any(place not in each for each in said)}
    return places | (shifted - {""})


def _room(place: str) -> str:
    return place.partition(".")[0] if "." in place else ""


def _differing(one: Exchange, other: Exchange) -> set[str]:
    names = _names(one.request) | _names(other.request)
    echoes = names | _values(one.request) | _values(other.request)
    a, b = _said(one, echoes), _said(other, echoes)
    return {
        place
        for place in {*a, *b}
        if a.get(place, _ABSENT) != b.get(place, _ABSENT)
        and not ((place not in a or place not in b) and _is_echo(place, names))
    }


_ABSENT = object()


def _is_echo(place: str, names: frozenset[str]) -> bool:
    """Whether a place is named after a field that came with one of the requests only."""
    return _room(place) == "body" and any(_plain(part) in names for part in place.split(".")[1:])


def _names(request: Request) -> frozenset[str]:
    return frozenset(_plain(line.name) for line in request.fields)


def _values(request: Request) -> frozenset[str]:
    pair = basic.credentials_of(request)
    known = (pair.username, pair.password) if pair else ()
    values = (*(line.value for line in request.fields), str(request.url), *known)
    return frozenset(_plain(run) for value in values for run in _RUN.findall(value[:LOOKED_AT]))


def _plain(name: str) -> str:
    """Return a name as all its spellings have it: `HTTP_X_API_KEY` is X-Api-Key (RFC 3875)."""
    return name.lower().replace("_", "-").removeprefix("http-")


def _said(exchange: Exchange, echoes: frozenset[str]) -> Said:
    response = exchange.response
    if response is None or exchange.failure is not None:
        return {"failure": exchange.failure.type if exchange.failure else None}
    said: dict[str, object] = {"status": response.status}
    said.update(_challenged(response))
    codes = (code for code in error_codes(response) if _plain(code) not in echoes)
    said.update((f"code.{number}", code) for number, code in enumerate(codes))
    for place, text in _texts(response):
        said[place] = (*_tuple(said.get(place)), *_words(text, echoes))
    return said


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _challenged(response: Response) -> Iterator[tuple[str, object]]:
    challenges = parse_challenges(response.fields.all("www-authenticate")).challenges
    for number, each in enumerate(challenges):
        yield f"challenge.{number}", each.scheme
        for name, value in each.params.items():
            if name not in _PASSING:
                yield f"challenge.{number}.{name}", _words(value, frozenset())


def _texts(response: Response) -> Iterator[tuple[str, str]]:
    text = response.text[:LOOKED_AT]
    if "json" in response.content_type:
        try:
            data = json.loads(response.text)
        except (ValueError, RecursionError):
            pass
        else:
            yield from _leaves(data, "body", 0)
            return
    pieces = (piece.strip() for piece in _PIECE.findall(text))
    kept = [piece for piece in pieces if piece][:_MOST_PIECES]
    yield from ((f"body.{number}", piece) for number, piece in enumerate(kept))


def _leaves(data: Any, place: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, dict):
        for name, value in list(data.items())[:_MOST_PIECES]:
            yield from _leaves(value, f"{place}.{str(name)[:80]}", depth + 1)
    elif isinstance(data, list):
        for value in data[:_MOST_PIECES]:
            yield from _leaves(value, f"{place}.", depth + 1)
    else:
        # Numbers count and measure; that there is one is all they say.
        yield place, data[:LOOKED_AT] if isinstance(data, str) else ""


def _words(text: str, echoes: frozenset[str]) -> tuple[str, ...]:
    # A part of an id may have no digit in it (`fade`), and is none the more a word for that.
    runs = (run for run in _RUN.findall(text.lower()) if not any(map(str.isdigit, run)))
    kept = (run for run in runs if _plain(run.strip(".:")) not in echoes)
    return tuple(word for run in kept for word in _WORD.findall(run) if len(word) <= _LONGEST_WORD)
