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
    HEAD becomes GET on 303, and 307 and 308 keep it. Whatever proves identity stays with the
    origin it was given for, unless the user said --location-trusted; other clients forward fields
    such as X-Api-Key without being told, we never do.
    """
    response, request = exchange.response, exchange.request
    if response is None or not response.is_redirect:
        return None
    url = _destination(request.url, response.fields.get("location") or "")
    if url is None:
        return None
    moved, withheld = _moved(request, url)
    if _becomes_get(request.method, response.status):
        withheld = (*withheld, "method", *(("body",) if request.body is not None else ()))
        moved = replace(moved, method="GET", body=None).without_fields(*_CONTENT_FIELDS)
    return Hop(_with_cookies(moved, request, jar, now), withheld)


def _destination(base: Url, location: str) -> Url | None:
    try:
        return base.join(location)
    except InputError:
        return None


def _becomes_get(method: str, status: int) -> bool:
    if status == 303:  # noqa: PLR2004
        return method not in {"GET", "HEAD"}
    return status in {301, 302} and method == "POST"


def _moved(request: Request, url: Url) -> tuple[Request, tuple[str, ...]]:
    """Point the request elsewhere; another origin gets no secret and no pinned connection."""
    bare = replace(url, userinfo=None)
    if url.origin == request.url.origin:
        return replace(request, url=bare), ()
    secret = () if _may_follow(request, url) else (*credential_fields(request.fields), "Cookie")
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


def _may_follow(request: Request, url: Url) -> bool:
    """Whether credentials may go along: by the user's word, and never out of TLS into clear text."""
    return request.location_trusted and (url.is_secure or not request.url.is_secure)


def _with_cookies(moved: Request, before: Request, jar: Jar, now: float) -> Request:
    if not before.cookie_jar:
        return moved
    cookies = jar.header(moved.url, now)
    return moved if cookies is None else moved.with_field("Cookie", cookies)
