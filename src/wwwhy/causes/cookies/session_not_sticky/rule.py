"""Several servers take turns, and the session is known to one of them only."""

from wwwhy.causes.case import Case, is_success, same_outcome
from wwwhy.causes.cookies.led_to_login import led_to_login
from wwwhy.causes.cookies.renewal import renewed
from wwwhy.causes.cookies.turns import ask_each, parted_by_server, rhythm, weighed
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    Polarity,
    Strength,
    Value,
    Verdict,
)
from wwwhy.probes.session_in_turns import WITH

_TURNS = "session-in-turns"


def judge(case: Case) -> Finding | None:
    """Send the same cookie again and again: now the server knows it, now it is a stranger's.

    A rhythm (one answer in two, or in three, in the order of time and in the count) or a field that
    names the server shows that servers take turns; a limit, an overload or a store that fails keeps
    no such order. Whether the one that refuses knows any session at all, only it can show: it gives
    us a new one in the place of ours. Else it may refuse whoever comes.
    """
    if case.failure is None and (is_success(case.exchange) or case.exchange.leads_to is not None):
        return led_to_login(case)
    if "cookie" not in case.request.fields:
        return None
    repeated, in_turn = case.probe("repeated"), case.probe(_TURNS)
    if not repeated.done:
        return Finding(Verdict.POSSIBLE, wants=("repeated",))
    known = [*repeated.exchanges, *in_turn.exchanges[:WITH]]
    strangers = in_turn.exchanges[WITH:]
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
    repeated, in_turn = case.probe("repeated"), case.probe(_TURNS)
    known = [*served, *refused]
    counts: dict[str, Value] = {"served": len(served), "all": len(known), "refused": case.outcome}
    mixed = Evidence("now_and_then", counts, Strength.STRONG, exchange=served[0].index)
    if not in_turn.done:
        return Finding(Verdict.POSSIBLE, (mixed,), next_experiment=ask_each(), wants=(_TURNS,))
    if not all(_is_refused_alike(each, case) for each in strangers):
        return None
    alone = Evidence("strangers_never", {"refused": case.outcome}, exchange=strangers[0].index)
    proof = parted_by_server(served, refused) or rhythm(
        in_turn.exchanges[:WITH], repeated.exchanges, is_success
    )
    return weighed((mixed, alone), proof, renewed(case, served, refused))


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
