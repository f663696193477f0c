"""Which (box, status) pairs a fault leads to, how long it took, and what else still answers."""

from collections.abc import Mapping
from shlex import quote
from types import MappingProxyType

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.upstream.announced import announced
from wwwhy.causes.upstream.faults import Fault, Told
from wwwhy.causes.upstream.logged import logged
from wwwhy.model import Exchange

_FAULTS = (Fault.REFUSED, Fault.READ_TIMEOUT, Fault.HEAD_TOO_BIG, Fault.CLOSED)
_NGINX = (502, 504, 502, 502)
_STATUS: Mapping[str, tuple[int, int, int, int]] = MappingProxyType(
    {
        "nginx": _NGINX,
        "OpenResty": _NGINX,
        "Tengine": _NGINX,
        "Angie": _NGINX,
        "ingress-nginx": _NGINX,
        "Apache": (503, 502, 502, 502),
        "HAProxy": (503, 504, 502, 502),
        "Caddy": (502, 504, 502, 502),
        "Varnish": (503, 503, 503, 503),
        "Squid": (503, 504, 502, 502),
        "Envoy": (503, 504, 502, 503),
        "lighttpd": (503, 504, 502, 500),
        "Traefik": (502, 504, 502, 502),
        "AWS ALB": (502, 504, 502, 502),
        "Kong": (502, 504, 502, 502),
        "Cloudflare": (521, 524, 520, 520),
        "http-proxy-middleware": (504, 504, 502, 504),
    }
)
"""Status of each fault by product; every cell but ALB, Kong, Traefik and Cloudflare measured.

nginx 1.22.1, Apache 2.4.71, HAProxy 2.6.12, Caddy 2.6.2, Varnish 7.1.1, Squid 5.7, Envoy 1.39.3,
lighttpd 1.4.69, http-proxy-middleware.
"""
_ANY = (502, 504, 502, 502)
_GATEWAYS = frozenset({"reverse-proxy", "load-balancer", "cdn", "waf", "forward-proxy", "unknown"})
_OWN_LOGS = frozenset({"nginx", "Apache", "HAProxy", "Caddy", "Squid"})
_ABOUT_A_SERVER = frozenset({502, 503, 504})
_EARLY, _LATE = 0.05, 0.3
"""Seconds by which an answer may come before or after a limit, on a busy machine."""
AT_ONCE = 0.3
"""Seconds in which a refusal is known; each further attempt of HAProxy takes one more."""


def told(case: Case) -> tuple[Told, ...]:
    """Return everything a box says of its trouble with the server behind it, logs first."""
    plain = case.answered_by.name not in _OWN_LOGS
    return (*logged(case.log, plain=plain), *announced(case))


def fits(case: Case, fault: Fault) -> bool:
    """Whether the box that answered uses this status for this fault.

    A box that nobody could name counts as a gateway where the status itself says so.
    """
    row = _STATUS.get(case.answered_by.name)
    if row is None and case.answered_by.role not in _GATEWAYS:
        return False
    return case.status == dict(zip(_FAULTS, row or _ANY, strict=True)).get(fault)


def waited(exchange: Exchange) -> float:
    """Return how long the answer's first byte took, in seconds."""
    timing = exchange.timing
    return (timing.total_ms if timing.wait_ms is None else timing.wait_ms) / 1000


def reached(exchange: Exchange, limit: float) -> bool:
    """Whether the answer came just when a limit of so many seconds was over."""
    return -_EARLY <= waited(exchange) - limit <= _LATE


def is_round(exchange: Exchange) -> bool:
    """Whether the wait was a whole number of seconds, as limits are and faults are not."""
    whole = int(waited(exchange) + _EARLY)
    return whole > 0 and reached(exchange, float(whole))


def answering(case: Case, probe_id: str) -> Exchange | None:
    """Return the exchange in which this probe got more than a gateway's complaint.

    None if it was not made, or ended as the request itself did.
    """
    first = case.probe(probe_id).first
    if first is None or first.response is None or first.failure is not None:
        return None
    unhelpful = first.status == case.status or first.status in _ABOUT_A_SERVER
    return None if unhelpful else first


def is_served(case: Case) -> bool:
    """Whether any probe of the same path succeeded: then something behind the gateway runs."""
    asked = case.control.request.url.path
    probed = (each for result in case.probes.values() for each in result.exchanges)
    return any(is_success(each) and each.request.url.path == asked for each in probed)


def fails_alike(case: Case, probe_id: str) -> Exchange | None:
    """Return the exchange of this probe if it ended as the request itself; None otherwise."""
    first = case.probe(probe_id).first
    return first if first is not None and case.unchanged_by(probe_id) else None


def direct_command(address: str | None) -> str:
    """Return the command that asks the server behind, to be run where the gateway runs.

    Where its address is unknown or does not speak HTTP, one that shows what listens at all.
    """
    scheme, mark, rest = (address or "").partition("://")
    if not mark:
        scheme, rest = "http", address or ""
    if rest.startswith("unix:"):
        path = rest.removeprefix("unix:").rstrip("/")
        return f"ls -l {quote(path)}; ss -lxp"
    if scheme not in {"http", "https"} or ":" not in rest:
        return "ss -ltnp"
    return f"curl -sv -o /dev/null {quote(f'{scheme}://{rest}')}"
