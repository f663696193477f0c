"""Who said no: which box made the response, and which ones only handed it on.

A proxy that passes an error leaves its traces and keeps the page; one that made the error shows its
own page. So a product is never named by its brand alone: the page's structure, the fields' order
and spelling, and what is absent decide. What the products do is data (`catalog.signatures`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wwwhy.catalog.signatures import all_signatures
from wwwhy.diagnosis.boxes import silence, way
from wwwhy.diagnosis.boxes.tallies import (
    APPLICATION,
    MAX_SIGNS,
    SURE_ENOUGH,
    Tallies,
    Tally,
    add_up,
    rank,
)
from wwwhy.diagnosis.boxes.traces import safe
from wwwhy.diagnosis.boxes.view import View
from wwwhy.errors import Sentence
from wwwhy.model import Box, BoxSign, Exchange

_GATEWAY_CODES = frozenset({502, 504})
_PROXY_AUTHENTICATION = 407
_UNKNOWN = Box("unknown", "unknown")
# How sure a conclusion is that rests on something else than the maker's own signs.
_BY_MARK, _BY_SERVER, _BY_FORMAT, _BY_FORMAT_ALONE = 0.7, 0.65, 0.6, 0.55
_BY_TWIN, _BY_ABSENCE, _BY_ABSENCE_NAMELESS = 0.9, 0.6, 0.55
_RELAYED = 0.7
_BY_NAME = 0.5
_PRODUCT = re.compile(
    r"(?P<name>[A-Za-z][\w.-]{1,40})(?:/(?P<version>\d[\w.-]{0,20}))?(?=[\s(]|\Z)"
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who answered, and the way to it."""

    answered_by: Box
    """Named `unknown` unless the signs are better than even."""
    path: tuple[Box, ...]
    """From the client, through the boxes that passed the answer on, to the one that made it and
    those that it named behind itself."""


def attribute(exchange: Exchange, others: Sequence[Exchange] = ()) -> Attribution:
    """Say who answered an exchange, and by which boxes the answer came.

    `others` are further exchanges of the same diagnosis. They help where this one is bare: a HEAD
    has no page, and fields that the application always sends are missing in a proxy's own answer.
    """
    if exchange.response is None:
        box = silence.stopped_by(exchange, _answering)
        return Attribution(box, silence.way_to(exchange, box))
    view = View(exchange.response, exchange.request.method)
    tallies = add_up(view, exchange.index)
    maker = _maker(exchange, view, tallies)
    if maker.name == "unknown":
        maker = _by_comparison(exchange, view, tallies, others) or maker
    chain, answered_by = way.path(exchange, view, tallies, maker)
    return Attribution(answered_by, chain)


def _answering(exchange: Exchange) -> Box:
    return attribute(exchange).answered_by


def _maker(exchange: Exchange, view: View, tallies: Tallies) -> Box:
    """Name the box that made the response, as surely as its signs allow."""
    best = tallies.best
    confidence = best.made * _trust(best, tallies) if best else 0.0
    if best is not None and confidence >= SURE_ENOUGH:
        return Box(
            name=best.signature.name,
            role=_own_role(best, view.status, exchange),
            version=best.page_version or (None if best.is_twice else best.version),
            confidence=round(confidence, 2),
            signs=tuple(best.signs[:MAX_SIGNS]),
        )
    if view.status == _PROXY_AUTHENTICATION and silence.is_open_proxy(exchange):
        return Box("unknown", "forward-proxy", None, _BY_MARK, tallies.signs)
    return (
        _application(view, tallies, exchange.index)
        or _unlisted(view, tallies, exchange.index)
        or replace(_UNKNOWN, signs=tallies.signs)
    )


def _trust(best: Tally, tallies: Tallies) -> float:
    """Return less than 1 where Server names an application that cannot stand before this box.

    Then an application relayed a page that it got elsewhere, and who refused is less clear.
    """
    relayed = any(tally.servers and tally.rank >= APPLICATION for tally in tallies.behind)
    return _RELAYED if relayed and best.rank < APPLICATION else 1.0


def _own_role(tally: Tally, status: int, exchange: Exchange) -> str:
    """Say in which role a product answered by itself; a 502 or 504 comes from a gateway."""
    roles = tally.signature.roles
    if len(roles) > 1 and ("forward-proxy" in roles or status in _GATEWAY_CODES):
        return way.passing_role(tally, exchange)
    return roles[0]


