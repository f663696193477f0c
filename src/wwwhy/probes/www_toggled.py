"""The same request for the name with `www.` in front, or without it where it had one."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "host"
_WWW = "www."


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Change nothing but the Host field; the connection stays with this server."""
    url = exchange.request.url
    host = exchange.request.fields.get("host") or url.authority
    name = host.partition(":")[0]
    if url.host_is_address or "." not in name.removeprefix(_WWW) or "[" in host:
        return NotApplicable("The host is no name that could have a `www.`.")
    toggled = host.removeprefix(_WWW) if host.startswith(_WWW) else f"{_WWW}{host}"
    return Experiment((anonymous(exchange.request).with_field("Host", toggled),))
