"""What a gateway's answer itself says of its trouble with the server behind it."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.faults import Fault, Told

_SURE = 0.8
_MAX_PAGE = 4096
_GATEWAY_CODES = frozenset({500, 502, 503, 504})
_OF_APPLICATIONS = 500
_OF_GATEWAYS = frozenset({500, 502, 504})
"""tinyproxy says 500."""
_NAMED = frozenset({"reverse-proxy", "load-balancer", "cdn", "waf", "forward-proxy"})

_SQUID_FIELD = "x-squid-error"
_SQUID: Mapping[str, Fault] = MappingProxyType(
    {
        "ERR_CONNECT_FAIL 111": Fault.REFUSED,
        "ERR_CONNECT_FAIL 110": Fault.CONNECT_TIMEOUT,
        "ERR_READ_TIMEOUT": Fault.READ_TIMEOUT,
        "ERR_TOO_BIG": Fault.HEAD_TOO_BIG,
        "ERR_ZERO_SIZE_OBJECT": Fault.CLOSED,
        "ERR_READ_ERROR 104": Fault.CLOSED,
        "ERR_INVALID_RESP": Fault.INVALID,
        "ERR_SECURE_CONNECT_FAIL": Fault.TLS,
        "ERR_DNS_FAIL": Fault.NAME,
        "ERR_CONNECT_FAIL": Fault.CONNECT,
    }
)
"""X-Squid-Error: name and error number (Squid 5.7); a name alone stands for every number."""

_STATUS_FIELD = "proxy-status"
_PROXY_STATUS: Mapping[str, Fault] = MappingProxyType(
    {
        "connection_refused": Fault.REFUSED,
        "connection_timeout": Fault.CONNECT_TIMEOUT,
        "destination_ip_unroutable": Fault.CONNECT,
        "destination_not_found": Fault.CONNECT,
        "dns_error": Fault.NAME,
        "dns_timeout": Fault.NAME,
        "tls_protocol_error": Fault.TLS,
        "tls_certificate_error": Fault.TLS,
        "tls_alert_received": Fault.TLS,
        "http_response_timeout": Fault.READ_TIMEOUT,
        "connection_read_timeout": Fault.READ_TIMEOUT,
        "http_response_header_section_size": Fault.HEAD_TOO_BIG,
        "http_response_header_size": Fault.HEAD_TOO_BIG,
        "connection_terminated": Fault.CLOSED,
        "http_protocol_error": Fault.INVALID,
        "http_response_incomplete": Fault.CUT,
        "destination_unavailable": Fault.DOWN,
    }
)
"""Error types of RFC 9209 section 2.3."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.){0,400}"')
_ERROR = re.compile(r"([^\s;,]{1,80})[^,]{0,400}?;[ \t]*error=([a-z_]{3,60})")

_CLOUDFLARE: Mapping[int, Fault] = MappingProxyType(
    {521: Fault.REFUSED, 522: Fault.CONNECT_TIMEOUT, 524: Fault.READ_TIMEOUT, 525: Fault.TLS,
     526: Fault.TLS}
)  # fmt: skip
"""developers.cloudflare.com, Cloudflare 5xx errors."""

_ENVOY: tuple[tuple[re.Pattern[str], Fault, bool], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), fault, certain)
    for pattern, fault, certain in (
        (r"delayed.connect.error:[ _]*(?:111|connection.refused)", Fault.REFUSED, True),
        (r"upstream.request.timeout|response.timeout", Fault.READ_TIMEOUT, True),
        (r"reset reason: connection.timeout", Fault.CONNECT_TIMEOUT, True),
        (r"reset reason: connection.termination", Fault.CLOSED, True),
        (r"TLS_error|SSL", Fault.TLS, True),
        # 1.39.3 says this of a failed TLS handshake, too.
        (r"reset reason: (?:remote )?connection.failure", Fault.REFUSED, False),
        (r"no healthy upstream", Fault.DOWN, True),
    )
)
_ERRNO = re.compile(
    r"(?:connect |dial (?:tcp )?)?\b(?P<refused>ECONNREFUSED)\b(?: (?P<one>[\w.:\[\]-]{3,80}))?"
    r"|dial tcp (?P<two>[\w.:\[\]-]{3,80}): connect: connection refused"
    r"|\b(?P<late>ETIMEDOUT|ESOCKETTIMEDOUT)\b|\b(?P<closed>ECONNRESET)\b"
)
"""Names of error numbers that gateways written in Node or Go put into their page."""
_NEVER_PRINT = frozenset(
    {"nginx", "OpenResty", "Tengine", "Angie", "ingress-nginx", "Apache", "HAProxy", "Caddy"}
    | {"Varnish", "Squid", "Envoy", "lighttpd", "Traefik", "AWS ALB", "Cloudflare", "Kong"}
)
"""Products whose own pages name no error number: such a page came from behind them."""
_MOST_AROUND = 48
"""Characters such as `Proxy error: ` or a pair of tags; more make a page about something."""
_DATABASES = frozenset(
    {1433, 1521, 3306, 5432, 5672, 6379, 9042, 9092, 9200, 11211, 27017, 33060}
)  # fmt: skip
"""Ports of databases, queues and caches: a web server behind a gateway has none of these."""


