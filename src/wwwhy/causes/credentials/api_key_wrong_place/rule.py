"""The API key stands where the server does not look for it."""

from wwwhy.auth.schemes import bearer
from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.credentials import lack
from wwwhy.causes.credentials.key_places import PROBE, next_place, place_of
from wwwhy.causes.refusal import challenged_schemes
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    Polarity,
    Strength,
    Value,
    Verdict,
)
from wwwhy.probes.key_elsewhere import find_key, places_named

_INVALID = frozenset({400, 422})
"""Mostly about the content of the request; about the key only if the answer speaks of one."""


def judge(case: Case) -> Finding | None:
    """Move the same key to other places, one at a time: where it is taken, it belongs.

    Nothing to say where the server reads the key in its place, or asks for what was sent.
    """
    found = None if asking.asked_by_proxy(case) else find_key(case.request)
    if found is None or _belongs(case, found[0]):
        return None
    if case.status in _INVALID and not (_named(case, found[0]) or lack.found(case)):
        return None
    if _may_be_lost(found[0]) and case.probe("header-hyphenated").healed:
        return None  # the name was lost on the way, the place was right
    healed = case.healed_by(PROBE)
    if healed is None or asking.open_to_nobody(case):
        return _undecided(case, found[0])
    return _healed(case, found[0], healed)


def _may_be_lost(place: str) -> bool:
    return "_" in place and not place.startswith("?")


def _healed(case: Case, place: str, healed: Exchange) -> Finding | None:
    """Judge the flip by its controls: nobody is served, and the name was not lost."""
    flips, renamed = (_flip(case, place, healed),), case.probe("header-hyphenated")
    if asking.open_to_nobody(case) is None or (_may_be_lost(place) and not renamed.done):
        wants = ("without-credentials", "header-hyphenated")
        return Finding(Verdict.LIKELY, flips, repair=healed.index, wants=wants)
    return Finding(Verdict.PROVED, flips, repair=healed.index)


def _belongs(case: Case, place: str) -> bool:
    """Whether the answer asks for the very thing that was sent, as far as it tells."""
    if not _is_authorization(place):
        return False
    schemes = {*challenged_schemes(case)}
    token = bearer.token_of(case.request)
    if token is None or token.is_jwt or token.is_placeholder:
        return True
    if not schemes:
        # Nothing tells how an opaque one is to be sent, unless the answer speaks of tokens.
        return asking.names_token(case.response) and not _named(case, place)
    asked_elsewhere = bool(schemes & asking.KEY_SCHEMES) or bool(_named(case, place))
    return not asked_elsewhere or asking.scheme_of(case.request) in schemes


def _is_authorization(place: str) -> bool:
    return place.partition(":")[0].lower() == "authorization"


def _named(case: Case, place: str) -> tuple[str, ...]:
    """Return the places that the answer names and the request does not use."""
    used = {name.lower() for name, _ in case.request.fields} | {place.lower()}
    return tuple(name for name in places_named(case.response) if name.lower() not in used)


def _flip(case: Case, place: str, healed: Exchange) -> Evidence:
    values: dict[str, Value] = {"place": place, "other": place_of(case, healed)}
    values |= {"before": case.outcome, "after": healed.status}
    return Evidence("taken_elsewhere", values, Strength.CONCLUSIVE, exchange=healed.index)


def _undecided(case: Case, place: str) -> Finding | None:
    """Judge without the flip: what the answer names, and whether another place is read."""
    anonymous = case.probe("without-credentials")
    if asking.told_apart(case, anonymous) and anonymous.first is not None:
        how = (Strength.STRONG, Polarity.AGAINST, anonymous.first.index)
        return Finding(Verdict.RULED_OUT, (Evidence("key_is_read", {"place": place}, *how),))
    named = _named(case, place)
    evidence = [*_pointed(case, place, named), *_read_elsewhere(case, place)]
    verdict = Verdict.LIKELY if evidence else Verdict.POSSIBLE
    schemes = challenged_schemes(case)
    if schemes and not _is_authorization(place):
        names = tuple(map(asking.proper, schemes))
        values: dict[str, Value] = {"place": place, "schemes": names}
        field = "response.headers.www-authenticate"
        at = case.exchange.index
        evidence.append(Evidence("asks_for_scheme", values, exchange=at, pointer=field))
    if asking.told_apart(case, anonymous) is False and anonymous.first is not None:
        # A key that is not looked at stands in the wrong place, or is one the server does not know.
        at = anonymous.first.index
        evidence.append(Evidence("as_if_nothing_was_sent", {"place": place}, exchange=at))
    elif anonymous.done and not evidence:
        return None
    # What stands as `Bearer` is more often the right place, and another word is wanted there.
    wants = ("without-credentials", PROBE) if _is_authorization(place) and not named else None
    return Finding(verdict, tuple(evidence), None, next_place(case, place, named), wants)


def _pointed(case: Case, place: str, named: tuple[str, ...]) -> tuple[Evidence, ...]:
    if not named:
        return ()
    values: dict[str, Value] = {"place": place, "named": named[:1]}
    at = case.exchange.index
    return (Evidence("another_is_named", values, exchange=at, pointer="response.body"),)


def _read_elsewhere(case: Case, place: str) -> tuple[Evidence, ...]:
    """Return another place in which the key was refused in other words."""
    tried = case.probe(PROBE).exchanges
    other = next((each for each in tried if asking.apart(case, each, case.control)), None)
    if other is None or not case.is_comparable:
        return ()
    there = place_of(case, other)
    values: dict[str, Value] = {"place": place, "other": there, "after": other.status}
    return (Evidence("another_is_read", values, exchange=other.index),)
