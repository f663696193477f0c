"""The API key stands where the server does not look for it."""

from wwwhy.auth.schemes import bearer
from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import challenged_schemes
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
)
from wwwhy.probes.key_elsewhere import find_key, places_named

_PROBE = "key-elsewhere"
_INVALID = frozenset({400, 422})
"""Mostly about the content of the request; about the key only if the answer speaks of one."""


def judge(case: Case) -> Finding | None:
    """Move the same key to other places, one at a time: where it is taken, it belongs.

    Nothing to say where the server reads the key in its place, or asks for what was sent.
    """
    found = find_key(case.request)
    if found is None or _belongs(case, found[0]):
        return None
    if case.status in _INVALID and not _named(case, found[0]):
        return None
    place = found[0]
    healed = case.healed_by(_PROBE)
    renamed = case.probe("header-hyphenated")
    if "_" in place and not place.startswith("?"):
        if renamed.healed:
            return None  # the name was lost on the way, the place was right
        if healed and not renamed.done:
            return Finding(Verdict.LIKELY, (_flip(case, place, healed),), repair=healed.index)
    if healed is not None:
        return Finding(Verdict.PROVED, (_flip(case, place, healed),), repair=healed.index)
    return _undecided(case, place)


def _belongs(case: Case, place: str) -> bool:
    """Whether the answer asks for the very thing that was sent, as far as it tells."""
    if not _is_authorization(place):
        return False
    schemes = {*challenged_schemes(case)}
    token = bearer.token_of(case.request)
    if token is None or token.is_jwt or token.is_placeholder:
        return True
    asked_elsewhere = bool(schemes & asking.KEY_SCHEMES) or bool(_named(case, place))
    return not asked_elsewhere or asking.scheme_of(case.request) in schemes


def _is_authorization(place: str) -> bool:
    return place.partition(":")[0].lower() == "authorization"


def _named(case: Case, place: str) -> tuple[str, ...]:
    """Return the places that the answer names and the request does not use."""
    used = {name.lower() for name, _ in case.request.fields} | {place.lower()}
    return tuple(name for name in places_named(case.response) if name.lower() not in used)


def _flip(case: Case, place: str, healed: Exchange) -> Evidence:
    values = {
        "place": place,
        "other": _place(case, healed),
        "before": case.outcome,
        "after": healed.status,
    }
    return Evidence("taken_elsewhere", values, Strength.CONCLUSIVE, exchange=healed.index)


def _place(case: Case, other: Exchange) -> str:
    """Name the place in which a probe sent the key."""
    before = {(name.lower(), value) for name, value in case.request.fields}
    for name, value in other.request.fields:
        if (name.lower(), value) not in before:
            scheme, blank, _ = value.partition(" ")
            return f"{name}: {scheme}" if blank else name
    found = find_key(other.request)
    return found[0] if found else ""


def _undecided(case: Case, place: str) -> Finding | None:
    """Judge without the flip: what the answer names, and whether another place is read."""
    anonymous = case.probe("without-credentials")
    if asking.told_apart(case, anonymous) and anonymous.first is not None:
        read = Evidence(
            "key_is_read",
            {"place": place},
            Strength.STRONG,
            Polarity.AGAINST,
            anonymous.first.index,
        )
        return Finding(Verdict.RULED_OUT, (read,))
    named = _named(case, place)
    evidence = [*_pointed(case, place, named), *_read_elsewhere(case, place)]
    verdict = Verdict.LIKELY if evidence else Verdict.POSSIBLE
    schemes = challenged_schemes(case)
    if schemes and not _is_authorization(place):
        names = tuple(map(asking.proper, schemes))
        values: dict[str, Value] = {"place": place, "schemes": names}
        field = "response.headers.www-authenticate"
        evidence.append(
            Evidence("asks_for_scheme", values, exchange=case.exchange.index, pointer=field)
        )
    if case.probe(_PROBE).done and not evidence:
        return None
    return Finding(verdict, tuple(evidence), next_experiment=_next(case, named))


def _pointed(case: Case, place: str, named: tuple[str, ...]) -> tuple[Evidence, ...]:
    if not named:
        return ()
    values: dict[str, Value] = {"place": place, "named": named[:1]}
    at = case.exchange.index
    return (Evidence("another_is_named", values, exchange=at, pointer="response.body"),)


def _read_elsewhere(case: Case, place: str) -> tuple[Evidence, ...]:
    """Return another place in which the key was refused in other words."""
    tried = case.probe(_PROBE).exchanges
    other = next((each for each in tried if asking.says_otherwise(each, case.control)), None)
    if other is None or not case.is_comparable:
        return ()
    values: dict[str, Value] = {
        "place": place,
        "other": _place(case, other),
        "after": other.status,
    }
    return (Evidence("another_is_read", values, exchange=other.index),)


def _next(case: Case, named: tuple[str, ...]) -> NextExperiment:
    name = next((each for each in named if not each.startswith("?")), "X-API-Key")
    options = ("-H", f"{name}: KEY")
    return NextExperiment("move_it", {"name": name}, asking.command(case.request, *options))
