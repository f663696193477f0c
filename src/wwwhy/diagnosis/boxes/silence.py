"""Who stopped an exchange that has no response, and the proxy the user's side goes through."""

import re
from collections.abc import Callable
from dataclasses import replace

from wwwhy.diagnosis.boxes.signs import opening
from wwwhy.diagnosis.boxes.traces import safe
from wwwhy.errors import Sentence
from wwwhy.model import Box, BoxSign, Exchange, Failure, Fields, ProxyFacts, Response
from wwwhy.model.connection import Alert

CLIENT = Box("the client", "client", confidence=1.0)
_NETWORK = Box("the network", "network", confidence=0.9)
_RESOLVER = Box("the resolver", "resolver", confidence=0.9)
_UNKNOWN = Box("unknown", "unknown")
FIRST_BYTES = "connection.first_bytes"
_HEAD = re.compile(rb"HTTP/(\d\.\d) (\d{3})(?: ([^\r\n]{0,200}))?\r?\n")
_MAX_FIRST = 64 * 1024
_MAX_LINES = 200
_MAX_REASON = 300

Judge = Callable[[Exchange], Box]
"""Names who made the response of an exchange."""


def stopped_by(exchange: Exchange, judge: Judge) -> Box:
    """Name who stopped an exchange before a response came (RFC 9209 section 2.3 by phase)."""
    failure = exchange.failure
    if failure is None:
        return _UNKNOWN
    if failure.is_ours:
        return replace(CLIENT, signs=(_sign(exchange, failure),))
    by_phase = {"dns": _by_dns, "tcp": _by_tcp, "proxy": _by_proxy, "tls": _by_tls}
    return by_phase.get(failure.phase, _by_http)(exchange, failure, judge)


def _by_dns(exchange: Exchange, failure: Failure, _judge: Judge) -> Box:
    dns = exchange.connection.dns
    address = dns.source if dns and dns.source != "system" else None
    return replace(_RESOLVER, signs=(_sign(exchange, failure),), address=address)


def _by_tcp(exchange: Exchange, failure: Failure, _judge: Judge) -> Box:
    """Blame the network: a refusal or a timeout looks alike, from whatever box it comes.

    A Unix socket has no network; what is not there is not there on this computer.
    """
    if failure.matches("unix.*"):
        return replace(CLIENT, signs=(_sign(exchange, failure),))
    return replace(_NETWORK, signs=(_sign(exchange, failure),), address=address(exchange))


def _by_proxy(exchange: Exchange, failure: Failure, judge: Judge) -> Box:
    """Blame the forward proxy, and judge its reply like any other page."""
    facts = exchange.connection.proxy
    where = f"{facts.host}:{facts.port}" if facts else None
    signs: tuple[BoxSign, ...] = (_sign(exchange, failure),)
    if facts is None or facts.status is None:
        return Box("unknown", "forward-proxy", None, 0.9, signs, where)
    box = judge(replace(exchange, response=_reply(facts), failure=None))
    if box.name == "unknown":
        return Box("unknown", "forward-proxy", None, 0.9, signs, where)
    return replace(box, role="forward-proxy", address=where, signs=(*signs, *box.signs))


def _reply(facts: ProxyFacts) -> Response:
    """Make a response of what the proxy answered to CONNECT."""
    return Response(
        status=facts.status or 0,
        reason=facts.reason,
        fields=facts.fields,
        body=facts.body,
        body_length=len(facts.body),
    )


def _by_tls(exchange: Exchange, failure: Failure, judge: Judge) -> Box:
    """Blame the client for a chain that it does not trust, and for an alert whoever sent it."""
    tls = exchange.connection.tls
    if failure.matches("tls.cert.*"):
        reasons = tls.verify_errors if tls else ()
        told = tuple(
            BoxSign(safe(error.text, _MAX_REASON), exchange.index, "tls") for error in reasons
        )
        return replace(CLIENT, signs=told or (_sign(exchange, failure),))
    alerts = tls.alerts if tls else ()
    told = tuple(BoxSign(_alert(alert), exchange.index, "tls") for alert in alerts)
    if alerts and all(alert.direction == "out" for alert in alerts):
        return replace(CLIENT, signs=told)
    if tls and tls.first_bytes:
        return _by_first_bytes(exchange, failure, tls.first_bytes, judge)
    signs = told or (_sign(exchange, failure),)
    return replace(_UNKNOWN, signs=signs, address=address(exchange))


