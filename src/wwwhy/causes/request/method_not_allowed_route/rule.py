"""The target exists, but not for this method."""

from dataclasses import replace

from wwwhy.causes.case import Case, is_success, same_answer
from wwwhy.causes.cors.sharing import is_preflight
from wwwhy.causes.credentials.inside import is_own_page
from wwwhy.causes.request.allowance import (
    allowed_by,
    lists_without,
    named_by_options,
    of_unknown_request,
    webdav,
)
from wwwhy.model import (
    Evidence,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
)
from wwwhy.sources.curl import render
from wwwhy.sources.raw.messages import UNKNOWN_URL

_SHIELD = "x-amzn-waf-action"
"""A shield that asks for a captcha answers 405 as well."""
_NOT_FOUND, _NOT_ALLOWED, _NOT_IMPLEMENTED = 404, 405, 501


def judge(case: Case) -> Finding | None:
    """Take the server's own list (Allow, RFC 9110 section 10.2.1), or another method's success.

    A 405 whose Allow names our method contradicts itself: then something between changed the
    request. Where a redirect changed the method, the one that was refused is nobody's wish.
    """
    if is_preflight(case.request) or case.fields(_SHIELD):
        return None
    if case.recorded and case.request.url.host == UNKNOWN_URL.host:
        return of_unknown_request(case)
    against = _against(case)
    if against is not None:
        return Finding(Verdict.RULED_OUT, (against,))
    if case.status == _NOT_FOUND:
        return _not_found(case)
    listed, other, dav = lists_without(case), _other_method(case), webdav(case)
    # GET's success may only show what an application takes at the moment (read-only mode).
    certain = listed or (other and case.status == _NOT_ALLOWED and is_own_page(case))
    if certain and not dav:
        return Finding(Verdict.PROVED, (*listed, *other), wants=())
    wants = () if certain else ("method-get", "method-options")
    return _uncertain(case, listed, (*listed, *other, *dav), wants)


def _uncertain(
    case: Case, listed: tuple[Evidence, ...], told: tuple[Evidence, ...], wants: tuple[str, ...]
) -> Finding:
    """Weigh what no list settles; what OPTIONS names may be refused only now (read-only mode)."""
    named = () if listed else named_by_options(case)
    if named:
        return Finding(Verdict.POSSIBLE, (*told, *named), next_experiment=_ask(case), wants=())
    if case.status == _NOT_ALLOWED and not told:
        told = (Evidence("status_says_so", strength=Strength.WEAK, exchange=case.exchange.index),)
    verdict = Verdict.LIKELY if told else Verdict.POSSIBLE
    return Finding(verdict, told, next_experiment=_ask(case), wants=wants)


def _not_found(case: Case) -> Finding | None:
    """Judge a 404, which may mean the thing that was asked for and not the method.

    Likely if GET is served, and the refusal is the one that every unknown address gets; a list
    without the method settles it.
    """
    get, sibling = case.probe("method-get"), case.probe("random-sibling")
    if case.request.is_safe or sibling.healed or (get.done and not get.healed):
        return None
    listed, other = lists_without(case), _other_method(case)
    if not get.done or sibling.first is None:
        return Finding(Verdict.POSSIBLE, other, next_experiment=_ask(case))
    options = allowed_by(case.probe("method-options").first) or ()
    if not same_answer(sibling.first, case.exchange) or case.request.method in options:
        # What the list names is taken there: then it is the thing itself that was not found.
        return None
    if listed:
        return Finding(Verdict.PROVED, (*listed, *other), wants=())
    return Finding(Verdict.LIKELY, other, next_experiment=_ask(case), wants=("method-options",))


def _against(case: Case) -> Evidence | None:
    """Return what rules it out: a list that names the method, or a method that nobody asked for."""
    asked, method = case.hops[0].request.method if case.hops else "", case.request.method
    if any("method" in hop.withheld for hop in case.hops) and asked != method:
        changed: dict[str, Value] = {"asked": asked, "method": method, "status": case.status}
        return Evidence(
            "redirect_changed_it",
            changed,
            Strength.CONCLUSIVE,
            Polarity.AGAINST,
            case.exchange.index,
        )
    allowed = allowed_by(case.exchange)
    if allowed is None or method not in allowed:
        return None
    values: dict[str, Value] = {"method": method, "allow": ", ".join(allowed)}
    return Evidence(
        "allow_names_it", values, Strength.CONCLUSIVE, Polarity.AGAINST, case.exchange.index
    )


def _other_method(case: Case) -> tuple[Evidence, ...]:
    """Return that GET is served there; OPTIONS is served in many places that take nothing else."""
    other = case.probe("method-get").first
    if other is None or not is_success(other) or case.request.method == "GET":
        return ()
    values = {
        "method": case.request.method,
        "other": "GET",
        "status": case.status,
        "other_status": other.status,
    }
    return (Evidence("other_method_works", values, Strength.CONCLUSIVE, exchange=other.index),)


def _ask(case: Case) -> NextExperiment:
    options = replace(case.control.request, method="OPTIONS", body=None)
    bare = options.without_fields("content-type", "content-length", "transfer-encoding")
    return NextExperiment("ask_options", command=render(bare).replace("curl ", "curl -i ", 1))
