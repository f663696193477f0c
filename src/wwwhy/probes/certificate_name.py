"""The same server called by a name that stands in its certificate, where one is near at hand.

The new name is another origin, so nothing that proves identity goes along.
"""

from collections.abc import Iterator
from dataclasses import replace

from wwwhy.model import Certificate, Exchange, Experiment, Request
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "name of the site"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Call the address that was dialled by the covered name that is nearest to the user's."""
    tls = exchange.connection.tls
    if tls is None or not tls.chain:
        return NotApplicable("No certificate was seen.")
    leaf, request = tls.chain[0], exchange.request
    if _covers(leaf, request.url.host):
        return NotApplicable("The certificate covers the name that was asked for.")
    name = next((each for each in _near(request, leaf) if _covers(leaf, each)), None)
    if name is None:
        return NotApplicable("The certificate has no name that is near to the one asked for.")
    moved = replace(request, url=replace(request.url, host=name)).without_fields("host")
    return Experiment((anonymous(_pinned(moved, exchange)),))


def _near(request: Request, leaf: Certificate) -> Iterator[str]:
    """Yield what the user may have meant: the Host field's name, www or not, the site's own."""
    host = request.url.host
    yield (request.fields.get("host") or "").partition(":")[0].strip().lower()
    if not request.url.host_is_address:
        yield host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    else:
        yield from (name.lower() for name in leaf.dns_names if "*" not in name)


def _covers(leaf: Certificate, name: str) -> bool:
    """Choose only; whether the certificate really is good for the name is judged on the wire."""
    _, dot, parent = name.partition(".")
    known = {each.lower() for each in (*leaf.dns_names, *leaf.ip_addresses)}
    return bool(name) and (name in known or (bool(dot) and f"*.{parent}" in known))


def _pinned(request: Request, exchange: Exchange) -> Request:
    """Dial what was dialled before; a proxy or a socket finds its way as before."""
    connection, transport = exchange.connection, request.transport
    if transport.proxy or transport.unix_socket or connection.remote_address is None:
        return request
    port = connection.remote_port or request.url.port
    return request.with_transport(
        addresses=(),
        resolve=(),
        connect_to_rules=(),
        connect_to=(connection.remote_address, port),
    )
