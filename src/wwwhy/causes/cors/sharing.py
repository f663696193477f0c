"""What a browser makes of an answer that a page of another origin asked for (Fetch standard).

https://fetch.spec.whatwg.org/#http-cors-protocol. A command line shows such a request by its
Origin field; without that field nothing here applies.
"""

from wwwhy.errors import InputError
from wwwhy.model import Request, Response, Url
from wwwhy.model.masking import credential_fields

ALLOW_ORIGIN = "access-control-allow-origin"
ALLOW_CREDENTIALS = "access-control-allow-credentials"
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
    if not mode and (fields.get("accept") or "").startswith("text/html"):
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


def carries_credentials(request: Request) -> bool:
    """Whether the browser sent along what it keeps for the site: then `include` was chosen."""
    return "cookie" in request.fields or bool(request.url.userinfo)


def is_from_browser(request: Request) -> bool:
    """Whether the request has fields that browsers send and people do not type."""
    fields = request.fields
    return any(line.name.lower().startswith("sec-fetch-") for line in fields) or (
        "referer" in fields and (fields.get("user-agent") or "").startswith("Mozilla/")
    )


def has_credentials(request: Request) -> bool:
    """Whether the request carries anything that a preflight never does."""
    return carries_credentials(request) or bool(credential_fields(request.fields))


def _is_own(origin: str, url: Url) -> bool:
    try:
        return Url.parse(origin).origin == url.origin
    except InputError:
        return False
