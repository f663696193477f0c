"""The application never learns that the client came by https, and sends it to https for ever."""

from dataclasses import replace

from wwwhy.causes.case import Case, ProbeState, is_success
from wwwhy.causes.redirects.forwarding import overwrites_scheme, silent_about_scheme
from wwwhy.model import Evidence, Exchange, Finding, NextExperiment, Strength, Verdict
from wwwhy.probes.scheme_fields import FIELDS
from wwwhy.sources.curl import quoted

_RARER = "scheme-fields"
_PROGRAMS = frozenset({"application", "framework", "application-server"})
_UNAUTHORIZED = 401


def judge(case: Case) -> Finding | None:
    """Say what the TLS terminator does not say (X-Forwarded-Proto): the circle ends.

    Only an https address that redirects to itself is such a circle; two addresses that send the
    client to each other have other causes. The control is the same request once more without the
    field: it still leads to itself, so no cookie and no chance ended the circle.
    """
    if not case.request.url.is_secure or not _leads_to_itself(case.exchange):
        return None
    itself = Evidence(
        "leads_to_itself",
        {"location": case.fields("location")[0], "status": case.status},
        exchange=case.exchange.index,
        pointer="response.headers.location",
    )
    first, control = (case.probe(name).first for name in ("forwarded-proto", "fresh-connection"))
    if first is None:
        known = "x-forwarded-proto" in case.request.fields
        wants = ("forwarded-proto", "fresh-connection")
        open_yet = Finding(Verdict.POSSIBLE, (itself,), next_experiment=_ask(case), wants=wants)
        return None if known else open_yet
    told = next((each for each in (first, *case.probe(_RARER).exchanges) if _ends(each)), None)
    if told is None:
        return _without_a_flip(case, itself)
    values = {"field": _said_in(told), "then": told.status}
    flip = Evidence("ends_when_told", values, Strength.CONCLUSIVE, exchange=told.index)
    repair = told.index if is_success(told) else None
    evidence = (flip, itself, *_configured(case))
    if control is None:
        return Finding(Verdict.LIKELY, evidence, repair=repair, wants=("fresh-connection",))
    if not _leads_to_itself(control):
        return None
    again = Evidence("still_without", {"status": control.status}, exchange=control.index)
    return Finding(Verdict.PROVED, (*evidence, again), repair=repair, wants=())


def _said_in(told: Exchange) -> str:
    """Return the field, with its value, in which the request said that it came by https."""
    usual = ("X-Forwarded-Proto", "https")
    fields = (pair for pair in (usual, *FIELDS) if told.request.fields.get(pair[0]) == pair[1])
    return ": ".join(next(fields, usual))


def _leads_to_itself(exchange: Exchange) -> bool:
    there = exchange.leads_to
    plain = replace(exchange.request.url, fragment=None, userinfo=None)
    return there is not None and replace(there, fragment=None, userinfo=None) == plain


def _ends(told: Exchange) -> bool:
    """Whether the answer is one that only who came by https gets, and no refusal of the field."""
    elsewhere = told.leads_to is not None and not _leads_to_itself(told)
    return is_success(told) or elsewhere or told.status == _UNAUTHORIZED


def _without_a_flip(case: Case, itself: Evidence) -> Finding | None:
    """Judge a circle that the field did not end: a box in between may overwrite it.

    A cookie that the redirect sets is the usual other reason: the client is to come back with it.
    """
    if case.fields("set-cookie"):
        return None
    configured = _configured(case)
    program = case.answered_by.role in _PROGRAMS
    by = (Evidence("made_by_program", exchange=case.exchange.index),) if program else ()
    verdict = Verdict.LIKELY if configured or program else Verdict.POSSIBLE
    evidence = (itself, *configured, *by)
    wants = (_RARER,) if case.probe(_RARER).state is ProbeState.NOT_RUN else ()
    return Finding(verdict, evidence, next_experiment=_ask(case), wants=wants)


def _configured(case: Case) -> tuple[Evidence, ...]:
    """Return the directive that passes requests on without their scheme, if it is at hand."""
    for config in case.config:
        passing = silent_about_scheme(config, case)
        if passing is not None:
            values = {"directive": " ".join((passing.name, *passing.args))}
            return (Evidence("not_passed_on", values, pointer=passing.pointer),)
    for config in case.config:
        said = overwrites_scheme(config, case)
        if said is not None:
            values = {"directive": " ".join((said.name, *said.args))}
            return (Evidence("overwritten", values, pointer=said.pointer),)
    return ()


def _ask(case: Case) -> NextExperiment:
    url = case.request.url
    fields = (f"Host: {url.authority}", "X-Forwarded-Proto: https")
    words = [word for field in fields for word in ("-H", quoted(field))]
    address = quoted(f"http://APPLICATION:PORT{url.target}")
    return NextExperiment("ask_behind", command=" ".join(("curl", "-i", *words, address)))
