"""The response broke off: fewer bytes came than it announced, or its end never came."""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.upstream.endings import stopped, torn_down
from wwwhy.causes.upstream.faults import Fault, Told
from wwwhy.causes.upstream.gateway import told
from wwwhy.model import (
    Evidence,
    Exchange,
    Failure,
    Finding,
    Strength,
    Value,
    Verdict,
)
from wwwhy.model.content import decoded

_MAX_SHOWN = 200
_SILENCE, _CUT_OFF = "http.response.read_timed_out", "http.response.truncated"


def judge(case: Case) -> Finding | None:
    """Take the framing's own word (RFC 9112 section 8, RFC 9113 section 8.1.1).

    A head that broke off is another fault: then there is no response to be short of. Who broke it
    off is for the logs to say; whether it happens again, and at the same byte, for an experiment.
    """
    response, failure = case.response, case.failure
    if failure is not None and failure.type == _CUT_OFF and "curl" in failure.native:
        return _by_hearsay(case, failure)
    if response is None or failure is None:
        return None
    if response.complete and "browser" not in failure.native:
        return None
    if failure.type == _SILENCE:
        return stopped(case, _log(case))
    if response.framing == "close" and "browser" not in failure.native:
        return torn_down(case.exchange, response)
    evidence = (_cut(case.exchange), *_coding(case.exchange), *_again(case), *_log(case))
    wants = () if case.probe("fresh-connection").done else None
    return Finding(Verdict.PROVED, evidence, wants=wants)


def _by_hearsay(case: Case, failure: Failure) -> Finding:
    """Take curl's word, where its last line, or its transcript, is all there is."""
    values = {"code": failure.native["curl"]}
    said = Evidence("client_says", values, exchange=case.exchange.index, pointer="failure")
    wants = () if case.probe("fresh-connection").done else None
    return Finding(Verdict.LIKELY, (said, *_again(case), *_log(case)), wants=wants)


def _cut(exchange: Exchange) -> Evidence:
    response, failure = exchange.response, exchange.failure
    assert response is not None
    assert failure is not None
    values: dict[str, Value] = {"status": response.status, "received_bytes": response.body_length}
    index, conclusive = exchange.index, Strength.CONCLUSIVE
    if "browser" in failure.native:
        values = {"status": response.status, "error": failure.native["browser"]}
        return Evidence("browser_says", values, conclusive, exchange=index, pointer="failure")
    if response.declared_length is not None:
        values["declared_bytes"] = response.declared_length
        pointer = "response.headers.content-length"
        return Evidence("short_of_length", values, conclusive, exchange=index, pointer=pointer)
    if response.framing == "stream":
        values["error"] = str(failure.native.get("h2_name", failure.type))
        return Evidence("stream_reset", values, conclusive, exchange=index, pointer="failure")
    return Evidence("no_last_chunk", values, conclusive, exchange=index, pointer="failure")


def _coding(exchange: Exchange) -> tuple[Evidence, ...]:
    """Notice a length that was counted before the content was compressed."""
    response = exchange.response
    if response is None or "content-encoding" not in response.fields:
        return ()
    opened = len(decoded(response.body, response.fields))
    if opened != response.declared_length or response.body_length != len(response.body):
        return ()
    values: dict[str, Value] = {
        "declared_bytes": opened,
        "coding": response.fields.combined("content-encoding"),
    }
    pointer = "response.headers.content-length"
    return (Evidence("counted_uncompressed", values, exchange=exchange.index, pointer=pointer),)


def _again(case: Case) -> tuple[Evidence, ...]:
    """Say whether it happened again, and at which byte."""
    other = case.probe("fresh-connection").first
    mine = case.response.body_length if case.response else 0
    if other is None or other.response is None:
        return ()
    values: dict[str, Value] = {"received_bytes": other.response.body_length}
    if is_success(other):
        return (Evidence("whole_again", values, Strength.STRONG, exchange=other.index),)
    if other.failure is None:
        return ()
    if other.response.body_length == mine and mine:
        return (Evidence("same_place", values, Strength.STRONG, exchange=other.index),)
    return (Evidence("another_place", values, Strength.STRONG, exchange=other.index),)


def _log(case: Case) -> tuple[Evidence, ...]:
    found = [_said(each) for each in told(case) if each.is_log]
    raised = [line for line in case.log if line.values.get("exception")]
    for line in raised[-1:]:
        values: dict[str, Value] = {"exception": line.values["exception"][:_MAX_SHOWN]}
        strength = Strength.WEAK if line.certainty == "window" else Strength.CONCLUSIVE
        found.append(Evidence("exception", values, strength, pointer=line.pointer))
    return tuple(each for each in found if each is not None)


def _said(each: Told) -> Evidence | None:
    values: dict[str, Value] = {"words": each.text}
    strength = Strength.CONCLUSIVE if each.certain else Strength.WEAK
    if each.fault is Fault.STORAGE:
        return Evidence("cannot_store", values, strength, pointer=each.pointer)
    if each.fault is Fault.STALLED:
        return Evidence("stalled", values, strength, pointer=each.pointer)
    if each.fault in {Fault.CUT, Fault.CLOSED}:
        return Evidence("cut_behind", values, strength, pointer=each.pointer)
    return None
