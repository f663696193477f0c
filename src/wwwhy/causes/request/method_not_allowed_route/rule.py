"""The target exists, but not for this method."""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.cors.sharing import is_preflight
from wwwhy.model import Evidence, Exchange, Finding, NextExperiment, Polarity, Strength, Verdict
from wwwhy.sources.curl import render

_SHIELD = "x-amzn-waf-action"
"""A shield that asks for a captcha answers 405 as well."""


def judge(case: Case) -> Finding | None:
    """Take the server's own list (Allow, RFC 9110 section 10.2.1), or another method's success.

    A 405 whose Allow names our method contradicts itself: then something between changed the
    request. Where a redirect changed the method, the one that was refused is nobody's wish.
    """
    if is_preflight(case.request) or case.fields(_SHIELD):
        return None
    against = _against(case)
    if against is not None:
        return Finding(Verdict.RULED_OUT, (against,))
    if case.status == 404:  # noqa: PLR2004
        return _not_found(case)
    listed = _listed(case)
    evidence = (*listed, *_other_method(case), *_webdav(case))
    if not evidence:
        return Finding(Verdict.POSSIBLE, wants=("method-get", "method-options"))
    # 501 is about every target of the server (RFC 9110 section 15.6.2), WebDAV about its module.
    elsewhere = _webdav(case) or (case.status == 501 and not listed)  # noqa: PLR2004
    shown = Verdict.LIKELY if elsewhere else Verdict.PROVED
    return Finding(shown, evidence, next_experiment=_ask(case), wants=())


def _not_found(case: Case) -> Finding | None:
    """Judge a 404: the server may mean the thing that was asked for, not the method.

    Only a list without the method settles it; that GET is served makes it likely, unless GET is
    served everywhere.
    """
    if case.request.is_safe:
        return None
    listed, other = _listed(case), _other_method(case)
    sibling = case.probe("random-sibling")
    if listed:
        return Finding(Verdict.PROVED, (*listed, *other), next_experiment=_ask(case), wants=())
    if not case.probe("method-get").done or not case.probe("method-options").done:
        return Finding(Verdict.POSSIBLE, next_experiment=_ask(case), wants=case_wants())
    if not other or sibling.healed:
        return None
    if not sibling.done:
        return Finding(Verdict.POSSIBLE, other, next_experiment=_ask(case))
    return Finding(Verdict.LIKELY, other, next_experiment=_ask(case), wants=())


def case_wants() -> tuple[str, ...]:
    """Return the probes that decide about a 404."""
    return ("method-get", "method-options", "random-sibling")
