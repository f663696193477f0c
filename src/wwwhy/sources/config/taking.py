"""Which part of a configuration takes an exchange's request: by its port, else by its name.

A server behind another one (a load balancer, what takes TLS off, a container's mapped port) does
not listen where the client's request goes. Who hands in its configuration means it all the same.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from wwwhy.errors import InputError
from wwwhy.model import Directive, Exchange, ServerConfig, Url
from wwwhy.sources.config.apache_selection import (
    apache_blocks_of,
    apache_listens,
    apache_vhost_for,
    apache_vhosts_behind,
)
from wwwhy.sources.config.nginx_selection import (
    nginx_blocks_of,
    nginx_server_for,
    nginx_servers_behind,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The part of a configuration that takes a request."""

    config: ServerConfig
    blocks: tuple[Directive, ...]
    """The blocks around the request, outermost first, as `effective` takes them."""
    server: Directive | None
    """The `server` or <VirtualHost>; None for Apache's main server."""
    is_inferred: bool = False
    """Whether nothing in it listens where the request went, so that it was chosen by its name, or
    because it is alone. The configuration may be another machine's then: no proof rests on it."""


def taken(config: ServerConfig, exchange: Exchange) -> Taken | None:
    """Return what of a configuration takes the request of an exchange; None if it cannot be told.

    Where nothing listens on the port that was dialled, the server must stand behind another one:
    then the only server whose name fits is taken, or the only one there is.
    """
    return (_of_nginx if config.server == "nginx" else _of_apache)(config, exchange)


def _of_nginx(config: ServerConfig, exchange: Exchange) -> Taken | None:
    host, port, address = _asked(exchange)
    direct = nginx_server_for(config, host, port, address=address)
    servers = (direct,) if direct else nginx_servers_behind(config, host, port, address=address)
    if len(servers) != 1:
        return None
    blocks = nginx_blocks_of(config, servers[0], exchange.request.url.path)
    return Taken(config, blocks, servers[0], direct is None) if blocks else None


def _of_apache(config: ServerConfig, exchange: Exchange) -> Taken | None:
    host, port, address = _asked(exchange)
    listens = apache_listens(config, port)
    direct = apache_vhost_for(config, host, port, address=address)
    # A file of one site does not say where the server listens; a .htaccess has no site either.
    speaks = listens is not None or any(config.find("virtualhost"))
    is_direct = listens or not speaks or (listens is None and direct is not None)
    vhosts = (direct,) if is_direct else apache_vhosts_behind(config, host)
    if len(vhosts) != 1:
        return None
    blocks = apache_blocks_of(config, vhosts[0], exchange.request.url.path)
    return Taken(config, blocks, vhosts[0], not is_direct) if blocks else None


def takings(configs: Iterable[ServerConfig], exchange: Exchange) -> tuple[Taken, ...]:
    """Return what takes the request in each of several configurations, the certain ones first."""
    found = [each for each in (taken(config, exchange) for config in configs) if each is not None]
    return tuple(sorted(found, key=lambda each: each.is_inferred))


def _asked(exchange: Exchange) -> tuple[str, int, str | None]:
    """Return the host a server was asked for, and the port and address that were dialled."""
    url, connection = exchange.request.url, exchange.connection
    host, field = url.host, exchange.request.fields.get("host")
    with suppress(InputError):
        host = Url.parse(f"http://{field.strip()}").host if field else host
    if connection.proxy is not None:
        # A forward proxy was dialled, and it dials what the address says.
        return host, url.port, None
    return host, connection.remote_port or url.port, connection.remote_address
