"""Not a probe: how a request loses everything that proves who is asking."""

from dataclasses import replace

from wwwhy.model import Fields, Request, Url
from wwwhy.model.masking import Masker, credential_fields


def anonymous(request: Request) -> Request:
    """Return the request without anything secret and without body, fit for an unverified stream."""
    names = (*credential_fields(request.fields), "cookie", "content-type", "content-length")
    method = request.method if request.is_safe else "GET"
    bare = replace(request, method=method, body=None, login=None).without_fields(*names)
    return replace(without_told_secrets(bare), url=_public(bare))


def without_told_secrets(request: Request) -> Request:
    """Return the request without the field lines that hold a secret in spite of their name.

    A Referer with a token in it is one. What a report would not show is not sent to strangers.
    """
    shown = _shown(request).fields.lines
    kept = (line for line, masked in zip(request.fields, shown, strict=True) if line == masked)
    return replace(request, fields=Fields(tuple(kept)))


def _public(request: Request) -> Url:
    """Return the URL without user info, tokens in its path, and secret parameters."""
    url, shown = request.url, _shown(request).url
    path = url.path if url.path == shown.path else "/"
    return replace(url, path=path, query=_public_query(url, shown), userinfo=None, fragment=None)


def _public_query(url: Url, shown: Url) -> str | None:
    if not url.query or url.query == shown.query:
        return url.query
    pairs, masked = url.query.split("&"), (shown.query or "").split("&")
    if len(pairs) != len(masked):
        return None
    kept = [pair for pair, other in zip(pairs, masked, strict=True) if pair == other]
    return "&".join(kept) or None


def _shown(request: Request) -> Request:
    return Masker().request(replace(request, body=None, login=None))
