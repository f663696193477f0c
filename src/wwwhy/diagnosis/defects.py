"""Protocol faults seen on the way: worth telling the server's owner, but need not be the cause.

Each check is one line of a table: which responses it concerns, which field they lack. The
sentences stand in `catalog/defects.toml` under the same ids.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from wwwhy.auth import parse_challenges
from wwwhy.auth.checks import check_challenges, check_exchange
from wwwhy.causes import Case
from wwwhy.causes.case import is_success
from wwwhy.causes.cors import sharing
from wwwhy.causes.upstream.faults import Fault, certain_of
from wwwhy.causes.upstream.logged import lines_of, logged
from wwwhy.causes.vhosts.names import host_of, is_name
from wwwhy.diagnosis.steadiness import ended_otherwise
from wwwhy.model import Defect, Exchange, Response, Value


@dataclass(frozen=True, slots=True)
class _Required:
    id: str
    status: int
    field: str
    reference: str


_REQUIRED = (
    _Required("401-without-challenge", 401, "www-authenticate", "RFC 9110, section 15.5.2"),
    _Required("405-without-allow", 405, "allow", "RFC 9110, section 15.5.6"),
    _Required("407-without-challenge", 407, "proxy-authenticate", "RFC 9110, section 15.5.8"),
    _Required("416-without-content-range", 416, "content-range", "RFC 9110, section 15.5.17"),
    _Required("426-without-upgrade", 426, "upgrade", "RFC 9110, section 15.5.22"),
    _Required("429-without-retry-after", 429, "retry-after", "RFC 6585, section 4"),
)


def defects(exchanges: tuple[Exchange, ...]) -> tuple[Defect, ...]:
    """Return the protocol faults of these exchanges, each kind once."""
    found: dict[str, Defect] = {}
    for exchange in exchanges:
        if exchange.response is not None:
            for defect in _of(exchange, exchange.response):
                found.setdefault(defect.id, defect)
    return tuple(found.values())


def on_the_way(hops: tuple[Exchange, ...]) -> tuple[Defect, ...]:
    """Return what the user's own request lost or missed from hop to hop, each kind once.

    A request that ends well can still have done something else than what was asked.
    """
    found: dict[str, Defect] = {}
    seen = (defect for before, hop in pairwise((None, *hops)) for defect in _at_hop(before, hop))
    for defect in seen:
        found.setdefault(defect.id, defect)
    return tuple(found.values())


def _at_hop(before: Exchange | None, hop: Exchange | None) -> Iterator[Defect]:
    assert hop is not None
    if _lacks_http3(hop):
        port: dict[str, Value] = {"port": hop.request.url.port}
        yield Defect("http3-unanswered", port, hop.index, "RFC 9114, section 3.1")
    if before is not None and _lost_its_content(before, hop):
        values: dict[str, Value] = {"method": before.request.method, "then": hop.request.method}
        values["status"] = before.status
        yield Defect("method-lost", values, hop.index, "RFC 9110, section 15.4")
    odd = _origin_nobody_sends(hop)
    if odd is not None:
        yield odd
    if _is_caddys_silence(hop):
        name: dict[str, Value] = {"host": host_of(hop.request)}
        yield Defect("empty-answer", name, hop.index, "RFC 9110, section 7.2")


def _origin_nobody_sends(hop: Exchange) -> Defect | None:
    """Return that the Origin field, which the answer does not allow, was typed by a person."""
    origin = sharing.page_origin(hop.request)
    usual = sharing.as_browsers_write(origin) if origin else None
    if hop.response is None or usual is None or sharing.permits(hop.response, origin or ""):
        return None
    values: dict[str, Value] = {"origin": origin, "usual": usual}
    return Defect("origin-as-typed", values, hop.index, "RFC 6454, section 6.2")


def _is_caddys_silence(hop: Exchange) -> bool:
    """Whether a success is empty as Caddy's is for a name that no site of it has (Caddy 2.6)."""
    response = hop.response
    if response is None or response.status != 200 or hop.request.method != "GET":  # noqa: PLR2004 (RFC 9110 section 15.3.1)
        return False
    fields = response.fields
    named = is_name(host_of(hop.request))
    by_caddy = named and "caddy" in (fields.get("server") or "").lower()
    return by_caddy and response.declared_length == 0 and "content-type" not in fields


