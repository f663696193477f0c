"""The same port, spoken to over TLS in place of clear text, or the other way round.

Unlike `scheme-swapped` it never moves from port 80 to 443, so it tells what this very port
speaks. It is another origin, so nothing that proves identity goes along.
"""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "protocol on the port"
FAILURE_IS_ANSWER = True
PATIENCE = 5.0
"""Seconds: a port that does not know the protocol may keep silent for ever."""


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Swap http and https, and keep the port whatever the scheme's own one is."""
    request = exchange.request
    if request.transport.http_version == "3":
        return NotApplicable("HTTP/3 has no clear text, and a UDP port of its own.")
    url = replace(request.url, scheme="http" if request.url.is_secure else "https")
    transport = request.transport
    bare = anonymous(replace(request, url=url)).with_tls(verify=False)
    bounded = bare.with_transport(
        timeout=min(transport.timeout, PATIENCE),
        connect_timeout=min(transport.connect_timeout, PATIENCE),
    )
    return Experiment((bounded,))
