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
from wwwhy.diagnosis.steadiness import ended_otherwise
from wwwhy.model import Defect, Exchange, Response


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
    """Return what the user's own request lost or missed from one hop to the next, each kind once.

    A request that ends well can still have done something else than what was asked.
    """
    found: dict[str, Defect] = {}
    for hop in hops:
        if _lacks_http3(hop):
            values = {"port": hop.request.url.port}
            defect = Defect("http3-unanswered", values, hop.index, "RFC 9114, section 3.1")
            found.setdefault(defect.id, defect)
    for before, hop in pairwise(hops):
        if _lost_its_content(before, hop):
            values = {"method": before.request.method, "status": before.status}
            values["then"] = hop.request.method
            defect = Defect("method-lost", values, hop.index, "RFC 9110, section 15.4")
            found.setdefault(defect.id, defect)
    return tuple(found.values())


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
        values = {"anomaly": anomaly.name}
        yield Defect("message-grammar", values, exchange.index, "RFC 9112")


def _defect(defect_id: str, exchange: Exchange, reference: str) -> Defect:
    return Defect(defect_id, exchange=exchange.index, reference=reference)
