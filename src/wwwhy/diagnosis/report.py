"""Turning an investigation into a diagnosis; here every secret is masked, once and for all."""

from dataclasses import replace

from wwwhy.causes import asking
from wwwhy.diagnosis import ranking, testimony
from wwwhy.diagnosis.attribution import attribute
from wwwhy.diagnosis.configurations import unused
from wwwhy.diagnosis.defects import comes_and_goes, defects, on_the_way, trouble_behind
from wwwhy.diagnosis.fingerprint import nearest
from wwwhy.diagnosis.hiding import hidden
from wwwhy.diagnosis.investigation import Investigation
from wwwhy.diagnosis.sent_to_login import sent_to_login
from wwwhy.diagnosis.unfinished import is_still_coming
from wwwhy.model import (
    Box,
    Defect,
    Diagnosis,
    Exchange,
    Finding,
    NotChecked,
    Outcome,
    Polarity,
    Ranked,
    Repair,
    Role,
    Source,
    Target,
    Verdict,
)
from wwwhy.model.masking import Masker
from wwwhy.sources.curl import render

_UNMADE = frozenset({"failed", "deadline", "interrupted", "budget", "pace"})
"""Why an experiment was not made, other than that the user wanted none."""


def report(
    investigation: Investigation,
    *,
    source: Source = "live",
    generated_at: float = 0.0,
    elapsed_s: float = 0.0,
    masker: Masker | None = None,
    notes: tuple[NotChecked, ...] = (),
) -> Diagnosis:
    """Return the diagnosis as far as the investigation has come.

    Arguments:
        investigation: at least its baseline must have been fed.
        source: where the request came from.
        generated_at: our clock, seconds since the epoch.
        elapsed_s: seconds it took.
        masker: hides the secrets; shared with other outputs if labels must agree.
        notes: what the caller could not check (an unreadable log, say).

    """
    masker = masker or Masker()
    masker.distrust(*asking.looked_at(investigation.case))
    # First of all, so that a secret that shows late is hidden in the early texts as well.
    masker.learn(*investigation.exchanges)
    real = {exchange.index: exchange for exchange in investigation.exchanges}
    masked = tuple(masker.exchange(exchange) for exchange in investigation.exchanges)
    shown = {exchange.index: exchange for exchange in masked}
    listed = _listed(investigation, shown)
    outcome = _outcome(investigation, listed)
    if outcome.healthy:
        listed = [each for each in listed if each.verdict is Verdict.RULED_OUT]
    last = investigation.hops[-1]
    attribution = attribute(last, tuple(real.values()))
    url = masker.url(str(investigation.request.url))
    diagnosis = Diagnosis(
        target=Target(investigation.request.method, url, source),
        outcome=outcome,
        answered_by=_answered_by(attribution.answered_by, investigation),
        path=attribution.path,
        causes=tuple(listed),
        defects=_defects(investigation, listed),
        exchanges=_with_repairs(masked, listed),
        # A check that was not made is named beside a healthy answer as well.
        not_checked=(
            *investigation.not_checked(),
            *unused(investigation.case, healthy=outcome.healthy),
            *notes,
        ),
        log_lines=investigation.case.log,
        requests_sent=investigation.requests_sent,
        elapsed_s=elapsed_s,
        generated_at=generated_at or last.received_at,
    )
    return hidden(diagnosis, masker)


def _answered_by(box: Box, investigation: Investigation) -> Box:
    """Return who answered; where nothing else shows it, the fingerprint that was asked for."""
    unknown = box.name == "unknown"
    return (nearest(investigation.results) if unknown else None) or box


def _listed(investigation: Investigation, shown: dict[int, Exchange]) -> list[Ranked]:
    """Return the causes that are worth naming, best first."""
    judged = ranking.ranked([(each.cause, each.finding) for each in investigation.judged()])
    return [
        Ranked(
            id=cause.slug,
            verdict=finding.verdict,
            confidence=ranking.confidence(finding),
            evidence=finding.evidence,
            repair=_repair(finding, shown),
            next_experiment=finding.next_experiment,
        )
        for cause, finding in ranking.worth_listing(judged)
    ]


def _defects(investigation: Investigation, listed: list[Ranked]) -> tuple[Defect, ...]:
    """Return the protocol's faults, and that the failure passes if no cause explains it."""
    case = investigation.case
    explained = any(each.verdict is Verdict.PROVED for each in listed)
    unsteady = () if explained else comes_and_goes(case)
    blamed = any(each.verdict in {Verdict.PROVED, Verdict.LIKELY} for each in listed)
    unblamed = () if blamed else (*trouble_behind(case), *sent_to_login(case))
    unread = testimony.unread(case, listed)
    seen = (*on_the_way(investigation.hops), *defects(investigation.hops))
    return (*unread, *unsteady, *unblamed, *seen)


def _outcome(investigation: Investigation, listed: list[Ranked]) -> Outcome:
    """Say how the user's own request ended; a 200 that is broken is not healthy."""
    last = investigation.hops[-1]
    response = last.response
    unfollowed = (
        response is not None
        and response.is_redirect
        and last.failure is None
        and not last.request.follow_redirects
    )
    upgraded = last.status == 101  # noqa: PLR2004 (RFC 9110 section 15.2.2)
    succeeded = investigation.succeeded or is_still_coming(last)
    blamed = any(each.verdict in {Verdict.PROVED, Verdict.LIKELY} for each in listed)
    return Outcome(
        healthy=(succeeded or unfollowed or upgraded) and not (blamed or _is_open(investigation)),
        status=last.status,
        reason=response.reason if response else "",
        failure=last.failure,
    )


def _is_open(investigation: Investigation) -> bool:
    """Whether something speaks for a cause, and the experiment that decides could not be made.

    A check that failed must not make a broken answer look sound.
    """
    unmade = {each.what for each in investigation.not_checked() if each.why in _UNMADE}
    return any(
        unmade & {*(each.cause.probes if each.finding.wants is None else each.finding.wants)}
        for each in investigation.judged()
        if each.finding.verdict is Verdict.POSSIBLE and _speaks(each.finding)
    )


def _speaks(finding: Finding) -> bool:
    return any(each.polarity is Polarity.FOR for each in finding.evidence)


def _repair(finding: Finding, shown: dict[int, Exchange]) -> Repair | None:
    exchange = None if finding.repair is None else shown.get(finding.repair)
    if exchange is None or exchange.probe is None:
        return None
    request = exchange.request
    tls = exchange.connection.tls
    if not request.transport.tls.verify and not (tls and tls.verify_errors):
        # It went unchecked because it carried nothing secret; a check would have passed.
        request = request.with_tls(verify=True)
    if not request.url.is_secure:
        # Trust anchors, often from the environment, have no business in a command without TLS.
        request = request.with_tls(ca_file=None, ca_path=None)
    own = shown.get(0)
    if own is not None:
        # How long a probe waits is our affair; the user's command waits as it always did.
        waits = own.request.transport
        request = request.with_transport(
            timeout=waits.timeout, connect_timeout=waits.connect_timeout
        )
    return Repair(exchange.probe, render(request), exchange.index)


def _with_repairs(exchanges: tuple[Exchange, ...], listed: list[Ranked]) -> tuple[Exchange, ...]:
    repairs = {each.repair.exchange for each in listed if each.repair}
    return tuple(
        replace(exchange, role=Role.REPAIR) if exchange.index in repairs else exchange
        for exchange in exchanges
    )
