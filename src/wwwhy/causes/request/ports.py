"""What a port speaks: told by what it answers to TLS and to clear text."""

import re

from wwwhy.errors import InputError
from wwwhy.model import Exchange, TlsFacts

_OF_THE_PROTOCOL = frozenset({400, 426, 497})
"""What TLS ports say to clear text; 497 is nginx's own."""
_LOOKED_AT = 4096
_EXPECTS_TLS = re.compile(
    r"\b(?:plain|plaintext|clear|unencrypted|http)\b[^.<>]{0,80}\b(?:https|ssl|tls)\b"
    r"[^.<>]{0,20}\b(?:port|server|listener|channel)"
    r"|\b(?:port|server|listener)\b[^.<>]{0,40}\b(?:requires?|speaks|expects?)\b"
    r"[^.<>]{0,30}\b(?:https|ssl|tls)\b",
    re.IGNORECASE,
)
"""Clear text came to a TLS port: nginx 1.22.1, Apache 2.4, Go, Tomcat, cheroot, each in a sentence
that names both. None of them translates it."""


def speaks_tls(tls: TlsFacts | None) -> bool:
    """Whether the peer took part in a handshake, be it to refuse it."""
    if tls is None:
        return False
    return bool(tls.chain) or any(alert.direction == "in" for alert in tls.alerts)


def speaks_http(plain: Exchange) -> bool:
    """Whether a port answers clear text in HTTP, and not as TLS ports do.

    Those say 400 or its like, or lead to https on the very same port (nginx with `error_page 497`).
    """
    response = plain.response
    if response is None or response.status in _OF_THE_PROTOCOL:
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


def expects_tls(text: str) -> bool:
    """Whether a server states that clear text reached it where it expects TLS.

    A page that merely mentions HTTPS states nothing of the kind; an application may still say it of
    its own accord, so it is a statement to be tested.
    """
    return _EXPECTS_TLS.search(text[:_LOOKED_AT]) is not None
