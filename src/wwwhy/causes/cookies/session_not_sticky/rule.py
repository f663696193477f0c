"""Several servers take turns, and the session is known to one of them only."""

import re
from collections.abc import Iterable

from wwwhy.causes.case import Case, is_success, same_outcome
from wwwhy.causes.cookies.renewal import replaced_cookie
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
from wwwhy.probes.session_in_turns import WITH

_TURNS = "session-in-turns"
_NAMES_SERVER = re.compile(
    r"x-(?:[\w-]*-)?(?:served-by|backend|server|upstream|node|instance|host(?:name)?|pod|worker)"
    r"(?:-\w+)*",
    re.IGNORECASE,
)
_FEWEST = 2
_POINTER = "response.headers.set-cookie"


def judge(case: Case) -> Finding | None:
    """Send the same cookie again and again: now the server knows it, now it is a stranger's.

    A rhythm (one answer in two, or in three, in the order of time and in the count) or a field that
    names the server shows that servers take turns; a limit, an overload or a store that fails keeps
    no such order. Whether the one that refuses knows any session at all, only it can show: it gives
    us a new one in the place of ours. Else it may refuse whoever comes.
    """
    if "cookie" not in case.request.fields:
        return None
    repeated, turns = case.probe("repeated"), case.probe(_TURNS)
    if not repeated.done:
        return Finding(Verdict.POSSIBLE, wants=("repeated",))
    known = [*repeated.exchanges, *turns.exchanges[:WITH]]
    strangers = turns.exchanges[WITH:]
    served = [each for each in known if is_success(each)]
    refused = [each for each in known if _is_refused_alike(each, case)]
    if not case.is_comparable or not served:
        return _never_served(case)
    if len(served) + len(refused) < len(known) or not refused:
        return None
    return _now_and_then(case, served, refused, strangers)


def _now_and_then(
    case: Case, served: list[Exchange], refused: list[Exchange], strangers: tuple[Exchange, ...]
) -> Finding | None:
    """Weigh answers of which some know the session and some do not."""
    repeated, turns = case.probe("repeated"), case.probe(_TURNS)
    known = [*served, *refused]
    counts: dict[str, Value] = {"served": len(served), "all": len(known), "refused": case.outcome}
    mixed = Evidence("now_and_then", counts, Strength.STRONG, exchange=served[0].index)
    if not turns.done:
        return Finding(Verdict.POSSIBLE, (mixed,), next_experiment=_pin(), wants=(_TURNS,))
    if not all(_is_refused_alike(each, case) for each in strangers):
        return None
    alone = Evidence("strangers_never", {"refused": case.outcome}, exchange=strangers[0].index)
    proof = _parted_by_server(served, refused) or _rhythm(
        repeated.exchanges, turns.exchanges[:WITH]
    )
    renewed = _renewed(case, served, refused)
    evidence = (mixed, alone, *(each for each in (proof, renewed) if each))
    if proof and renewed:
        return Finding(Verdict.PROVED, evidence, wants=())
    # Without an order one server may do it all, with a store that fails now and then.
    verdict = Verdict.LIKELY if proof else Verdict.POSSIBLE
    return Finding(verdict, evidence, next_experiment=_pin(), wants=())


def _renewed(case: Case, served: list[Exchange], refused: list[Exchange]) -> Evidence | None:
    """Return that whoever refuses always puts a session of its own in the place of ours."""
    name = replaced_cookie(case, served, refused)
    if name is None:
        return None
    values: dict[str, Value] = {"name": name}
    return Evidence(
        "renewed", values, Strength.CONCLUSIVE, exchange=refused[0].index, pointer=_POINTER
    )


def _is_refused_alike(exchange: Exchange, case: Case) -> bool:
    if case.failure is None:
        return same_outcome(exchange, case.control)
    # A circle of redirects is a failure of the whole chain; one answer shows only its beginning.
    return exchange.status == case.status and exchange.leads_to is not None


def _never_served(case: Case) -> Finding | None:
    if not case.unchanged_by("repeated"):
        return None
    times: dict[str, Value] = {
        "all": len(case.probe("repeated").exchanges),
        "refused": case.outcome,
    }
    against = Evidence("always_refused", times, Strength.CONCLUSIVE, Polarity.AGAINST)
    return Finding(Verdict.RULED_OUT, (against,))


def _rhythm(repeated: tuple[Exchange, ...], turns: tuple[Exchange, ...]) -> Evidence | None:
    """Return that one answer in two, or in three, is served: counted, and in the order of time."""
    share = sum(map(is_success, repeated))
    for servers in (2, 3):
        places = {place % servers for place, each in enumerate(turns) if is_success(each)}
        expected = [place for place in range(len(turns)) if place % servers in places]
        in_order = [place for place, each in enumerate(turns) if is_success(each)] == expected
        if len(places) == 1 and in_order and share * servers == len(repeated):
            values = {"servers": servers}
            return Evidence("rhythm", values, Strength.CONCLUSIVE, exchange=turns[0].index)
    return None


def _parted_by_server(served: list[Exchange], refused: list[Exchange]) -> Evidence | None:
    """Return the field that names the server, if each server always says the same."""
    if len(served) < _FEWEST or len(refused) < _FEWEST:
        return None
    for name in dict.fromkeys(_server_names(served)):
        there, elsewhere = _values(served, name), _values(refused, name)
        if there and elsewhere and not there & elsewhere and None not in there | elsewhere:
            values = {
                "field": name,
                "served": ", ".join(sorted(map(str, there))),
                "refused": ", ".join(sorted(map(str, elsewhere))),
            }
            return Evidence("by_server", values, Strength.CONCLUSIVE, exchange=served[0].index)
    return None


def _server_names(exchanges: Iterable[Exchange]) -> Iterable[str]:
    fields = (line for each in exchanges if each.response for line in each.response.fields)
    return (line.name for line in fields if _NAMES_SERVER.fullmatch(line.name))


def _values(exchanges: Iterable[Exchange], name: str) -> set[str | None]:
    return {each.response.fields.get(name) for each in exchanges if each.response}


def _pin() -> NextExperiment:
    return NextExperiment("ask_each_server")