def _alert(alert: Alert) -> Sentence:
    if alert.direction == "out":
        return Sentence(
            "TLS alert {number} {name}, sent by us", number=alert.number, name=alert.name
        )
    return Sentence("TLS alert {number} {name}, received", number=alert.number, name=alert.name)


def _by_http(exchange: Exchange, failure: Failure, judge: Judge) -> Box:
    """Blame nobody: the kernel, a proxy that hangs up and a worker that died look alike."""
    return _by_first_bytes(exchange, failure, exchange.connection.first_bytes, judge)


def _by_first_bytes(exchange: Exchange, failure: Failure, first: bytes, judge: Judge) -> Box:
    response = _peek(first[:_MAX_FIRST])
    if response is not None:
        box = judge(replace(exchange, response=response, failure=None))
        return _speaking(exchange, response, box) if box.name == box.role == "unknown" else box
    match = opening(first)
    if match is None:
        signs = (_sign(exchange, failure),)
        return replace(_UNKNOWN, signs=signs, address=address(exchange))
    sign = BoxSign(match.shown, exchange.index, match.pointer)
    name, role = match.signature.name, match.signature.roles[0]
    return Box(name, role, match.version, match.sign.weight, (sign,))


def _speaking(exchange: Exchange, response: Response, box: Box) -> Box:
    """Say where a nameless answer came from: whoever is at the other end gave it.

    Behind a proxy of the user's side that is somebody whose address is not seen.
    """
    if exchange.connection.proxy is not None:
        return box
    said = f"HTTP/{response.version} {response.status} {response.reason}".rstrip()
    sign = BoxSign(safe(said), exchange.index, FIRST_BYTES)
    return replace(box, signs=(sign, *box.signs), address=address(exchange))


def _peek(first: bytes) -> Response | None:
    """Read an HTTP/1 response that came where none was expected; None if it is none."""
    match = _HEAD.match(first)
    if match is None:
        return None
    head, _, body = first[match.end() :].partition(b"\r\n\r\n")
    lines = [line.decode("latin-1").partition(":") for line in head.split(b"\r\n")[:_MAX_LINES]]
    return Response(
        status=int(match[2]),
        reason=(match[3] or b"").decode("latin-1"),
        version=match[1].decode(),
        fields=Fields.of((name, value.strip()) for name, colon, value in lines if colon),
        body=body,
        body_length=len(body),
    )


def _sign(exchange: Exchange, failure: Failure) -> BoxSign:
    return BoxSign(failure.type, exchange.index, "failure")


def is_open_proxy(exchange: Exchange) -> bool:
    """Whether a forward proxy reads and writes this exchange itself, that is, not in a tunnel."""
    proxy = exchange.connection.proxy
    if proxy is None or not proxy.scheme.startswith("http"):
        return False
    return proxy.status is None and not exchange.request.url.is_secure


def forward_proxy(exchange: Exchange) -> Box | None:
    """Return the forward proxy that the user's side goes through, as far as it is known."""
    proxy = exchange.connection.proxy
    if proxy is None:
        return None
    return Box("unknown", "forward-proxy", None, 1.0, (), f"{proxy.host}:{proxy.port}")


def address(exchange: Exchange) -> str | None:
    """Return the address and port at the other end of our own connection."""
    connection = exchange.connection
    if connection.remote_address is None:
        return connection.unix_socket
    host = connection.remote_address
    host = f"[{host}]" if ":" in host else host
    return host if connection.remote_port is None else f"{host}:{connection.remote_port}"


def way_to(exchange: Exchange, box: Box) -> tuple[Box, ...]:
    """Return the path of an exchange without a response."""
    if box.role == "client":
        return (box,)
    proxy = forward_proxy(exchange)
    failure = exchange.failure
    reached = failure is not None and failure.phase in {"tls", "http"}
    if proxy is not None and box.role != "forward-proxy" and reached:
        return (CLIENT, proxy, box)
    return (CLIENT, box)