def _application(view: View, tallies: Tallies, index: int) -> Box | None:
    """Conclude from an application's marks that it answered, where no box claims the page."""
    own = [tally for tally in tallies.behind if tally.seen >= SURE_ENOUGH and not tally.servers]
    if own:
        deepest = max(own, key=lambda tally: (tally.rank, tally.seen))
        role = deepest.signature.roles[0]
        return Box(
            name=deepest.signature.name,
            role="application" if rank(role) == APPLICATION else role,
            version=deepest.version,
            confidence=min(_BY_MARK, round(deepest.seen, 2)),
            signs=tuple(deepest.signs[:MAX_SIGNS]),
        )
    told = [sign for tally in tallies.behind if tally.has_traces for sign in tally.signs]
    data = _data_format(view, tallies, index)
    if told:
        return Box("unknown", "application", None, _BY_SERVER, tuple(told[:MAX_SIGNS]))
    if data is None:
        return None
    confidence = _BY_FORMAT if tallies.products else _BY_FORMAT_ALONE
    return Box("unknown", "application", None, confidence, (data,))


def _unlisted(view: View, tallies: Tallies, index: int) -> Box | None:
    """Take a product that no signature knows by the name it gives itself in Server."""
    value = view.response.fields.get("server") or ""
    match = _PRODUCT.match(value)
    if match is None or tallies.products or _is_listed(match["name"]):
        return None
    sign = BoxSign(safe(f"Server: {value}"), index, "response.headers.server")
    return Box(safe(match["name"]), "unknown", match["version"], _BY_NAME, (sign,))


def _is_listed(product: str) -> bool:
    """Whether a product has a signature; then its name alone proves nothing."""
    names = (signature.name.lower() for signature in all_signatures().values())
    return any(product.lower() in name or name in product.lower() for name in names)


def _data_format(view: View, tallies: Tallies, index: int) -> BoxSign | None:
    """Return the media type if only programs write it; a web server's own errors are pages."""
    kind = view.response.content_type
    data = kind.endswith(("/json", "+json", "+xml")) or kind.startswith("application/grpc")
    # Behind a web server a bare status text is a small framework's; gateways write it for 502, 504.
    bare = kind == "text/plain" and view.text.strip() == view.response.reason != ""
    if data or (bare and tallies.products and view.status not in _GATEWAY_CODES):
        return BoxSign(safe(f"Content-Type: {kind}"), index, "response.headers.content-type")
    return None


# Other exchanges -----------------------------------------------------------------------------


def _by_comparison(
    exchange: Exchange, view: View, tallies: Tallies, others: Sequence[Exchange]
) -> Box | None:
    """Ask other answers of the same origin: one with a page, or one that came from further on."""
    origin = exchange.request.url.origin
    near = [each for each in others if each.response and each.request.url.origin == origin]
    twins = (_twin(view, other) for other in near)
    fronts = (_missing(exchange, tallies, other) for other in near)
    return next((box for box in (*twins, *fronts) if box is not None), None)


def _twin(view: View, other: Exchange) -> Box | None:
    """Let a page speak for an answer without content that has the same status and writer."""
    response = other.response
    if response is None or view.response.body or not response.body:
        return None
    theirs = View(response, other.request.method)
    if theirs.status != view.status or theirs.values.get("server") != view.values.get("server"):
        return None
    box = _maker(other, theirs, add_up(theirs, other.index))
    if box.name == "unknown":
        return None
    return replace(box, confidence=round(box.confidence * _BY_TWIN, 2))


def _missing(exchange: Exchange, tallies: Tallies, other: Exchange) -> Box | None:
    """Conclude from the lack of what the application's answers carry that a proxy answered."""
    response = other.response
    if response is None or response.status == exchange.status or tallies.behind:
        return None
    theirs = add_up(View(response, other.request.method), other.index)
    marks = [sign for tally in theirs.behind for sign in tally.signs]
    if not marks:
        return None
    absent = Sentence("absent: {sign}", sign=marks[0].text)
    signs = (marks[0], BoxSign(absent, exchange.index, "response.headers"))
    if len(tallies.before) != 1:
        return Box("unknown", "reverse-proxy", None, _BY_ABSENCE_NAMELESS, signs)
    front = tallies.before[0]
    role = _own_role(front, exchange.status or 0, exchange)
    told = (*front.signs[: MAX_SIGNS - 2], *signs)
    return Box(front.signature.name, role, front.version, _BY_ABSENCE, told)