def _lacks_http3(hop: Exchange) -> bool:
    """Whether no QUIC connection came up, for whatever is the matter with UDP on that port."""
    failure = hop.failure
    asked = hop.request.transport.http_version == "3" and hop.response is None
    return asked and failure is not None and failure.phase == "tcp" and not failure.is_ours


def _lost_its_content(before: Exchange, hop: Exchange) -> bool:
    """Whether a redirect meant for good, or to the very same path, turned a POST into a GET.

    A 302 elsewhere after a POST is how forms show their result, and meant so.
    """
    if before.status not in {301, 302} or "method" not in hop.withheld:
        return False
    path, then = before.request.url.path, hop.request.url.path
    return before.status == 301 or path.rstrip("/") == then.rstrip("/")  # noqa: PLR2004 (RFC 9110 section 15.4.2)


def comes_and_goes(case: Case) -> tuple[Defect, ...]:
    """Return that the failing request succeeded when it was sent again unchanged, if it did."""
    again = ended_otherwise(case)
    if again is None:
        return ()
    values = {"before": case.outcome, "then": again.status}
    return (Defect("comes-and-goes", values, again.index, "RFC 9110, section 9.2.2"),)


def trouble_behind(case: Case) -> tuple[Defect, ...]:
    """Return what a gateway's log names for this very request although its answer is sound.

    A second server answered, a copy from a cache, or a page that stands in: the log does not say.
    """
    said = (
        certain_of(logged(lines_of(case), plain=False), *Fault) if is_success(case.exchange) else ()
    )
    return tuple(
        Defect("trouble-behind", {"words": each.text, "line": each.pointer}, case.exchange.index)
        for each in said[:1]
    )


def _of(exchange: Exchange, response: Response) -> Iterator[Defect]:
    for rule in _REQUIRED:
        if response.status == rule.status and rule.field not in response.fields:
            yield Defect(rule.id, exchange=exchange.index, reference=rule.reference)
    if response.status in {301, 302, 303, 307, 308} and "location" not in response.fields:
        yield _defect("redirect-without-location", exchange, "RFC 9110, section 15.4")
    for name in ("www-authenticate", "proxy-authenticate"):
        lines = response.fields.all(name)
        broken = parse_challenges(lines).defects if lines else ()
        # A field that breaks the grammar is not held against the scheme's rules as well.
        faults = broken or check_challenges(lines) if lines else ()
        if faults:
            values = {"field": name, "fault": faults[0].name}
            if broken:
                yield Defect("challenge-grammar", values, exchange.index, "RFC 9110, section 11")
            else:
                yield Defect("challenge-rules", values, exchange.index, "RFC 9110, section 11")
    for fault in check_exchange(exchange)[:1]:
        yield Defect(
            "challenge-misplaced", {"fault": fault}, exchange.index, "RFC 9110, section 11"
        )
    for anomaly in response.anomalies:
        if anomaly.name == "bytes_after_response" and _may_be_cut(exchange, response):
            declared: dict[str, Value] = {"declared": response.declared_length}
            yield Defect("longer-than-declared", declared, exchange.index, "RFC 9110, section 8.6")
            continue
        values = {"anomaly": anomaly.name}
        yield Defect("message-grammar", values, exchange.index, "RFC 9112")


def _may_be_cut(exchange: Exchange, response: Response) -> bool:
    """Whether bytes behind the end are content that its Content-Length leaves out."""
    has_content = exchange.request.method != "HEAD" and response.status not in {204, 304}
    return has_content and response.declared_length is not None


def _defect(defect_id: str, exchange: Exchange, reference: str) -> Defect:
    return Defect(defect_id, exchange=exchange.index, reference=reference)
