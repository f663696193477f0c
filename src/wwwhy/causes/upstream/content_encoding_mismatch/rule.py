"""Content-Encoding says something else than what the content is."""

from wwwhy.causes.case import Case, is_success
from wwwhy.model import Evidence, Finding, Strength, Value, Verdict
from wwwhy.model.content import CodingFault

_SHOWN = 4


def judge(case: Case) -> Finding | None:
    """Take the bytes' own word: gzip, zlib and zstd are known by how they begin and by a checksum.

    RFC 9110 section 8.4, RFC 1952 section 2.3, RFC 1950 section 2.2, RFC 8878 section 3.1.1.
    """
    if case.failure is None or case.response is None:
        return None
    evidence = (_contradiction(case), *_uncompressed(case))
    healed = case.healed_by("identity-coding")
    repair = healed.index if healed else None
    wants = () if case.probe("identity-coding").done else None
    return Finding(Verdict.PROVED, evidence, repair=repair, wants=wants)


def _contradiction(case: Case) -> Evidence:
    response, failure = case.response, case.failure
    assert response is not None
    assert failure is not None
    status, index, conclusive = response.status, case.exchange.index, Strength.CONCLUSIVE
    values: dict[str, Value] = {"status": status}
    fault = failure.native.get("coding_fault")
    if fault is None:
        # Recorded by a program that opened it itself: it has said so, and the bytes are not ours.
        return Evidence("client_says", values, conclusive, exchange=index, pointer="failure")
    if fault == CodingFault.UNANNOUNCED:
        values["type"] = response.content_type
        pointer = "response.headers.content-type"
        return Evidence("unannounced", values, conclusive, exchange=index, pointer=pointer)
    values["coding"] = response.fields.combined("content-encoding") or ""
    pointer = "response.headers.content-encoding"
    if fault == CodingFault.CODED_TWICE:
        return Evidence("coded_twice", values, conclusive, exchange=index, pointer=pointer)
    if fault == CodingFault.BROKEN:
        return Evidence("broken", values, conclusive, exchange=index, pointer=pointer)
    values["begins"] = response.body[:_SHOWN].hex(" ")
    return Evidence("not_coded", values, conclusive, exchange=index, pointer=pointer)


def _uncompressed(case: Case) -> tuple[Evidence, ...]:
    """Say what came when no compression was asked for."""
    other = case.probe("identity-coding").first
    if other is None:
        return ()
    if is_success(other):
        return (Evidence("plain_is_whole", {}, Strength.STRONG, exchange=other.index),)
    if other.failure and case.failure and other.failure.type == case.failure.type:
        return (Evidence("plain_is_alike", {}, Strength.STRONG, exchange=other.index),)
    return ()
