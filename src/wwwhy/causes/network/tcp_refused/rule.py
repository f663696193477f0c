"""Nothing accepts connections on the port: the host itself, or a firewall for it, says no."""

from wwwhy.causes.case import Case
from wwwhy.causes.network import dialling
from wwwhy.causes.network.dialling import asked_over_tcp, past_proxy, proxy_facts
from wwwhy.model import Evidence, Finding, Value, Verdict

_REFUSED = "tcp.refused"


def judge(case: Case) -> Finding | None:
    """Take the kernel's own word: a RST in answer to our SYN (RFC 9293 section 3.5.2).

    The swapped scheme tells whether another port of the same host is open: then the host is up,
    and only this service is not. A refusal on the way to a forward proxy is the proxy's, and says
    nothing about the site.
    """
    if dialling.over_quic(case):
        return asked_over_tcp(case, _REFUSED, Verdict.PROVED)
    refused = dialling.ended(case, _REFUSED)
    if not refused:
        return _hearsay(case)
    weight, index = dialling.strength(case, _REFUSED), case.exchange.index
    addresses = tuple(each.address for each in refused)
    if case.exchange.connection.unix_socket is not None:
        fact = Evidence("socket_refused", {"path": addresses[0]}, weight, exchange=index)
        return Finding(Verdict.PROVED, (fact,), wants=())
    values: dict[str, Value] = {"addresses": addresses, "port": dialling.port(case)}
    fact = Evidence("refused", values, weight, exchange=index, pointer="connection.attempts")
    proxy = dialling.proxy(case)
    if proxy is not None:
        facts = (fact, *proxy_facts(case, proxy))
        return Finding(Verdict.PROVED, facts, next_experiment=past_proxy(case), wants=())
    healed = case.healed_by("each-address", "any-family")
    return Finding(
        Verdict.PROVED,
        (fact, *_other_port(case), *_other_address(case)),
        repair=healed.index if healed else None,
    )


def _hearsay(case: Case) -> Finding | None:
    """Take a browser's or curl's word, which does not say which address refused."""
    if not dialling.is_hearsay(case, _REFUSED):
        return None
    said = Evidence("client_says", exchange=case.exchange.index, pointer="failure")
    return Finding(Verdict.LIKELY, (said,))


def _other_port(case: Case) -> tuple[Evidence, ...]:
    """Say whether the other scheme's port of the same host is open."""
    swapped = dialling.other_port(case)
    if swapped is None:
        return ()
    values: dict[str, Value] = {"port": swapped.request.url.port}
    if swapped.response is not None or swapped.connection.tls is not None:
        return (Evidence("other_port_open", values, exchange=swapped.index),)
    if swapped.failure and swapped.failure.type == _REFUSED:
        return (Evidence("other_port_refused", values, exchange=swapped.index),)
    return ()


def _other_address(case: Case) -> tuple[Evidence, ...]:
    either = case.healed_by("any-family")
    if either is not None:
        values: dict[str, Value] = {
            "address": either.connection.remote_address,
            "family": case.request.transport.family,
        }
        return (Evidence("other_family_works", values, exchange=either.index),)
    healed = case.healed_by("each-address")
    if healed is None:
        return ()
    where = {"address": healed.connection.remote_address}
    return (Evidence("other_address_works", where, exchange=healed.index),)
