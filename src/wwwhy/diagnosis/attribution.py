"""Who said no: which box made the response, and which ones only handed it on.

A proxy that passes an error leaves its traces and keeps the page; one that made the error shows its
own page. So a product is never named by its brand alone: the page's structure, the fields' order
and spelling, and what is absent decide. What the products do is data (`catalog.signatures`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from wwwhy.catalog.signatures import ROLES, Says, Signature
from wwwhy.diagnosis import silence, traces
from wwwhy.diagnosis.box_signs import Match, View, matches, safe
from wwwhy.diagnosis.traces import Mention
from wwwhy.model import Box, BoxSign, Exchange

SURE_ENOUGH = 0.5
"""Below this nobody is named."""
_MOST = 0.99
_RANK = {role: place for place, role in enumerate(ROLES)}
_APPLICATION = _RANK["application-server"]
_GATEWAY_CODES = frozenset({502, 504})
_MAX_SIGNS = 8
_CLIENT = Box("the client", "client", confidence=1.0)
_UNKNOWN = Box("unknown", "unknown")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who answered, and the way to it."""

    answered_by: Box
    path: tuple[Box, ...]
    """From the client, through the boxes that passed the answer on, to the one that made it and
    those that it named behind itself."""


@dataclass(slots=True)
class _Tally:
    """What speaks for one product."""

    signature: Signature
    content: float = 0.0
    """How sure the content's structure says that it made the response."""
    head: float = 0.0
    """How sure the head says so."""
    passed: float = 0.0
    nearest: bool = False
    version: str | None = None
    page_version: str | None = None
    signs: list[BoxSign] = field(default_factory=list)
    servers: list[int] = field(default_factory=list)
    """Places among the Server lines."""
    vias: list[int] = field(default_factory=list)
    """Places in Via, 0 nearest to the client."""

    @property
    def made(self) -> float:
        """How sure it is that this product made the response.

        A page of its own outweighs the trace of a messenger: then there were two of a kind.
        """
        return _either(self.content, self.head * (1 - self.passed))


def attribute(exchange: Exchange, others: Sequence[Exchange] = ()) -> Attribution:
    """Say who answered an exchange, and by which boxes the answer came.

    `others` are further exchanges of the same diagnosis. They help where this one is bare: a HEAD
    has no page, and fields that the application always sends are missing in a proxy's own answer.
    """
    if exchange.response is None:
        box = silence.stopped_by(exchange, _peeked)
        return Attribution(box, silence.way_to(exchange, box))
    view = View(exchange.response, exchange.request.method)
    tallies = _tallies(view, exchange.index)
    maker = _maker(view, tallies, exchange)
    if maker.confidence < SURE_ENOUGH:
        maker = _by_comparison(exchange, view, tallies, others) or replace(maker, confidence=0.0)
    return Attribution(maker, _path(exchange, view, tallies, maker))


def _peeked(exchange: Exchange) -> Box:
    """Judge an HTTP answer that came where none was expected, as on a TLS handshake."""
    return attribute(exchange).answered_by


def _tallies(view: View, index: int) -> dict[str, _Tally]:
    """Add up what each product shows, most telling signs first."""
    tallies: dict[str, _Tally] = {}
    found = sorted(matches(view), key=lambda match: -match.sign.weight)
    for match in found:
        _count(tallies.setdefault(match.signature.name, _Tally(match.signature)), match, index)
    for place, mention in enumerate(view.servers):
        _mention(tallies, mention, index, "servers", place)
    for place, mention in enumerate(traces.via(view.response.fields)):
        _mention(tallies, mention, index, "vias", place)
    for mention in (*traces.statuses(view.response.fields), *traces.caches(view.response.fields)):
        _member(tallies, mention, view, index)
    return tallies


def _count(tally: _Tally, match: Match, index: int) -> None:
    sign = match.sign
    tally.signs.append(BoxSign(safe(match.shown), index, match.pointer))
    if sign.reads_content and match.version:
        tally.page_version = tally.page_version or match.version
    else:
        tally.version = tally.version or match.version
    if sign.says is Says.MADE and sign.reads_content:
        tally.content = _either(tally.content, sign.weight)
    elif sign.says is Says.MADE:
        tally.head = _either(tally.head, sign.weight)
    elif sign.says is Says.PASSED:
        tally.passed = _either(tally.passed, sign.weight)
    tally.nearest |= sign.says is Says.NEAREST


