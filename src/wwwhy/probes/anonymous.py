"""Not a probe: how a request loses everything that proves who is asking."""

from dataclasses import replace

from wwwhy.model import Fields, Request, Url
from wwwhy.model.masking import Masker, credential_fields


def anonymous(request: Request) -> Request:
    """Return the request without secrets and without body, fit for an unverified stream.

    What a report would not show is not sent to strangers: a token in the URL or in Referer proves
    who is asking as well as Authorization does.
    """
    names = (*credential_fields(request.fields), "cookie", "content-type", "content-length")
    method = request.method if request.is_safe else "GET"
    bare = replace(request, method=method, body=None, login=None).without_fields(*names)
    shown = Masker().request(bare)
    lines = zip(bare.fields, shown.fields, strict=True)
    return replace(
        bare,
        url=_public(bare.url, shown.url),
        fields=Fields(tuple(line for line, masked in lines if line == masked)),
        request_target=_public_target(bare.request_target),
    )


def _public(url: Url, shown: Url) -> Url:
    """Take away user info, a path with a token in it, and secret parameters."""
    path = url.path if url.path == shown.path else "/"
    return replace(url, path=path, query=_public_query(url.query, shown.query), userinfo=None)


def _public_query(query: str | None, shown: str | None) -> str | None:
    if not query or query == shown:
        return query
    pairs, masked = query.split("&"), (shown or "").split("&")
    if len(pairs) != len(masked):
        return None
    kept = [pair for pair, other in zip(pairs, masked, strict=True) if pair == other]
    return "&".join(kept) or None


def _public_target(target: str | None) -> str | None:
    return target if target is None or target == Masker().url(target) else None
