"""A cookie is set for a domain or a path that does not fit, so the next request goes without it."""

from dataclasses import replace

from wwwhy.causes.case import Case, is_success, same_outcome
from wwwhy.causes.cookies.renewal import replaces
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Url,
    Value,
    Verdict,
)
from wwwhy.probes.refused_cookies import LeftBehind, left_behind
from wwwhy.sources.curl import render

_NOBODY_KEEPS = frozenset({"foreign_domain", "public_suffix"})


def judge(case: Case) -> Finding | None:
    """Follow the cookies from hop to hop as a browser does (RFC 6265 sections 5.3 and 5.4).

    That one was left behind is certain; that it was missed shows when it is sent all the same, to
    the origin that set it. The control is the same request once more without it.
    """
    if is_success(case.exchange) and not _came_back(case):
        return None
    lost = left_behind(case.hops)
    if not lost:
        return None
    first = next((each for each in lost if each.may_be_sent), lost[0])
    static = _why(first)
    tried = case.probe("refused-cookies")
    if len(tried.exchanges) > 1:
        return _tried(first, static, tried.exchanges, case.now)
    certain = first.reason in _NOBODY_KEEPS and not is_success(case.exchange)
    verdict = Verdict.LIKELY if certain else Verdict.POSSIBLE
    return Finding(verdict, (static,), next_experiment=_look(first))


def _tried(
    lost: LeftBehind, static: Evidence, tried: tuple[Exchange, ...], now: float
) -> Finding | None:
    """Compare the hop without the cookie with the hop with it.

    Where the server puts a new one in its place, it had not kept what belongs to the first: that
    one fares no better says nothing of whether it is missed.
    """
    without, sent = tried[:2]
    values: dict[str, Value] = {
        "cookie": lost.name,
        "path": sent.request.url.path,
        "refused": without.status,
        "then": sent.status,
    }
    if not same_outcome(without, replace(lost.missed, failure=None)):
        return Finding(Verdict.POSSIBLE, (static,), next_experiment=_look(lost), wants=())
    if is_success(sent) and not is_success(without):
        flip = Evidence("sent_all_the_same", values, Strength.CONCLUSIVE, exchange=sent.index)
        # That it was left behind is certain; that it was missed rests on this flip alone.
        scope = replace(static, strength=Strength.STRONG)
        return Finding(Verdict.PROVED, (scope, flip), repair=sent.index, wants=())
    if same_outcome(without, sent):
        if replaces(sent, lost.name, now):
            again = Evidence("set_again", values, Strength.WEAK, exchange=sent.index)
            return Finding(Verdict.POSSIBLE, (static, again), None, _look(lost), wants=())
        against = Evidence("not_missed", values, Strength.CONCLUSIVE, Polarity.AGAINST, sent.index)
        return Finding(Verdict.RULED_OUT, (against,))
    return Finding(Verdict.POSSIBLE, (static,), next_experiment=_look(lost), wants=())


def _came_back(case: Case) -> bool:
    """Whether the redirects ended where they had been before, as at a login page."""
    last = _bare(case.request.url)
    return any(_bare(hop.request.url) == last for hop in case.hops[:-2])


def _bare(url: Url) -> Url:
    return replace(url, query=None, fragment=None)


def _why(lost: LeftBehind) -> Evidence:
    """Return why it was left behind, with the Set-Cookie line it stands in."""
    host, path = lost.missed.request.url.host, lost.missed.request.url.path
    domain: dict[str, Value] = {"cookie": lost.name, "domain": lost.scope, "host": host}
    if lost.reason == "foreign_domain":
        domain["host"] = lost.setter.request.url.host
        found = Evidence("foreign_domain", domain, Strength.CONCLUSIVE)
    elif lost.reason == "public_suffix":
        found = Evidence("public_suffix", domain, Strength.CONCLUSIVE)
    elif lost.reason == "domain":
        found = Evidence("other_host", domain)
    else:
        values: dict[str, Value] = {"cookie": lost.name, "scope": lost.scope, "path": path}
        found = Evidence("other_path", values)
    return replace(found, exchange=lost.setter.index, pointer="response.headers.set-cookie")


def _look(lost: LeftBehind) -> NextExperiment:
    setter = replace(lost.setter.request, follow_redirects=False)
    command = render(setter).replace("curl ", "curl -sS -o /dev/null -D - ", 1)
    return NextExperiment("look_at_set_cookie", {"cookie": lost.name}, command)
