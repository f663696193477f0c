"""Our connection attempts are answered by silence: something drops them, or nobody is there."""

from wwwhy.causes.case import Case
from wwwhy.model import Evidence, Exchange, Finding, NextExperiment, Strength, Value, Verdict


def judge(case: Case) -> Finding | None:
    """Take the observed silence as the fact; who is silent cannot be seen from here.

    Another port of the same host that answers shows that the host is up: then a filter, or a
    full queue of connections, stands before this port.
    """
    if case.failure is None or case.failure.phase != "tcp":
        return None
    silent = [each for each in case.exchange.connection.attempts if _is_silence(each.failure)]
    if not silent:
        return None
    waited = max(each.elapsed_ms for each in silent) / 1000
    values: dict[str, Value] = {
        "addresses": tuple(each.address for each in silent),
        "port": case.exchange.connection.remote_port or case.request.url.port,
        "seconds": round(waited, 1),
    }
    fact = Evidence(
        "silence", values, Strength.CONCLUSIVE, exchange=case.exchange.index, pointer="failure"
    )
    healed = case.healed_by("each-address")
    return Finding(
        Verdict.PROVED,
        (fact, *_other_port(case), *_other_address(healed)),
        repair=healed.index if healed else None,
        next_experiment=NextExperiment("elsewhere"),
    )


def _other_port(case: Case) -> tuple[Evidence, ...]:
    """Say whether another port of the same host is alive, be it only to refuse."""
    swapped = case.probe("scheme-swapped").first
    if swapped is None or swapped.request.url.port == case.request.url.port:
        return ()
    refused = swapped.failure is not None and swapped.failure.type == "tcp.refused"
    if swapped.response is None and not refused:
        return ()
    values = {"port": swapped.request.url.port}
    return (Evidence("host_is_up", values, Strength.STRONG, exchange=swapped.index),)


def _other_address(healed: Exchange | None) -> tuple[Evidence, ...]:
    if healed is None:
        return ()
    values = {"address": healed.connection.remote_address}
    return (Evidence("other_address_works", values, Strength.STRONG, exchange=healed.index),)


def _is_silence(failure: object) -> bool:
    return getattr(failure, "type", None) == "tcp.timed_out"
