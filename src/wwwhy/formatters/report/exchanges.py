"""The exchanges of the report: what was sent, what came, and over which connection."""

import math
from datetime import UTC, datetime

from wwwhy.errors import said_in
from wwwhy.formatters.report.shape import (
    CertificateReport,
    ConnectionFacts,
    DnsReport,
    ExchangeFacts,
    FailureFacts,
    HeaderLine,
    Milliseconds,
    ProxyReport,
    RequestFacts,
    ResponseFacts,
    TimingFacts,
    TlsReport,
)
from wwwhy.model import (
    Certificate,
    Connection,
    DnsFacts,
    Exchange,
    Failure,
    Fields,
    ProxyFacts,
    Request,
    Response,
    Timing,
    TlsFacts,
)

MAX_BODY = 4096
"""Characters of a body that are shown."""
_CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\r\f\x1b")


def exchange_facts(exchange: Exchange, language: str = "en") -> ExchangeFacts:
    """Return one exchange as the report shows it, its texts in a language."""
    return {
        "role": exchange.role.value,
        "probe": exchange.probe,
        "withheld": list(exchange.withheld),
        "request": _request(exchange.request),
        "response": None if exchange.response is None else _response(exchange.response),
        "failure": failure_facts(exchange.failure, language),
        "connection": _connection(exchange.connection),
        "timing_ms": _timing(exchange.timing),
    }


def failure_facts(failure: Failure | None, language: str = "en") -> FailureFacts | None:
    """Return a failure as the report shows it, its detail in a language."""
    if failure is None:
        return None
    return {
        "type": failure.type,
        "rfc9209": failure.rfc9209,
        "phase": failure.phase,
        "detail": said_in(failure.detail, language),
    }


def rfc3339(epoch: float) -> str:
    """Write a time as RFC 3339 has it; what no calendar holds is the epoch."""
    try:
        moment = datetime.fromtimestamp(epoch, UTC)
    except (OverflowError, OSError, ValueError):
        moment = datetime.fromtimestamp(0, UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _request(request: Request) -> RequestFacts:
    body = request.body or b""
    return {
        "method": request.method,
        "url": str(request.url),
        "headers": _headers(request.fields),
        "body": None if request.body is None else _text(body.decode("utf-8", "replace")),
        "body_length": len(body),
    }


def _response(response: Response) -> ResponseFacts:
    return {
        "status": response.status,
        "reason": response.reason,
        "http_version": response.version,
        "headers": _headers(response.fields),
        "body": _text(response.text) if response.body else None,
        "body_length": response.body_length,
        "complete": response.complete,
    }


def _headers(fields: Fields) -> list[HeaderLine]:
    return [{"name": line.name, "value": line.value} for line in fields]


def _text(body: str) -> str | None:
    """Cut a body to what a report should hold; what is no text is not shown as such."""
    shown = body[:MAX_BODY]
    return None if _CONTROLS & set(shown) else shown


def _connection(connection: Connection) -> ConnectionFacts:
    return {
        "id": connection.id,
        "http_version": connection.http_version,
        "remote_address": connection.remote_address,
        "remote_port": connection.remote_port,
        "unix_socket": connection.unix_socket,
        "reused": connection.reused,
        "dns": _dns(connection.dns),
        "tls": _tls(connection.tls),
        "proxy": _proxy(connection.proxy),
    }


def _dns(dns: DnsFacts | None) -> DnsReport | None:
    if dns is None:
        return None
    return {
        "name": dns.name,
        "resolver": dns.source,
        "addresses": list(dns.addresses),
        "rcode": dns.rcode,
    }


def _proxy(proxy: ProxyFacts | None) -> ProxyReport | None:
    if proxy is None:
        return None
    return {
        "scheme": proxy.scheme,
        "host": proxy.host,
        "port": proxy.port,
        "status": proxy.status,
    }


def _tls(tls: TlsFacts | None) -> TlsReport | None:
    if tls is None:
        return None
    return {
        "version": tls.version,
        "cipher": tls.cipher,
        "sni": tls.sni,
        "alpn": tls.alpn,
        "handshake_done": tls.handshake_done,
        "verify_errors": [error.reason for error in tls.verify_errors],
        "alerts": [f"{alert.direction} {alert.name}" for alert in tls.alerts],
        "chain": [_certificate(certificate) for certificate in tls.chain],
    }


def _certificate(certificate: Certificate) -> CertificateReport:
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "not_before": rfc3339(certificate.not_before),
        "not_after": rfc3339(certificate.not_after),
        "names": [*certificate.dns_names, *certificate.ip_addresses],
        "sha256": certificate.sha256,
    }


def _timing(timing: Timing) -> TimingFacts:
    return {
        "dns": _ms(timing.dns_ms),
        "tcp": _ms(timing.tcp_ms),
        "proxy": _ms(timing.proxy_ms),
        "tls": _ms(timing.tls_ms),
        "wait": _ms(timing.wait_ms),
        "receive": _ms(timing.receive_ms),
        "total": _ms(timing.total_ms),
    }


def _ms(value: float | None) -> Milliseconds:
    return None if value is None or not math.isfinite(value) else round(value, 3)
