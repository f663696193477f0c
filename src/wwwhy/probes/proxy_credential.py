"""The same request with the user's credentials shown to the proxy, where it asked for some."""

import base64
import binascii
from dataclasses import replace
from urllib.parse import quote

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "proxy credentials"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Apply a Proxy-Authorization field that was sent past the proxy, through the tunnel."""
    request = exchange.request
    proxy = request.transport.proxy
    value = request.fields.get("proxy-authorization") or ""
    scheme, _, secret = value.partition(" ")
    if proxy is None or proxy.userinfo or scheme.lower() != "basic":
        return NotApplicable("No credentials were given that are meant for the proxy.")
    try:
        user, _, password = base64.b64decode(secret).decode("latin-1").partition(":")
    except binascii.Error:
        return NotApplicable("The proxy credentials cannot be read.")
    userinfo = f"{quote(user, safe='')}:{quote(password, safe='')}"
    bare = request.without_fields("proxy-authorization")
    return Experiment((bare.with_transport(proxy=replace(proxy, userinfo=userinfo)),))
