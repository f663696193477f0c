"""A redirect that only some names get: programs are led to a page of refusal, browsers are not."""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.edge.interstitials import is_challenge, leads_to_login
from wwwhy.model import Evidence, Exchange, Finding, Strength, Value, Verdict
from wwwhy.probes.browser_before_redirect import led_away
from wwwhy.probes.user_agent_repeated import UNDER_OWN_NAME

BEFORE = "browser-before-redirect"


def may_lead_away(case: Case) -> bool:
    """Whether a redirect led to the refusal, and it is open what a browser's name gets there."""
    return led_away(case.hops) is not None and not case.probe(BEFORE).done


def by_redirect(case: Case, agent: str) -> Finding | None:
    """Weigh both names where the redirect was given, each of them twice."""
    away, tried = led_away(case.hops), case.probe(BEFORE)
    if away is None or not tried.done or not _parted(tried.exchanges, away):
        return None
    served = next(each for each in tried.exchanges if is_success(each))
    values: dict[str, Value] = {
        "agent": agent, "status": away.status, "refused": case.outcome, "then": served.status,
    }  # fmt: skip
    flip = Evidence("browser_is_not_led_away", values, Strength.CONCLUSIVE, exchange=served.index)
    doubtful = is_challenge(served.response) or leads_to_login(served)
    # Without any name it is the missing field that is refused, not a program.
    verdict = Verdict.PROVED if agent and not doubtful else Verdict.LIKELY
    return Finding(verdict, (flip,), repair=None if doubtful else served.index, wants=())


def _parted(exchanges: tuple[Exchange, ...], away: Exchange) -> bool:
    """Whether the own name was led to the same place each time, and the browser's served."""
    pairs = zip(exchanges, UNDER_OWN_NAME, strict=False)
    fitting = [_is_same_way(each, away) if own else is_success(each) for each, own in pairs]
    return len(fitting) == len(UNDER_OWN_NAME) and all(fitting)


def _is_same_way(one: Exchange, other: Exchange) -> bool:
    if one.response is None or other.response is None:
        return False
    places = (each.fields.get("location") for each in (one.response, other.response))
    return one.status == other.status and len({*places}) == 1
