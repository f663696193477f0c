"""Our connection attempts are answered by silence: something drops them, or nobody is there."""

from wwwhy.causes.case import Case
from wwwhy.causes.network import dialling
from wwwhy.causes.network.dialling import asked_over_tcp, past_proxy, proxy_facts
from wwwhy.model import Evidence, Finding, NextExperiment, Value, Verdict

_SILENCE = "tcp.timed_out"
_REFUSED = "tcp.refused"
_PATIENCE = 0.9
"""Seconds below which silence says nothing: a lost SYN is sent again after one (RFC 6298)."""


def judge(case: Case) -> Finding | None:
    """Take the observed silence as the fact; who is silent cannot be seen from here.

    Another port of the same host that answers shows that the host is up: then a filter, or a
    full queue of connections, stands before this port. Silence on the way to a forward proxy is the
    proxy's, and says nothing about the site.
    """
    if dialling.over_quic(case):
        # How long one experiment was patient proves no silence.
        return asked_over_tcp(case, _SILENCE, Verdict.LIKELY)
    silent = dialling.ended(case, _SILENCE)
    if not silent:
        return _hearsay(case)
    # A busy machine looks late; it did not wait longer than it was told to.
    longest = max(each.elapsed_ms for each in silent) / 1000
    waited = min(longest, case.request.transport.connect_timeout)
    values: dict[str, Value] = {
        "addresses": tuple(each.address for each in silent),
        "port": dialling.port(case),
        "seconds": round(waited, 1),
    }
    fact = Evidence(
        "silence", values, dialling.strength(case, _SILENCE), exchange=case.exchange.index,
        pointer="connection.attempts",
    )  # fmt: skip
    proxy = dialling.proxy(case)
    if proxy is not None:
        facts = (fact, *proxy_facts(case, proxy))
        verdict = Verdict.PROVED if waited >= _PATIENCE else Verdict.POSSIBLE
        return Finding(verdict, facts, next_experiment=past_proxy(case), wants=())
    healed = case.healed_by("each-address", "any-family")
    facts = (fact, *_other_port(case), *_other_address(case))
    if waited < _PATIENCE and healed is None:
        longer = NextExperiment(
            "wait_longer", command=f"curl --connect-timeout 10 {case.request.url.origin}/"
        )
        return Finding(Verdict.POSSIBLE, facts, next_experiment=longer)
    return Finding(
        Verdict.PROVED,
        facts,
        repair=healed.index if healed else None,
        next_experiment=NextExperiment("elsewhere"),
    )


def _hearsay(case: Case) -> Finding | None:
    """Take a browser's or curl's word, which does not say how long which address kept silent."""
    if not dialling.is_hearsay(case, _SILENCE):
        return None
    said = Evidence("client_says", exchange=case.exchange.index, pointer="failure")
    return Finding(Verdict.LIKELY, (said,), next_experiment=NextExperiment("elsewhere"))


def _other_port(case: Case) -> tuple[Evidence, ...]:
    """Say whether another port of the same host is alive, be it only to refuse."""
    swapped = dialling.other_port(case)
    if swapped is None:
        return ()
    refused = swapped.failure is not None and swapped.failure.type == _REFUSED
    if swapped.response is None and swapped.connection.tls is None and not refused:
        return ()
    values = {"port": swapped.request.url.port}
    return (Evidence("host_is_up", values, exchange=swapped.index),)


def _other_address(case: Case) -> tuple[Evidence, ...]:
    healed = case.healed_by("each-address", "any-family")
    if healed is None:
        return ()
    values = {"address": healed.connection.remote_address}
    return (Evidence("other_address_works", values, exchange=healed.index),)
