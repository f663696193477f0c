"""The API key stands where the server does not look for it."""

from wwwhy.auth.schemes import bearer
from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import challenged_schemes
from wwwhy.model import Evidence, Exchange, Finding, NextExperiment, Polarity, Strength, Verdict
from wwwhy.probes.key_elsewhere import find_key, places_named

_PROBE = "key-elsewhere"
_KEY_SCHEMES = frozenset({"apikey", "api-key", "key", "x-api-key"})
"""No registered schemes: they say that the key does not belong into Authorization (FastAPI)."""


def judge(case: Case) -> Finding | None:
    """Move the same key to other places, one at a time: where it is taken, it belongs.

    Nothing to say where the server reads the key in its place, or asks for what was sent.
    """
    found = find_key(case.request)
    if found is None or _belongs(case, found[0]):
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
    asked_elsewhere = bool(schemes & _KEY_SCHEMES) or bool(_named(case, place))
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
        values = {"place": place}
        read = Evidence(
            "key_is_read", values, Strength.STRONG, Polarity.AGAINST, anonymous.first.index
        )
        return Finding(Verdict.RULED_OUT, (read,))
    named = _named(case, place)
    evidence = ()
    if named:
        values = {"place": place, "named": named[:1]}
        pointer = "response.body"
        evidence = (
            Evidence("another_is_named", values, exchange=case.exchange.index, pointer=pointer),
        )
    tried = case.probe(_PROBE)
    other = next((e for e in tried.exchanges if asking.says_otherwise(e, case.control)), None)
    if other is not None and tried.done:
        values = {"place": place, "other": _place(case, other), "after": other.status}
        evidence = (*evidence, Evidence("another_is_read", values, exchange=other.index))
    verdict = Verdict.LIKELY if evidence else Verdict.POSSIBLE
    schemes = challenged_schemes(case)
    if schemes and not _is_authorization(place):
        values = {"place": place, "schemes": schemes}
        pointer = "response.headers.www-authenticate"
        asks = Evidence("asks_for_scheme", values, exchange=case.exchange.index, pointer=pointer)
        evidence = (*evidence, asks)
    if tried.done and not evidence:
        return None
    return Finding(verdict, evidence, next_experiment=_next(case, named))


def _next(case: Case, named: tuple[str, ...]) -> NextExperiment:
    name = next((each for each in named if not each.startswith("?")), "X-API-Key")
    options = ("-H", f"{name}: KEY")
    return NextExperiment("move_it", {"name": name}, asking.command(case.request, *options))