def _mention(
    tallies: dict[str, _Tally], mention: Mention, index: int, where: str, place: int
) -> None:
    """Note that a field names a product, and where in it."""
    if mention.signature is None:
        return
    tally = tallies.setdefault(mention.name, _Tally(mention.signature))
    tally.version = mention.version or tally.version
    tally.signs.append(BoxSign(safe(mention.text), index, mention.pointer))
    (tally.servers if where == "servers" else tally.vias).append(place)
    if where == "servers" and tally.content:
        tally.content = _either(tally.content, 0.5)


def _member(tallies: dict[str, _Tally], mention: Mention, view: View, index: int) -> None:
    """Take a member of Proxy-Status at its word (RFC 9209): an error parameter is a confession."""
    signature = mention.signature or Signature(mention.name, "proxy", ("reverse-proxy",), ())
    tally = tallies.setdefault(mention.name, _Tally(signature))
    tally.signs.insert(0, BoxSign(safe(mention.text), index, mention.pointer))
    confessed = mention.error in traces.ONLY_INTERMEDIARIES
    if mention.error and not mention.passed and (confessed or view.status >= 400):  # noqa: PLR2004 (RFC 9110 section 15.5)
        tally.head = _either(tally.head, 0.95)
    elif mention.passed:
        tally.passed = _either(tally.passed, 0.9)


def _either(one: float, other: float) -> float:
    """Join two independent reasons for the same conclusion."""
    return min(_MOST, 1 - (1 - one) * (1 - other))


# The box that made it ------------------------------------------------------------------------


def _maker(view: View, tallies: dict[str, _Tally], exchange: Exchange) -> Box:
    """Name the box that made the response, as surely as its signs allow."""
    best = max(tallies.values(), key=lambda tally: tally.made, default=None)
    if best is not None and best.made * _doubt(best, tallies) >= SURE_ENOUGH:
        return Box(
            name=best.signature.name,
            role=_own_role(best.signature, view, exchange),
            version=best.page_version or (None if _twice(best) else best.version),
            confidence=round(best.made * _doubt(best, tallies), 2),
            signs=tuple(best.signs[:_MAX_SIGNS]),
        )
    return _application(view, tallies, exchange.index) or replace(
        _UNKNOWN, signs=tuple(sign for t in tallies.values() for sign in t.signs)[:_MAX_SIGNS]
    )


def _doubt(best: _Tally, tallies: dict[str, _Tally]) -> float:
    """Return less than 1 where Server names an application that cannot stand before this box.

    Then an application relayed a page that it got elsewhere, and who refused is less clear.
    """
    rank = _rank(best.signature.roles[0])
    foreign = any(
        tally.servers and tally is not best and _rank(tally.signature.roles[0]) >= _APPLICATION
        for tally in tallies.values()
    )
    return 0.7 if foreign and rank < _APPLICATION else 1.0


def _own_role(signature: Signature, view: View, exchange: Exchange) -> str:
    """Say in which role it answered; a 502 or 504 comes from a gateway."""
    roles = signature.roles
    if "forward-proxy" in roles and len(roles) > 1:
        return "forward-proxy" if silence.is_open_proxy(exchange) else _first_of(roles, 1)
    if view.status in _GATEWAY_CODES and "reverse-proxy" in roles:
        return "reverse-proxy"
    return roles[0]


def _first_of(roles: Sequence[str], start: int) -> str:
    return roles[start] if len(roles) > start else roles[0]


def _application(view: View, tallies: dict[str, _Tally], index: int) -> Box | None:
    """Conclude from an application's marks that it answered, where no box claims the page."""
    behind = [t for t in tallies.values() if _rank(t.signature.roles[0]) >= _APPLICATION]
    answered = [t for t in behind if t.passed < SURE_ENOUGH and not t.servers]
    if answered:
        deepest = max(answered, key=lambda tally: _rank(tally.signature.roles[0]))
        role = deepest.signature.roles[0]
        return Box(
            name=deepest.signature.name,
            role="application" if role == "application-server" else role,
            version=deepest.version,
            confidence=0.7,
            signs=tuple(deepest.signs[:_MAX_SIGNS]),
        )
    signs = _application_marks(view, index)
    if behind:
        signs = [sign for tally in behind for sign in tally.signs] + signs
        return Box("unknown", "application", None, 0.75, tuple(signs[:_MAX_SIGNS]))
    if not signs:
        return None
    return Box("unknown", "application", None, 0.6 if tallies else 0.55, tuple(signs))


