"""The server's certificate, or one that vouches for it, has ended."""

from wwwhy.causes.case import Case
from wwwhy.causes.tls import chain
from wwwhy.causes.tls.chain import Seen
from wwwhy.model import (
    Certificate,
    Evidence,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
    VerifyError,
)

_DAY = 86400.0
_MOST = 3


def judge(case: Case) -> Finding | None:
    """Compare the end (RFC 5280 section 4.1.2.5) with our clock, and ours with the server's.

    Our own clock alone proves nothing: one that runs ahead makes every certificate look old. The
    server's Date, fetched past the error without secrets, is the control.
    """
    found = chain.seen(case)
    if found is None:
        return _hearsay(case)
    late = found.errors("expired")
    if not late:
        return None
    facts = tuple(_ended(case, found, error) for error in late[:_MOST])
    clock = chain.server_clock(case)
    if clock is None:
        ask = NextExperiment("check_clock", {"own_at": case.now}, "date -u")
        # Nobody looks behind the certificate of a proxy.
        wants = () if chain.https_proxy(case) else None
        return Finding(Verdict.LIKELY, facts, next_experiment=ask, wants=wants)
    ends = [each.not_after for error in late if (each := found.at(error.depth)) is not None]
    server_at, exchange = clock
    own_at = exchange.received_at
    values: dict[str, Value] = {"server_at": server_at, "own_at": own_at}
    # An expired root is our own copy and was not sent; then the clocks just have to agree.
    is_over = any(server_at > end for end in ends) if ends else abs(own_at - server_at) < _DAY
    if not is_over:
        valid = Evidence(
            "server_clock_differs", values, Strength.CONCLUSIVE, Polarity.AGAINST, exchange.index,
            "response.headers.date",
        )  # fmt: skip
        return Finding(Verdict.RULED_OUT, (valid, *facts))
    weight = Strength.STRONG if chain.is_first(case, "expired") else Strength.WEAK
    agrees = Evidence(
        "server_clock_agrees", values, weight, exchange=exchange.index,
        pointer="response.headers.date",
    )  # fmt: skip
    healed = case.healed_by("each-address")
    if healed is None:
        return Finding(Verdict.PROVED, (*facts, agrees))
    where = {"address": healed.connection.remote_address}
    other = Evidence("another_address", where, exchange=healed.index)
    return Finding(Verdict.PROVED, (*facts, agrees, other), repair=healed.index)


def _ended(case: Case, found: Seen, error: VerifyError) -> Evidence:
    weight, pointer = chain.strength(case, "expired"), "connection.tls.chain"
    certificate = found.at(error.depth)
    if certificate is None:
        root = {"root": chain.named(found.path[-1].issuer)}
        return Evidence("root_ended", root, weight, exchange=found.exchange, pointer=pointer)
    values = _values(certificate)
    if error.depth:
        return Evidence("above_ended", values, weight, exchange=found.exchange, pointer=pointer)
    return Evidence("ended", values, weight, exchange=found.exchange, pointer=pointer)


def _values(certificate: Certificate) -> dict[str, Value]:
    return {"subject": chain.named(certificate.subject), "ended_at": certificate.not_after}


def _hearsay(case: Case) -> Finding | None:
    """Take a browser's or curl's word, which does not say whether it is too late or too early."""
    if case.failure is None or case.failure.type != "tls.cert.date_invalid":
        return None
    if not chain.is_unwitnessed(case):
        return None
    said = Evidence("client_says", exchange=case.exchange.index, pointer="failure")
    look = NextExperiment("look", command=chain.show_command(case))
    return Finding(Verdict.LIKELY, (said,), next_experiment=look)
