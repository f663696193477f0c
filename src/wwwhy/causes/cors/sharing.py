"""What a browser makes of an answer that a page of another origin asked for (Fetch standard).

https://fetch.spec.whatwg.org/#http-cors-protocol. A command line shows such a request by its
Origin field; without that field nothing here applies.
"""

from wwwhy.causes.case import Case
from wwwhy.errors import InputError
from wwwhy.model import Exchange, Fields, Request, Response, Url
from wwwhy.model.masking import credential_fields
from wwwhy.probes.preflight import SIMPLE_TYPES

ALLOW_ORIGIN = "access-control-allow-origin"
ALLOW_CREDENTIALS = "access-control-allow-credentials"
BLOCKED = "client.blocked"
"""How a recording of a browser says that an answer was kept from the page."""
AGAIN = "fresh-connection"
_OTHER_MODES = frozenset({"navigate", "no-cors", "same-origin", "websocket"})
"""Values of Sec-Fetch-Mode with which a browser does not look at the CORS fields."""


def page_origin(request: Request) -> str | None:
    """Return the origin of the page that asked, as sent; None if no other origin's page did.

    None also for what a browser sends with Origin and still does not judge by CORS: a form that
    is posted, a WebSocket handshake, a resource without `crossorigin`.
    """
    fields = request.fields
    origin = fields.get("origin")
    mode = (fields.get("sec-fetch-mode") or "").strip().lower()
    if not origin or mode in _OTHER_MODES or "sec-websocket-key" in fields:
        return None
    if not mode and ((fields.get("accept") or "").startswith("text/html") or _is_form(request)):
        return None
    return None if _is_own(origin, request.url) else origin


def is_preflight(request: Request) -> bool:
    """Whether the request is a browser's question before the real request."""
    asks = "access-control-request-method" in request.fields
    return request.method == "OPTIONS" and asks and bool(request.fields.get("origin"))


def permission(response: Response | None) -> tuple[str, ...]:
    """Return the values of Access-Control-Allow-Origin, a line each."""
    return () if response is None else response.fields.all(ALLOW_ORIGIN)


def permits(response: Response | None, origin: str) -> bool:
    """Whether a page of this origin may read the answer, credentials left aside."""
    values = permission(response)
    return len(values) == 1 and values[0].strip() in {"*", origin}


def lets_credentials(response: Response | None) -> bool:
    """Whether it may read the answer to a request with cookies; `*` counts for none then."""
    fields = response.fields if response else Fields()
    return fields.get(ALLOW_CREDENTIALS) == "true" and "*" not in permission(response)


def answer(case: Case) -> Exchange | None:
    """Return the real answer: the exchange's own, or a fresh one where the browser hid it."""
    if case.failure is None:
        return case.exchange
    return case.probe(AGAIN).first if case.failure.type == BLOCKED else None


def carries_credentials(request: Request) -> bool:
    """Whether the browser sent along what it keeps for the site: then `include` was chosen."""
    return "cookie" in request.fields or bool(request.url.userinfo)


def has_credentials(request: Request) -> bool:
    """Whether the request carries anything that a preflight never does."""
    return carries_credentials(request) or bool(credential_fields(request.fields))


def _is_form(request: Request) -> bool:
    """Whether it can be a form that is posted: without Sec-Fetch-Mode nothing else tells."""
    kind = (request.fields.get("content-type") or "").partition(";")[0].strip().lower()
    return request.method == "POST" and kind in SIMPLE_TYPES


def _is_own(origin: str, url: Url) -> bool:
    try:
        return Url.parse(origin).origin == url.origin
    except InputError:
        return False
