"""Answers whose connection was reset, or fell silent, before they were known to be complete."""

from wwwhy.causes.case import Case
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Response,
    Strength,
    Transport,
    Value,
    Verdict,
)
from wwwhy.sources.curl import render

_ERROR = 400


def torn_down(exchange: Exchange, response: Response) -> Finding | None:
    """Judge a reset where only the end of the connection marks the end of the content.

    A server that refuses a request without reading all of it resets the connection behind a
    complete answer (RFC 9112 section 9.6).
    """
    if response.status >= _ERROR:
        return None
    values: dict[str, Value] = {
        "status": response.status,
        "received_bytes": response.body_length,
    }
    torn = Evidence("torn_down", values, Strength.STRONG, exchange=exchange.index,
                    pointer="failure")  # fmt: skip
    return Finding(Verdict.LIKELY, (torn,))


def stopped(case: Case, log: tuple[Evidence, ...]) -> Finding | None:
    """Take an announced length, and silence before it was reached; more may come after all.

    Without a length it may be a stream that goes on whenever there is news.
    """
    response = case.response
    if response is None or response.declared_length is None:
        return None
    values: dict[str, Value] = {
        "received_bytes": response.body_length,
        "declared_bytes": response.declared_length,
    }
    stopped = Evidence("stopped_short", values, Strength.STRONG, exchange=case.exchange.index,
                       pointer="response.headers.content-length")  # fmt: skip
    sure = any(each.strength is Strength.CONCLUSIVE for each in log)
    command = render(case.control.request.with_transport(timeout=Transport().timeout))
    longer = NextExperiment("wait_longer", command=command)
    verdict = Verdict.PROVED if sure else Verdict.LIKELY
    return Finding(verdict, (stopped, *log), next_experiment=longer, wants=())
