"""Following a redirect: a decision of its own, and what stays behind (RFC 9110 section 15.4)."""

from dataclasses import dataclass, replace

from wwwhy.errors import InputError
from wwwhy.model import Exchange, Request, Url
from wwwhy.model.cookies import Jar
from wwwhy.model.masking import credential_fields

_CONTENT_FIELDS = ("content-type", "content-length", "content-encoding", "transfer-encoding")


@dataclass(frozen=True, slots=True)
class Hop:
    """The next request of a redirect chain."""

    request: Request
    withheld: tuple[str, ...]
    """`method`, `body`, and the names of fields that stayed behind."""


def next_hop(exchange: Exchange, jar: Jar, now: float) -> Hop | None:
    """Return the request a user agent makes next; None if there is nowhere to go.

    The method changes as in curl and browsers: POST becomes GET on 301 and 302, everything but
    HEAD becomes GET on 303, and 307 and 308 keep it; with -X the method stays and only the body
    goes, with --post301 and its kin a POST stays whole. Whatever proves identity stays with the
    origin it was given for, unless the user said --location-trusted; other clients forward fields
    such as X-Api-Key, and the body, without being told, we never do.
    """
    response, request = exchange.response, exchange.request
    if response is None or not response.is_redirect:
        return None
    url = _destination(request.url, response.fields.get("location") or "")
    if url is None:
        return None
    moved, withheld = _moved(request, url)
    method, keeps_body = _method_after(request, response.status)
    if keeps_body and request.body is not None and not _may_know(request, url):
        # A body may hold a password as well as a field may. Asking by GET shows at least who
        # answers there; an empty POST might do harm.
        method, keeps_body = "GET", False
    if method != request.method:
        withheld = (*withheld, "method")
        moved = replace(moved, method=method)
    if not keeps_body:
        withheld = withheld if request.body is None else (*withheld, "body")
        moved = replace(moved, body=None).without_fields(*_CONTENT_FIELDS)
    return Hop(_with_cookies(moved, request, jar, now), withheld)


def _destination(base: Url, location: str) -> Url | None:
    try:
        return base.join(location)
    except InputError:
        return None


def _method_after(request: Request, status: int) -> tuple[str, bool]:
    """Return the method of the next request, and whether its body goes along."""
    method = request.method
    # curl counts as POST whatever -X calls a request with data (lib/http.c, Curl_http_follow).
    posts = method == "POST" or (request.method_fixed and request.body is not None)
    kept = posts and status in request.keep_post
    if status == 303:  # noqa: PLR2004
        stays = kept or method in {"GET", "HEAD"}
    else:
        stays = kept or status not in {301, 302} or not posts
    if stays:
        return method, True
    return (method if request.method_fixed else "GET"), False


def _moved(request: Request, url: Url) -> tuple[Request, tuple[str, ...]]:
    """Point the request elsewhere; another origin gets no secret and no pinned connection."""
    bare = replace(url, userinfo=None)
    if url.origin == request.url.origin:
        return replace(request, url=bare), ()
    secret = () if _may_know(request, url) else (*credential_fields(request.fields), "Cookie")
    names = (*secret, "Host")
    withheld = tuple(name for name in names if name in request.fields)
    moved = request.without_fields(*names).routed(bare)
    if secret and request.login is not None:
        # A login would have become this field, once it had its challenge.
        withheld = withheld if "Authorization" in withheld else ("Authorization", *withheld)
        moved = replace(moved, login=None)
    if url.host != request.url.host:
        moved = moved.with_tls(sni=None, cert_file=None, key_file=None)
    return moved, withheld


def _may_know(request: Request, url: Url) -> bool:
    """Whether a place may see the request's secrets.

    Its own origin may; another one by the user's word, but never in clear text what TLS protected.
    """
    if url.origin == request.url.origin:
        return True
    return request.location_trusted and (url.is_secure or not request.url.is_secure)


def _with_cookies(moved: Request, before: Request, jar: Jar, now: float) -> Request:
    if not before.cookie_jar:
        return moved
    cookies = jar.header(moved.url, now)
    return moved if cookies is None else moved.with_field("Cookie", cookies)
