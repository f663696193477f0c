"""Nothing accepts connections on the port: the host itself, or a firewall for it, says no."""

from wwwhy.causes.case import Case
from wwwhy.model import Evidence, Exchange, Finding, Strength, Value, Verdict


def judge(case: Case) -> Finding | None:
    """Take the kernel's own word: a RST in answer to our SYN (RFC 9293 section 3.5.2).

    The swapped scheme tells whether another port of the same host is open: then the host is up,
    and only this service is not.
    """
    if case.failure is None or case.failure.phase != "tcp":
        return None
    refused = [each for each in case.exchange.connection.attempts if _is_refusal(each.failure)]
    if not refused:
        return None
    port = case.exchange.connection.remote_port or case.request.url.port
    values: dict[str, Value] = {"addresses": tuple(each.address for each in refused), "port": port}
    fact = Evidence(
        "refused", values, Strength.CONCLUSIVE, exchange=case.exchange.index, pointer="failure"
    )
    healed = case.healed_by("each-address")
    return Finding(
        Verdict.PROVED,
        (fact, *_other_port(case), *_other_address(healed)),
        repair=healed.index if healed else None,
    )


def _other_port(case: Case) -> tuple[Evidence, ...]:
    """Say whether the other scheme's port of the same host is open."""
    swapped = case.probe("scheme-swapped").first
    if swapped is None or swapped.request.url.port == case.request.url.port:
        return ()
    open_port = swapped.response is not None or swapped.connection.tls is not None
    values = {"port": swapped.request.url.port}
    if open_port:
        return (Evidence("other_port_open", values, exchange=swapped.index),)
    if swapped.failure and swapped.failure.type == "tcp.refused":
        return (Evidence("other_port_refused", values, exchange=swapped.index),)
    return ()


def _other_address(healed: Exchange | None) -> tuple[Evidence, ...]:
    if healed is None:
        return ()
    values = {"address": healed.connection.remote_address}
    return (Evidence("other_address_works", values, Strength.STRONG, exchange=healed.index),)


def _is_refusal(failure: object) -> bool:
    return getattr(failure, "type", None) == "tcp.refused"
