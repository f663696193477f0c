"""A page to log in on in the place of what was asked for, though the request carried cookies."""

from dataclasses import replace

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.cookies.renewal import renewed
from wwwhy.causes.cookies.turns import ask_each, is_mixed, parted_by_server, rhythm, weighed
from wwwhy.causes.edge.interstitials import leads_to_login
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Value, Verdict
from wwwhy.probes.session_before_login import led_away

_KNOWN, _STRANGERS = "session-before-login", "stranger-before-login"


def led_to_login(case: Case) -> Finding | None:
    """Judge a request whose cookies did not spare it the page to log in on.

    That is healthy where nobody is known; where servers take turns, one that knows the session
    gives what was asked for, in a rhythm with those that do not.
    """
    away = led_away(case.hops)
    if away is None or not (leads_to_login(away) or leads_to_login(case.exchange)):
        return None
    before = case.probe(_KNOWN)
    if not before.done:
        return Finding(Verdict.POSSIBLE, wants=(_KNOWN,))
    refused = [each for each in before.exchanges if _is_led_alike(each, away)]
    served = [each for each in before.exchanges if _is_let_in(each, away)]
    if len(served) + len(refused) < len(before.exchanges):
        return None
    if not served:
        return Finding(Verdict.RULED_OUT, (_always(refused, away),))
    return _now_and_then(case, away, served, refused) if refused else None


def _now_and_then(
    case: Case, away: Exchange, served: list[Exchange], refused: list[Exchange]
) -> Finding | None:
    """Weigh answers of which some know the session and some lead to the login page."""
    known, without = case.probe(_KNOWN).exchanges, case.probe(_STRANGERS)
    counts: dict[str, Value] = {"served": len(served), "all": len(known), "refused": away.status}
    mixed = Evidence("now_and_then", counts, Strength.STRONG, exchange=served[0].index)
    if not without.done:
        return Finding(Verdict.POSSIBLE, (mixed,), next_experiment=ask_each(), wants=(_STRANGERS,))
    if not all(_is_led_alike(each, away) for each in without.exchanges):
        return None
    stranger = without.exchanges[0].index
    alone = Evidence("strangers_never", {"refused": away.status}, exchange=stranger)
    proof = parted_by_server(served, refused) or rhythm(known, known, served.__contains__)
    at_hop = replace(case, exchange=away, control=away)
    to_and_fro = is_mixed(known, served.__contains__)
    return weighed((mixed, alone), proof, renewed(at_hop, served, refused), mixed=to_and_fro)


def _always(refused: list[Exchange], away: Exchange) -> Evidence:
    times: dict[str, Value] = {"all": len(refused), "refused": away.status}
    return Evidence("always_refused", times, Strength.CONCLUSIVE, Polarity.AGAINST)


def _is_led_alike(exchange: Exchange, away: Exchange) -> bool:
    """Whether an answer leads to the same page; its query may name what was asked for."""
    there, then = away.leads_to, exchange.leads_to
    same = there is not None and then is not None and then.path == there.path
    return same and exchange.failure is None and exchange.status == away.status


def _is_let_in(exchange: Exchange, away: Exchange) -> bool:
    """Whether an answer is what somebody gets who is known, be it a redirect to elsewhere."""
    if exchange.failure is None and exchange.leads_to is not None:
        return not leads_to_login(exchange) and not _is_led_alike(exchange, away)
    return is_success(exchange) and not leads_to_login(exchange)