def _application_marks(view: View, index: int) -> list[BoxSign]:
    """Return what only an application writes: data formats, its own cookies, X-Powered-By."""
    signs = []
    kind = view.response.content_type
    if kind.endswith(("/json", "+json", "+xml")) or kind.startswith("application/grpc"):
        signs.append(BoxSign(safe(f"Content-Type: {kind}"), index, "response.headers.content-type"))
    for name in ("x-powered-by", "x-request-id", "x-runtime", "x-debug-token"):
        if name in view.values and name != "x-request-id":
            signs.append(BoxSign(safe(f"{name}: {view.values[name][0]}"), index, f"response.headers.{name}"))
    return signs


def _by_comparison(
    exchange: Exchange, view: View, tallies: dict[str, _Tally], others: Sequence[Exchange]
) -> Box | None:
    """Ask other answers of the same origin: one with a page, or one that went further."""
    near = [other for other in others if other.request.url.origin == exchange.request.url.origin]
    for other in near:
        twin = _twin(exchange, view, other)
        if twin is not None:
            return replace(twin, confidence=round(twin.confidence * 0.9, 2))
    for other in near:
        front = _missed(exchange, tallies, other)
        if front is not None:
            return front
    return None


def _twin(exchange: Exchange, view: View, other: Exchange) -> Box | None:
    """Let a page speak for an answer without content that has the same status and writer."""
    response = other.response
    if view.response.body or response is None or other is exchange or not response.body:
        return None
    if response.status != view.status:
        return None
    if response.fields.all("server") != view.response.fields.all("server"):
        return None
    other_view = View(response, other.request.method)
    box = _maker(other_view, _tallies(other_view, other.index), other)
    return box if box.confidence >= SURE_ENOUGH else None


def _missed(exchange: Exchange, tallies: dict[str, _Tally], other: Exchange) -> Box | None:
    """Conclude from the absence of what the application's answers carry that a proxy answered."""
    response = other.response
    if response is None or response.status == exchange.status or other is exchange:
        return None
    view = View(response, other.request.method)
    theirs = _tallies(view, other.index)
    marks = [t for t in theirs.values() if _rank(t.signature.roles[0]) >= _APPLICATION]
    ours = [t for t in tallies.values() if _rank(t.signature.roles[0]) >= _APPLICATION]
    if not marks or ours:
        return None
    fronts = [t for t in tallies.values() if _rank(t.signature.roles[0]) < _APPLICATION]
    seen = marks[0].signs[0]
    absent = BoxSign(f"absent: {seen.text}", exchange.index, seen.pointer)
    signs = (seen, absent)
    if len(fronts) == 1:
        box = fronts[0].signature
        role = _own_role(box, View(exchange.response), exchange) if exchange.response else box.roles[0]
        return Box(box.name, role, fronts[0].version, 0.6, (*fronts[0].signs[:4], *signs))
    return Box("unknown", "reverse-proxy", None, 0.55, signs)


# The way -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stop:
    """One box that passed the answer on, with what its place depends on."""

    box: Box
    place: tuple[int, int, int]
    server: int | None = None
    via: int | None = None


def _path(
    exchange: Exchange, view: View, tallies: dict[str, _Tally], maker: Box
) -> tuple[Box, ...]:
    """Order the boxes from the client to the maker."""
    stops = [stop for tally in tallies.values() for stop in _stops(tally, maker, exchange, view)]
    stops.sort(key=lambda stop: stop.place)
    stops = _in_order(stops, "via")
    stops = _in_order(stops, "server")
    boxes = [stop.box for stop in stops]
    front = [box for box in boxes if not _is_behind(box, maker)]
    behind = [box for box in boxes if _is_behind(box, maker)]
    lowered = _lower_cased(view, tallies, exchange.index)
    chain = [*silence.forward_proxy(exchange, boxes, maker), *lowered, *front, maker, *behind]
    first = silence.address(exchange)
    chain[0] = replace(chain[0], address=chain[0].address or first)
    if len(chain) == 1:
        maker = chain[0]
    return (_CLIENT, *chain)


