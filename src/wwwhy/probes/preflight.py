"""The CORS preflight that a browser sends before this request (Fetch standard, section 4.8)."""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Fields, Request
from wwwhy.probes.registry import Hops, NotApplicable

FACTOR = "preflight"
_SIMPLE_FIELDS = frozenset(
    {"accept", "accept-charset", "accept-encoding", "accept-language",
     "access-control-request-headers", "access-control-request-method", "alt-used", "cache-control",
     "connection", "content-language", "content-length", "cookie", "cookie2", "date",
     "device-memory", "dnt", "downlink", "dpr", "ect", "expect", "forwarded", "host",
     "if-modified-since", "if-none-match", "if-range", "keep-alive", "last-event-id", "origin",
     "pragma", "priority", "purpose", "range", "referer", "rtt", "save-data", "set-cookie", "te",
     "trailer", "transfer-encoding", "upgrade", "upgrade-insecure-requests", "user-agent", "via",
     "viewport-width", "width", "x-real-ip"}
)  # fmt: skip
"""What a page may send freely, and what browsers and proxies put in by themselves, so that it does
not make a browser ask: forbidden names, what its cache adds, what it says of itself."""
_BY_OTHERS = ("sec-", "proxy-", "x-forwarded-")
TIMES = 2
SIMPLE_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
"""What a form can send, and a script without asking (CORS-safelisted Content-Type)."""


def change(exchange: Exchange, hops: Hops) -> Experiment | NotApplicable:
    """Ask with OPTIONS, without credentials, as a browser would.

    The question is about the user's own request, also where all other probes ask with GET. It is
    asked twice at once: of two servers that take turns each says what it thinks.
    """
    request = (hops[-1] if hops else exchange).request
    origin = request.fields.get("origin")
    if origin is None:
        return NotApplicable("The request has no Origin field, so no browser page sent it.")
    if request.method == "OPTIONS":
        return NotApplicable("The request is a preflight itself.")
    if not needs_preflight(request):
        return NotApplicable("A browser sends such a request without asking first.")
    asked = ",".join(unsafe_fields(request))
    fields = [("Origin", origin), ("Access-Control-Request-Method", request.method)]
    if asked:
        fields.append(("Access-Control-Request-Headers", asked))
    kept = [line for line in request.fields if line.name.lower() in {"host", "user-agent"}]
    bare = replace(request, method="OPTIONS", body=None, login=None)
    return Experiment((replace(bare, fields=Fields.of([*kept, *fields])),) * TIMES)


def needs_preflight(request: Request) -> bool:
    """Whether a browser asks before it sends this across origins."""
    return request.method not in {"GET", "HEAD", "POST"} or bool(unsafe_fields(request))


def unsafe_fields(request: Request) -> tuple[str, ...]:
    """Return the fields that make a browser ask first, lower case and sorted as it sends them."""
    names = {line.name.lower() for line in request.fields}
    unsafe = {n for n in names - _SIMPLE_FIELDS if not n.startswith(_BY_OTHERS)}
    media_type = (request.fields.get("content-type") or "").partition(";")[0].strip().lower()
    if media_type in SIMPLE_TYPES:
        unsafe.discard("content-type")
    return tuple(sorted(unsafe))
