"""What became of each address that was dialled, and of the host's other port.

Shared by the causes that say why no connection came up.
"""

from wwwhy.causes.case import Case
from wwwhy.model import (
    Attempt,
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Polarity,
    Proxy,
    Strength,
    Value,
    Verdict,
)
from wwwhy.sources.curl import render

OVER_TCP = "http-1-1"


def over_quic(case: Case) -> bool:
    """Whether the attempts went over QUIC: then they say nothing of TCP on that port."""
    return case.request.transport.http_version == "3"


def asked_over_tcp(case: Case, failure_type: str, certain: Verdict) -> Finding | None:
    """Judge a port from which nothing came over QUIC by what comes from it over TCP.

    `certain` is the verdict where TCP ends in this failure as well; None where the QUIC attempt
    ended in another one.
    """
    if not ended(case, failure_type):
        return None
    values: dict[str, Value] = {"port": port(case)}
    silent = Evidence("nothing_over_quic", values, exchange=case.exchange.index, pointer="failure")
    tcp = case.probe(OVER_TCP).first
    if tcp is not None and (tcp.response is not None or tcp.connection.tls is not None):
        answers = Evidence(
            "answers_over_tcp", values, Strength.CONCLUSIVE, Polarity.AGAINST, tcp.index
        )
        return Finding(Verdict.RULED_OUT, (answers,))
    if tcp is not None and tcp.failure is not None and tcp.failure.type == failure_type:
        alike = Evidence("alike_over_tcp", values, Strength.CONCLUSIVE, exchange=tcp.index)
        return Finding(certain, (silent, alike), wants=())
    command = render(case.request.with_transport(http_version="auto"))
    experiment = NextExperiment("ask_over_tcp", command=command)
    return Finding(Verdict.POSSIBLE, (silent,), None, experiment, wants=(OVER_TCP,))


def ended(case: Case, failure_type: str) -> tuple[Attempt, ...]:
    """Return the attempts to reach the server, or the proxy before it, that ended in this failure.

    `proxy` tells which of the two was dialled.
    """
    if case.failure is None or case.failure.phase not in {"tcp", "proxy"}:
        return ()
    attempts = case.exchange.connection.attempts
    return tuple(each for each in attempts if each.failure and each.failure.type == failure_type)


def is_hearsay(case: Case, failure_type: str) -> bool:
    """Whether a recording tells only how it ended, and not what was dialled."""
    failure = case.failure
    is_named = failure is not None and failure.type == failure_type and failure.phase == "tcp"
    return is_named and not case.exchange.connection.attempts


def proxy(case: Case) -> Proxy | None:
    """Return the forward proxy that could not be reached; None if it was the server itself."""
    is_proxy = case.failure is not None and case.failure.phase == "proxy"
    return case.request.transport.proxy if is_proxy else None


def proxy_facts(case: Case, proxy: Proxy) -> tuple[Evidence, ...]:
    """Say that it is the proxy and not the site, and where its address comes from."""
    values: dict[str, Value] = {
        "proxy": f"{proxy.host}:{proxy.port}",
        "site": case.request.url.host,
    }
    at = case.exchange.index
    named = Evidence("is_proxy", values, exchange=at, pointer="connection.proxy")
    if not proxy.from_environment:
        return (named,)
    return (named, Evidence("proxy_from_environment", exchange=at, pointer="connection.proxy"))


def past_proxy(case: Case) -> NextExperiment:
    """Return the command that shows whether the site answers without the proxy."""
    bare = case.request.with_transport(proxy=None).without_fields("proxy-authorization")
    if not bare.url.is_secure:
        bare = bare.with_tls(ca_file=None, ca_path=None)
    return NextExperiment("past_proxy", command=render(bare, direct=True))


def port(case: Case) -> int:
    """Return the port that was dialled: the proxy's, --connect-to's, or that of the URL."""
    before = proxy(case)
    if before is not None:
        return before.port
    connect_to = case.request.transport.connect_to
    return connect_to[1] if connect_to else case.request.url.port


def strength(case: Case, failure_type: str) -> Strength:
    """Return how much it weighs: addresses can fail in several ways, and one had the last word."""
    is_last_word = case.failure is not None and case.failure.type == failure_type
    return Strength.CONCLUSIVE if is_last_word else Strength.STRONG


def other_port(case: Case) -> Exchange | None:
    """Return the exchange with the other scheme's port of the same host; None if it has none."""
    swapped = case.probe("scheme-swapped").first
    if swapped is None or swapped.request.url.port == case.request.url.port:
        return None
    return swapped