def announced(case: Case) -> tuple[Told, ...]:
    """Return what the answer's fields, its status code and its page say, the surest first."""
    if case.response is None:
        return ()
    return (*_squid(case), *_proxy_status(case), *_by_status(case), *_page(case))


def _squid(case: Case) -> Iterator[Told]:
    for value in case.fields(_SQUID_FIELD)[:1]:
        words = value.strip()[:80]
        fault = _SQUID.get(words) or _SQUID.get(words.partition(" ")[0])
        if fault is not None:
            pointer = f"response.headers.{_SQUID_FIELD}"
            yield Told(fault, f"X-Squid-Error: {words}", pointer)


def _proxy_status(case: Case) -> Iterator[Told]:
    """Take the member nearest to the origin that names an error: it saw the fault itself.

    Envoy 1.39.3 calls connect timeouts and every TLS fault `connection_refused`.
    """
    value = ", ".join(case.fields(_STATUS_FIELD))[:4096]
    match = _ERROR.search(_QUOTED.sub('""', value))
    fault = _PROXY_STATUS.get(match[2]) if match else None
    if match is None or fault is None:
        return
    vague = fault is Fault.REFUSED and "envoy" in f"{match[1]} {case.answered_by.name}".lower()
    text = f"Proxy-Status: {match[1]}; error={match[2]}"
    yield Told(fault, text, f"response.headers.{_STATUS_FIELD}", certain=not vague)


def _by_status(case: Case) -> Iterator[Told]:
    box, status = case.answered_by, case.status
    if box.confidence < _SURE or status is None:
        return
    if box.name == "Cloudflare" and status in _CLOUDFLARE:
        yield Told(_CLOUDFLARE[status], f"{status} (Cloudflare)", "response.status")


def _page(case: Case) -> Iterator[Told]:
    response = case.response
    if response is None or case.status not in _GATEWAY_CODES or response.body_length > _MAX_PAGE:
        return
    if case.status == _OF_APPLICATIONS and "json" in response.content_type:
        return
    text = response.text
    if case.answered_by.name == "Envoy":
        found = ((p.search(text), fault, sure) for p, fault, sure in _ENVOY)
        for match, fault, certain in found:
            if match is not None:
                yield Told(fault, match[0], "response.body", certain=certain)
                return
    match = _ERRNO.search(text)
    is_gateway = case.answered_by.role in _NAMED or case.status in _OF_GATEWAYS
    if match is None or not is_gateway:
        return
    peer = match["one"] or match["two"]
    port = (peer or "").rpartition(":")[2]
    if port.isdecimal() and int(port[:5]) in _DATABASES:
        return
    refused = bool(match["refused"] or match["two"])
    fault = Fault.REFUSED if refused else Fault.CLOSED if match["closed"] else Fault.CONNECT_TIMEOUT
    # Whether connecting or reading took too long, this error number does not say; and an
    # application says the same of its mail server, or of a database on any port.
    quoted = len(text.strip()) - len(match[0]) > _MOST_AROUND
    own = case.answered_by.role in _NAMED and case.answered_by.name not in _NEVER_PRINT
    certain = own and not (quoted or match["late"] or case.status == _OF_APPLICATIONS)
    is_quoted = quoted or not own
    yield Told(fault, match[0], "response.body", certain=certain, peer=peer, is_quoted=is_quoted)
