"""A box refuses the request because of the program that its User-Agent field names."""

import re

from wwwhy.causes.case import Case, same_answer, same_outcome
from wwwhy.causes.edge.interstitials import is_challenge, leads_to_login
from wwwhy.causes.edge.turned_away import BEFORE, by_redirect, may_lead_away
from wwwhy.causes.refusal import challenges
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Verdict
from wwwhy.probes.plain_user_agent import NAME
from wwwhy.probes.user_agent_repeated import UNDER_OWN_NAME

_PLAIN = "plain-user-agent"
_FIRST = ("browser-user-agent", "fresh-connection", _PLAIN)
_AGAIN = "user-agent-repeated"
_PASSING = ("fresh-connection", "after-a-wait")
"""What shows that the refusal passes by itself."""
_LIMITED = frozenset({429, 503})
_NAMES = re.compile(r"http_user_agent|user-agent|browsermatch", re.IGNORECASE)
_OVERLOADED = frozenset({429, 500, 502, 503, 504})
_BAD_REQUEST, _UNAUTHORIZED = 400, 401


def judge(case: Case) -> Finding | None:
    """Change nothing but the User-Agent (RFC 9110 section 10.1.5): a browser gets further.

    What may pass by itself is ruled out by repetition: own name, browser, browser, own name. A
    limit, or one bad server of several, would part those in another way.
    """
    agent = (case.request.fields.get("user-agent") or "").strip()
    if agent.startswith("Mozilla/") or _is_about_something_else(case):
        return None
    browser = case.probe("browser-user-agent").first
    if browser is None:
        return Finding(Verdict.POSSIBLE, wants=_FIRST)
    if not _gets_further(browser, case):
        if may_lead_away(case):
            return Finding(Verdict.POSSIBLE, wants=(BEFORE,))
        return by_redirect(case, agent) or _same_for_all(case, agent, browser)
    passes = any(case.probe(name).done and not case.unchanged_by(name) for name in _PASSING)
    return None if passes else _flipped(case, agent, browser)


def _flipped(case: Case, agent: str, browser: Exchange) -> Finding | None:
    """Weigh a browser's name that got further."""
    values = {"agent": agent, "refused": case.outcome, "then": browser.status}
    pointer = "request.headers.user-agent"
    flip = Evidence("browser_gets_further", values, Strength.CONCLUSIVE, Polarity.FOR,
                    browser.index, pointer)  # fmt: skip
    healed = case.healed_by("browser-user-agent")
    challenged = is_challenge(browser.response)
    repair = healed.index if healed and not challenged else None
    evidence = (flip, *_configured(case))
    repeated = case.probe(_AGAIN)
    # A limit may count each name by itself: then only time tells.
    controls = _PASSING if case.status in _LIMITED else _PASSING[:1]
    missing = tuple(name for name in (_AGAIN, *controls) if not case.probe(name).done)
    if not repeated.done:
        return Finding(Verdict.LIKELY, evidence, repair=repair, wants=missing)
    if not _parted_by_name(repeated.exchanges, case, browser):
        return None
    twice = Evidence("each_time", {"refused": case.outcome}, exchange=repeated.exchanges[0].index)
    admitted = _plain_name(case)
    if _is_another_presentation(case, browser) and admitted is None:
        # The page may say the same no in other words.
        verdict = Verdict.POSSIBLE if leads_to_login(browser) else Verdict.LIKELY
        return Finding(verdict, (*evidence, twice), repair=repair, wants=missing)
    # Without any name it is the missing field that is refused, not a program.
    verdict = Verdict.PROVED if agent and not missing and not challenged else Verdict.LIKELY
    found = (*evidence, twice, *filter(None, (admitted,)))
    return Finding(verdict, found, repair=repair, wants=missing)


def _plain_name(case: Case) -> Evidence | None:
    """Return that a name which is no browser's gets further as well: tools alone are refused."""
    plain = case.probe(_PLAIN).first
    if plain is None or not _gets_further(plain, case):
        return None
    values = {"name": NAME, "then": plain.status}
    return Evidence("plain_name_passes", values, exchange=plain.index)


def _is_another_presentation(case: Case, browser: Exchange) -> bool:
    """Whether a page, or the way to one, stands where a program was told something.

    Applications show people a page to log in on and tell programs what is wrong. A box that
    refuses with a page of its own does not tell the two apart.
    """
    if case.response is None or browser.response is None:
        return False
    told = "html" not in case.response.content_type
    page = "html" in browser.response.content_type or browser.response.is_redirect
    return page and (told or browser.response.is_redirect)


def _is_about_something_else(case: Case) -> bool:
    """Whether the answer asks for credentials, or names what is wrong with the request."""
    by_program = case.response is not None and "json" in case.response.content_type
    asks = case.status == _UNAUTHORIZED and bool(challenges(case))
    return asks or (case.status == _BAD_REQUEST and by_program)


def _gets_further(browser: Exchange, case: Case) -> bool:
    """Whether the browser's name changed the outcome, and not to an overload or a failure."""
    answered = browser.failure is None and browser.status not in _OVERLOADED
    return answered and case.is_comparable and not same_outcome(browser, case.control)


def _same_for_all(case: Case, agent: str, browser: Exchange) -> Finding | None:
    if not case.is_comparable or not same_answer(browser, case.control):
        return None
    values = {"agent": agent, "refused": case.outcome}
    against = Evidence(
        "same_for_a_browser", values, Strength.CONCLUSIVE, Polarity.AGAINST, browser.index
    )
    return Finding(Verdict.RULED_OUT, (against,))


def _parted_by_name(exchanges: tuple[Exchange, ...], case: Case, browser: Exchange) -> bool:
    expected = (case.control if own else browser for own in UNDER_OWN_NAME)
    return all(map(same_outcome, exchanges, expected))


def _configured(case: Case) -> tuple[Evidence, ...]:
    """Return the directive that looks at the field, where the configuration is at hand."""
    directives = (each for config in case.config for each in config.walk())
    for each in directives:
        words = " ".join((each.name, *each.args))
        if _NAMES.search(words):
            return (Evidence("rule", {"directive": words}, pointer=each.pointer),)
    return ()
