"""A request through the same forward proxy for a site that cannot exist (RFC 6761 section 6.4).

A proxy that wants a login asks for it before it looks where a request goes. The request carries
nothing of the user's but the login that was given for this proxy.
"""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Fields, Url
from wwwhy.model.masking import is_public_field
from wwwhy.probes.registry import NotApplicable

FACTOR = "site"
NOWHERE = "http://wwwhy-probe.invalid/"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Ask the proxy for a name that has no address."""
    request = exchange.request
    proxy = request.transport.proxy
    if proxy is None or proxy.scheme.startswith("socks"):
        return NotApplicable("The request goes through no proxy that speaks HTTP.")
    if request.url.is_secure or proxy.tunnel:
        return NotApplicable(
            "The request goes through a tunnel, which the proxy does not look into."
        )
    kept = (line for line in request.fields if is_public_field(line.name))
    fields = Fields(tuple(line for line in kept if line.name.lower() != "host"))
    bare = replace(
        request, method="GET", body=None, login=None, fields=fields, request_target=None
    ).routed(Url.parse(NOWHERE))
    return Experiment((replace(bare, follow_redirects=False),))
