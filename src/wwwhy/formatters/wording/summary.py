"""The one sentence: how the request ended, because of what, and how sure we are."""

from collections.abc import Iterator
from http import HTTPStatus

from wwwhy.errors import said_in
from wwwhy.formatters.phrases import Phrases
from wwwhy.formatters.wording.claims import cause_words
from wwwhy.formatters.wording.outside import outside
from wwwhy.model import BoxSign, Diagnosis, Exchange, Failure, Outcome, Role


def summary(diagnosis: Diagnosis, words: Phrases) -> str:
    """Return the headline of a diagnosis."""
    outcome, best = diagnosis.outcome, diagnosis.best
    if outcome.healthy:
        parts = ", ".join(checked(diagnosis, words))
        key = "healthy" if parts else "healthy_unchecked"
        key = key if outcome.failure is None and not _is_cut_short(diagnosis) else "healthy_so_far"
        return words("headline", key, outcome=outcome_label(outcome, words), parts=parts)
    if best is None:
        return words("headline", "unexplained", outcome=outcome_label(outcome, words)) + "."
    return words(
        "headline",
        "because",
        outcome=outcome_label(outcome, words),
        title=cause_words(diagnosis, best.id, words).title,
        dash="—",
        verdict=words("verdict", best.verdict),
    )


def outcome_label(outcome: Outcome, words: Phrases) -> str:
    """Say how a request ended in a few words, such as `401 Unauthorized`."""
    if outcome.status is None:
        if outcome.failure is None:
            return words("headline", "nothing")
        return words("headline", "no_response", failure=failure_label(outcome.failure, words))
    status = status_label(outcome.status, outcome.reason)
    if outcome.failure is not None and not outcome.healthy:
        failure = failure_label(outcome.failure, words)
        return words("headline", "response_broken", status=status, failure=failure)
    if not outcome.healthy and outcome.status < HTTPStatus.BAD_REQUEST:
        return words("headline", "not_as_asked", status=status)
    return status


def status_label(status: int, reason: str) -> str:
    """Return code and reason phrase; HTTP/2 sends none, so the registered one stands in."""
    if not reason.strip():
        try:
            reason = HTTPStatus(status).phrase
        except ValueError:
            reason = ""
    return f"{status} {outside(reason, 60)}".strip()


def failure_label(failure: Failure, words: Phrases) -> str:
    """Return a failure in a few words; an id without words stands for itself."""
    return words.named("failure", failure.type)


def sign_sentence(sign: BoxSign, words: Phrases) -> str:
    """Return what a box was known by; of an exchange without response that is its failure."""
    said = said_in(sign.text, words.language)
    return words.named("failure", said) if sign.pointer == "failure" else said


def checked(diagnosis: Diagnosis, words: Phrases) -> Iterator[str]:
    """Name what the user's own request has really put to the test, and nothing else."""
    own = _own(diagnosis)
    redirects = sum(1 for e in own[:-1] if e.response is not None and e.response.is_redirect)
    last = own[-1] if own else None
    if last is None:
        return
    for part in _parts(last):
        yield words("healthy", part)
    if redirects:
        yield words("healthy", "redirects", n=redirects)
    # What is longer than it says is complete for its client, and cut off for a person.
    cut = any(defect.id == "longer-than-declared" for defect in diagnosis.defects)
    whole = last.response is not None and last.response.complete and not last.response.cut_short
    if whole and not cut:
        yield words("healthy", "response")


def _own(diagnosis: Diagnosis) -> list[Exchange]:
    """Return the user's own request, from its first hop to its last."""
    return [e for e in diagnosis.exchanges if e.role in {Role.BASELINE, Role.FOLLOW_UP}]


def _is_cut_short(diagnosis: Diagnosis) -> bool:
    """Whether a long answer was not read to its end, so that nobody knows how it ends."""
    own = _own(diagnosis)
    return bool(own) and own[-1].response is not None and own[-1].response.cut_short


def _parts(exchange: Exchange) -> Iterator[str]:
    connection = exchange.connection
    if connection.dns is not None and connection.dns.failure is None:
        yield "dns"
    if connection.remote_address is not None or connection.unix_socket is not None:
        yield "tcp"
    if connection.proxy is not None:
        yield "proxy"
    if connection.tls is not None:
        judged = exchange.request.transport.tls.verify and not connection.tls.verify_errors
        yield "tls" if judged else "tls_unverified"
