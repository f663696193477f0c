"""Not a probe: how a request loses everything that proves who is asking."""

from dataclasses import replace

from wwwhy.model import Request
from wwwhy.model.masking import credential_fields


def anonymous(request: Request) -> Request:
    """Return the request without credentials, cookies and body, fit for an unverified stream."""
    names = (*credential_fields(request.fields), "cookie", "content-type", "content-length")
    method = request.method if request.is_safe else "GET"
    bare = replace(request, method=method, body=None, login=None).without_fields(*names)
    return replace(bare, url=replace(bare.url, userinfo=None))
