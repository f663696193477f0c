"""The way of a response: the boxes from the client to the one that made it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wwwhy.diagnosis.boxes import silence
from wwwhy.diagnosis.boxes.tallies import (
    APPLICATION,
    MAX_SIGNS,
    SURE_ENOUGH,
    Tallies,
    Tally,
    rank,
)
from wwwhy.diagnosis.boxes.view import View
from wwwhy.errors import Sentence
from wwwhy.model import Box, BoxSign, Exchange

_SEEN = 0.95
_FEW = 3


@dataclass(frozen=True, slots=True)
class _Stop:
    """One box that passed the response on, with what its place depends on."""

    box: Box
    place: tuple[int, int, int]
    server: int | None = None
    """Its place among the Server lines."""
    via: int | None = None
    """Its place in Via."""


def path(
    exchange: Exchange, view: View, tallies: Tallies, maker: Box
) -> tuple[tuple[Box, ...], Box]:
    """Order the boxes from the client to the maker, then those that it named behind itself.

    Returns the way, and the maker as it stands there: with an address, if that is known.

    Via and repeated Server lines keep their own order; otherwise a CDN stands before a load
    balancer, and that before a server.
    """
    made_it = next((t for t in tallies.products if t.signature.name == maker.name), None)
    present = [tally for tally in tallies.products if not _is_forged(tally, made_it)]
    stops = [stop for tally in present for stop in _stops(tally, maker.name, exchange)]
    stops += [_stranger(place, sign) for place, sign in tallies.strangers]
    stops.sort(key=lambda stop: stop.place)
    boxes = [stop.box for stop in _in_order(_in_order(stops, "via"), "server")]
    front = [box for box in boxes if not _is_behind(box, maker)]
    behind = [box for box in boxes if _is_behind(box, maker)]
    chain = _behind_proxy(exchange, [*_lower_caser(view, tallies, exchange.index), *front, maker])
    if chain[0].role != "forward-proxy" and chain[0].address is None:
        chain[0] = replace(chain[0], address=silence.address(exchange))
    return (silence.CLIENT, *chain, *behind), chain[-1]


def passing_role(tally: Tally, exchange: Exchange) -> str:
    """Say in which role a product hands a response on."""
    roles = tally.signature.roles
    if "forward-proxy" in roles and silence.is_open_proxy(exchange):
        return "forward-proxy"
    return "reverse-proxy" if "reverse-proxy" in roles else roles[0]


def _stops(tally: Tally, maker: str, exchange: Exchange) -> list[_Stop]:
    """Return the product's boxes that passed the response on; the maker is not among them."""
    count = max(len(tally.servers), len(tally.vias), int(tally.has_traces))
    if maker == tally.signature.name and not tally.is_twice:
        count -= 1
    return [_stop(tally, number, exchange) for number in range(count)]


def _is_forged(tally: Tally, maker: Tally | None) -> bool:
    """Whether only a Server field speaks for it that it could not have written here.

    A maker that signs its answers leaves a proxy no room unless that proxy overwrites the field.
    """
    if maker is None or tally is maker or tally.rank >= APPLICATION:
        return False
    only_server = bool(tally.servers) and all(s.pointer.endswith(".server") for s in tally.signs)
    honest = tally.signature.server_field in {"overwrites", "adds"}
    return only_server and not honest and maker.signature.signs_answers


def _stop(tally: Tally, number: int, exchange: Exchange) -> _Stop:
    role = passing_role(tally, exchange)
    server = tally.servers[number] if number < len(tally.servers) else None
    via = tally.vias[number] if number < len(tally.vias) else None
    late = exchange.request.url.is_secure and not tally.signature.terminates_tls
    source = 0 if server == 0 else 1 if via is not None else 2
    near = tally.nearest and number == 0
    level = min(rank(role), rank("load-balancer")) if near else rank(role)
    signs = tuple(sign for sign in tally.signs if sign.pointer.startswith("response.headers"))
    box = Box(tally.signature.name, role, tally.version, _SEEN, signs[:MAX_SIGNS])
    return _Stop(box, (level, int(late), source), server, via)


def _stranger(place: int, sign: BoxSign) -> _Stop:
    box = Box("unknown", "reverse-proxy", None, _SEEN, (sign,))
    return _Stop(box, (rank(box.role), 0, 1), None, place)


def _in_order(stops: Sequence[_Stop], what: str) -> list[_Stop]:
    """Put the boxes that one field names into that field's order, in the places they hold."""
    places = [i for i, stop in enumerate(stops) if getattr(stop, what) is not None]
    ordered = sorted((stops[i] for i in places), key=lambda stop: getattr(stop, what))
    result = list(stops)
    for i, stop in zip(places, ordered, strict=True):
        result[i] = stop
    return result


def _is_behind(box: Box, maker: Box) -> bool:
    """Whether a box stands behind the maker: an application that a gateway's answer names."""
    if maker.name == "unknown":
        return False
    return rank(box.role) >= APPLICATION and rank(box.role) > rank(maker.role)


def _behind_proxy(exchange: Exchange, chain: list[Box]) -> list[Box]:
    """Put the user's own forward proxy first, and call it by what the response shows of it."""
    proxy = silence.forward_proxy(exchange)
    if proxy is None:
        return chain
    shown = next((i for i, box in enumerate(chain) if box.role == "forward-proxy"), None)
    if shown is None and silence.is_open_proxy(exchange) and len(chain) > 1 and _is_via(chain[0]):
        shown = 0
    if shown is None:
        return [proxy, *chain]
    known = replace(chain[shown], role="forward-proxy", address=proxy.address)
    return (
        [known, *chain[:shown], *chain[shown + 1 :]]
        if shown < len(chain) - 1
        else [*chain[:-1], known]
    )


def _is_via(box: Box) -> bool:
    return box.name == "unknown" and any(s.pointer == "response.headers.via" for s in box.signs)


def _lower_caser(view: View, tallies: Tallies, index: int) -> list[Box]:
    """Notice a proxy that rewrites field names, such as HAProxy, by writers that never would."""
    if not view.response.raw_head or not view.is_http1 or len(view.order) < _FEW:
        return []
    if any(name != name.lower() for name in view.order):
        return []
    writers = [t for t in tallies.products if t.signature.capitalizes and t.has_traces]
    makers = [t for t in tallies.products if t.signature.capitalizes and t.made >= SURE_ENOUGH]
    if not (writers or makers) or any(t.signature.lowercases for t in tallies.products):
        return []
    sign = BoxSign(Sentence("field names in lower case on HTTP/1"), index, "response.headers")
    return [Box("unknown", "reverse-proxy", None, 0.7, (sign,))]