def _stops(tally: _Tally, maker: Box, exchange: Exchange, view: View) -> list[_Stop]:
    """Return the product's boxes that passed the answer on; the maker is not among them."""
    count = max(len(tally.servers), len(tally.vias), 1)
    if tally.signature.name == maker.name and maker.confidence:
        count = count - 1 if not _twice(tally) else max(1, count - 1)
    if not tally.servers and not tally.vias and not _leaves_traces(tally):
        count = 0
    return [_stop(tally, number, exchange, view) for number in range(count)]


def _leaves_traces(tally: _Tally) -> bool:
    """Whether more than a page's likeness says that it is there."""
    return bool(tally.nearest or tally.passed or any("headers" in s.pointer for s in tally.signs))


def _twice(tally: _Tally) -> bool:
    """Whether the product is there twice: a page of one, traces of another.

    nginx writes its version into its page and into Server alike; when they differ, the page came
    from another nginx behind.
    """
    if not tally.content:
        return False
    differs = bool(tally.servers) and tally.page_version != tally.version
    writes_both = tally.signature.server_field == "overwrites" and "nginx" in tally.signature.name.lower()
    return tally.passed >= SURE_ENOUGH or (differs and writes_both)


def _stop(tally: _Tally, number: int, exchange: Exchange, view: View) -> _Stop:
    signature = tally.signature
    role = _passing_role(signature, exchange)
    server = tally.servers[number] if number < len(tally.servers) else None
    via = tally.vias[number] if number < len(tally.vias) else None
    late = exchange.request.url.is_secure and not signature.terminates_tls
    nearness = 0 if tally.nearest else 1
    source = 0 if server == 0 else 1 if via is not None else 2
    box = Box(
        signature.name, role, tally.version, min(_MOST, 0.95), tuple(tally.signs[:_MAX_SIGNS])
    )
    rank = _rank(role)
    if tally.nearest:
        rank = min(rank, _RANK["load-balancer"])
    return _Stop(box, (rank + (1 if late else 0), nearness, source), server, via)


def _passing_role(signature: Signature, exchange: Exchange) -> str:
    roles = signature.roles
    if "forward-proxy" in roles and silence.is_open_proxy(exchange):
        return "forward-proxy"
    return "reverse-proxy" if "reverse-proxy" in roles else roles[0]


def _in_order(stops: list[_Stop], what: str) -> list[_Stop]:
    """Put the boxes that one field names into that field's order, in the places they hold."""
    places = [i for i, stop in enumerate(stops) if getattr(stop, what) is not None]
    ordered = sorted((stops[i] for i in places), key=lambda stop: getattr(stop, what))
    result = list(stops)
    for i, stop in zip(places, ordered, strict=True):
        result[i] = stop
    return result


def _is_behind(box: Box, maker: Box) -> bool:
    """Whether a box stands behind the maker: an application that a gateway's answer names."""
    return (
        maker.name != "unknown"
        and _rank(box.role) >= _APPLICATION
        and _rank(box.role) > _rank(maker.role)
    )


def _rank(role: str) -> int:
    return _RANK[role]


def _lower_cased(view: View, tallies: dict[str, _Tally], index: int) -> list[Box]:
    """Notice a proxy that rewrites field names: nobody in the known chain writes them so."""
    known = [t for t in tallies.values() if t.servers or t.made >= SURE_ENOUGH]
    writers = [t for t in known if t.signature.kind in {"server", "cdn", "cms"} or t.servers]
    if not view.response.raw_head or not view.is_http1 or len(view.order) < 3:  # noqa: PLR2004 (too few names prove nothing)
        return []
    if any(name != name.lower() for name in view.order):
        return []
    if not writers or any(t.signature.lowercases for t in tallies.values()):
        return []
    sign = BoxSign("field names in lower case on HTTP/1", index, "response.headers")
    return [Box("unknown", "reverse-proxy", None, 0.7, (sign,))]
