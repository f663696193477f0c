"""What a port speaks: told by what it answers to TLS and to clear text."""

from wwwhy.errors import InputError
from wwwhy.model import Exchange, TlsFacts

_BAD_REQUEST = 400


def speaks_tls(tls: TlsFacts | None) -> bool:
    """Whether the peer took part in a handshake, be it to refuse it."""
    if tls is None:
        return False
    return bool(tls.chain) or any(alert.direction == "in" for alert in tls.alerts)


def speaks_http(plain: Exchange) -> bool:
    """Whether a port answers clear text in HTTP, and not as TLS ports do.

    Those say 400, or lead to https on the very same port (nginx with `error_page 497`).
    """
    response = plain.response
    if response is None or response.status == _BAD_REQUEST:
        return False
    location = response.fields.get("location")
    if not response.is_redirect or location is None:
        return True
    url = plain.request.url
    try:
        there = url.join(location)
    except InputError:
        return True
    return not (there.is_secure and (there.host, there.port) == (url.host, url.port))
