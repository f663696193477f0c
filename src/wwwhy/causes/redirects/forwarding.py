"""Whether a server that takes TLS off tells the one behind it that the client came by https."""

from wwwhy.causes.case import Case
from wwwhy.model import Directive, ServerConfig
from wwwhy.sources.config import (
    apache_blocks_for,
    effective,
    effective_all,
    nginx_blocks_for,
)

_SAYING = frozenset(
    {"x-forwarded-proto", "forwarded", "x-forwarded-ssl", "x-scheme", "x-url-scheme",
     "x-forwarded-scheme", "x-forwarded-protocol", "front-end-https"}
)  # fmt: skip
"""Fields in which the scheme travels; RFC 7239 section 5.4 defines the one, custom the others."""


def silent_about_scheme(config: ServerConfig, case: Case) -> Directive | None:
    """Return the directive that passes this request on in clear text and without its scheme.

    None if the configuration passes nothing on, says the scheme, or cannot tell.
    """
    url, connection = case.request.url, case.exchange.connection
    port, address = connection.remote_port or url.port, connection.remote_address
    if config.server == "nginx":
        blocks = nginx_blocks_for(config, url.host, port, url.path, address=address)
        return _of_nginx(blocks)
    return _of_apache(apache_blocks_for(config, url.host, port, url.path, address=address))


def _of_nginx(blocks: tuple[Directive, ...]) -> Directive | None:
    passing = effective("proxy_pass", *blocks)
    fields = effective_all("proxy_set_header", *blocks)
    said = any(each.args and each.args[0].lower() in _SAYING for each in fields)
    clear = passing is not None and bool(passing.args) and passing.args[0].startswith("http://")
    return passing if clear and not said else None


def _of_apache(blocks: tuple[Directive, ...]) -> Directive | None:
    fields = (
        each for block in blocks for each in block.block if each.name.lower() == "requestheader"
    )
    said = any({word.lower() for word in each.args} & _SAYING for each in fields)
    names = ("proxypass", "proxypassmatch")
    passing = next(filter(None, (effective(name, *blocks) for name in names)), None)
    clear = passing is not None and any(word.startswith("http://") for word in passing.args)
    return passing if clear and not said else None
