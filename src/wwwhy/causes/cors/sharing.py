"""What a browser makes of an answer that a page of another origin asked for (Fetch standard).

https://fetch.spec.whatwg.org/#http-cors-protocol. A command line shows such a request by its
Origin field; without that field nothing here applies.
"""

import re
from dataclasses import replace

from wwwhy.causes.case import Case
from wwwhy.errors import InputError
from wwwhy.model import Exchange, Fields, Finding, Request, Response, Url, Verdict
from wwwhy.model.masking import credential_fields
from wwwhy.probes.preflight import SIMPLE_TYPES

ALLOW_ORIGIN = "access-control-allow-origin"
ALLOW_CREDENTIALS = "access-control-allow-credentials"
BLOCKED = "client.blocked"
"""How a recording of a browser says that an answer was kept from the page."""
AGAIN = "fresh-connection"
_OTHER_MODES = frozenset({"navigate", "no-cors", "same-origin", "websocket"})
"""Values of Sec-Fetch-Mode with which a browser does not look at the CORS fields."""
_OWN_SITES = frozenset({"same-origin", "none"})
"""Values of Sec-Fetch-Site of the site's own pages, and of those that may read every site."""
_NAMES_ORIGIN = re.compile(r"(?<!cross-)(?<!cross )\borigins?\b", re.IGNORECASE)
_NAMES_OTHERS = re.compile(r"\b(?:methods?|headers?|fields?)\b", re.IGNORECASE)
_LOOKED_AT, _MOST_SHOWN = 2048, 120
_WEB = frozenset({"http", "https"})


def page_origin(request: Request) -> str | None:
    """Return the origin of the page that asked, as sent; None if no other origin's page did.

    None also for what a browser sends with Origin and still does not judge by CORS: a form that
    is posted, a WebSocket handshake, a resource without `crossorigin`, an extension with the right
    to read the site.
    """
    fields = request.fields
    origin = fields.get("origin")
    mode = (fields.get("sec-fetch-mode") or "").strip().lower()
    if not origin or mode in _OTHER_MODES or "sec-websocket-key" in fields:
        return None
    if _site(request) in _OWN_SITES:
        return None
    if not mode and ((fields.get("accept") or "").startswith("text/html") or _is_form(request)):
        return None
    return None if _is_own(origin, request) else origin


def capped(finding: Finding | None, request: Request) -> Finding | None:
    """Weaken a verdict where the page's origin does not show that a browser checks at all.

    An extension may have been given the right to read the site, and some programs that hold a web
    view do not check; what the browser says of the site in Sec-Fetch-Site settles it.
    """
    scheme = (request.fields.get("origin") or "").partition(":")[0].lower()
    if finding is None or scheme in {*_WEB, "null"} or _site(request):
        return finding
    most = Verdict.POSSIBLE if scheme.endswith("-extension") else Verdict.LIKELY
    return finding if finding.verdict.rank >= most.rank else replace(finding, verdict=most)


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


def words_on_origin(response: Response | None) -> str:
    """Return the text of a refusal that speaks of the origin, not of methods or fields; '' else."""
    text = " ".join(response.text[:_LOOKED_AT].split()) if response else ""
    about = _NAMES_ORIGIN.search(text) and not _NAMES_OTHERS.search(text)
    return text[:_MOST_SHOWN] if about else ""


def alike(exchanges: tuple[Exchange, ...]) -> bool:
    """Whether the same question got the same answer each time: status and permission."""
    return len({(each.status, permission(each.response)) for each in exchanges}) <= 1


def answer(case: Case) -> Exchange | None:
    """Return the real answer: the exchange's own, or a fresh one where the browser hid it.

    Chrome hides it from the page and often records its head all the same.
    """
    if case.failure is None:
        return case.exchange
    if case.failure.type != BLOCKED:
        return None
    if case.response is not None and len(case.response.fields):
        return replace(case.exchange, failure=None)
    return case.probe(AGAIN).first


def as_browsers_write(origin: str) -> str | None:
    """Return the origin as a browser would send it, if what was sent is not that; None if it is.

    Lower case, no path, no slash at the end, no port that is the scheme's own
    (https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin).
    """
    scheme = origin.partition("://")[0].lower()
    try:
        usual = Url.parse(origin).origin if scheme in _WEB else None
    except InputError:
        return None
    return None if usual in {None, origin} else usual


def carries_credentials(request: Request) -> bool:
    """Whether the browser sent along what it keeps for the site: then `include` was chosen."""
    return "cookie" in request.fields or bool(request.url.userinfo)


def by_cookies(request: Request) -> Verdict:
    """Say how sure a fault is that takes cookies: proved where a browser sent them itself.

    On a command line they may have been added by a person, for a page that sends none.
    """
    by_browser = "sec-fetch-mode" in request.fields and "cookie" in request.fields
    return Verdict.PROVED if by_browser else Verdict.LIKELY


def has_credentials(request: Request) -> bool:
    """Whether the request carries anything that a preflight never does."""
    return carries_credentials(request) or bool(credential_fields(request.fields))


def _is_form(request: Request) -> bool:
    """Whether it can be a form that is posted: without Sec-Fetch-Mode nothing else tells."""
    kind = (request.fields.get("content-type") or "").partition(";")[0].strip().lower()
    return request.method == "POST" and kind in SIMPLE_TYPES


def _site(request: Request) -> str:
    return (request.fields.get("sec-fetch-site") or "").strip().lower()


def _is_own(origin: str, request: Request) -> bool:
    """Whether a page of the very site asked, under any of the names by which it is asked here.

    A name in Host other than the URL's, or one that a proxy passed on, is the site's public name;
    whether people reach that with TLS, and on which port, the URL does not show.
    """
    try:
        own = Url.parse(origin)
    except InputError:
        return False
    url, fields = request.url, request.fields
    passed_on = (fields.get("x-forwarded-proto") or "").strip().lower()
    if own.origin == url.origin:
        return True
    names = {fields.get("host") or url.authority, fields.get("x-forwarded-host") or url.authority}
    if own.scheme != passed_on:
        names = {each for each in names if _authority(each, url.scheme) != url.origin}
    return any(_authority(each, own.scheme) == own.origin for each in names)


def _authority(name: str, scheme: str) -> str | None:
    try:
        return Url.parse(f"{scheme}://{name.strip()}").origin
    except InputError:
        return None
