"""Which forward proxy a request goes through: options, environment, and exceptions from them."""

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import quote

from wwwhy.errors import Sentence, UsageError
from wwwhy.model import Fields, Proxy, Url
from wwwhy.sources.curl.headers import custom
from wwwhy.sources.curl.settings import Settings
from wwwhy.sources.octets import octets

_DEFAULT_PORT = 1080
_SCHEMES = frozenset({"http", "https", "socks4", "socks4a", "socks5", "socks5h"})
_ADDRESS = re.compile(
    r"(?:(?P<scheme>[A-Za-z0-9]+)://)?(?:(?P<user>[^@/]*)@)?"
    r"(?:\[(?P<v6>[0-9A-Fa-f:.%]+)\]|(?P<host>[^:/?#\[\]\s]+))(?::(?P<port>[0-9]{0,6}))?/?"
)


def proxy(settings: Settings, url: Url) -> Proxy | None:
    """Return the proxy for a URL; None if it is reached directly.

    Raises:
        UsageError: a proxy's address cannot be read, or is of an unknown kind.

    """
    return None if _is_left_out(settings, url) else _configured(settings, url)


def unused_proxy(settings: Settings, url: Url) -> Proxy | None:
    """Return the proxy that would be used, were the host not among the exceptions.

    Raises:
        UsageError: a proxy's address cannot be read, or is of an unknown kind.

    """
    return _configured(settings, url) if _is_left_out(settings, url) else None


def _is_left_out(settings: Settings, url: Url) -> bool:
    environ = settings.context.environ
    exceptions = settings.noproxy
    if exceptions is None:
        exceptions = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    return is_exempt(url.host, exceptions)


def _configured(settings: Settings, url: Url) -> Proxy | None:
    environ = settings.context.environ
    if settings.proxy is not None:
        return _made(settings, settings.proxy, settings.proxy_scheme) if settings.proxy else None
    address = from_environment(environ, url.scheme)
    return _made(settings, address, "http", from_environment=True) if address else None


def from_environment(environ: Mapping[str, str], scheme: str) -> str | None:
    """Return the environment's proxy for a scheme.

    Lower case counts first, and http_proxy counts in lower case only: in CGI, HTTP_PROXY is made
    of a request field (curl's detect_proxy).
    """
    names = [f"{scheme}_proxy", *([] if scheme == "http" else [f"{scheme.upper()}_PROXY"])]
    found = (environ.get(name) for name in (*names, "all_proxy", "ALL_PROXY"))
    return next((value for value in found if value), None)


def is_exempt(host: str, exceptions: str) -> bool:
    """Whether a NO_PROXY list covers a host (curl's lib/noproxy.c).

    A name covers itself and what ends with it behind a dot; an address covers itself, or its
    network with /bits. `*` covers everything, but only alone; `*.example` covers nothing.
    """
    if exceptions == "*":
        return True
    tokens = _listed(exceptions)
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        name = host.removesuffix(".").lower()
        return any(_covers_name(token.lower(), name) for token in tokens)
    return any(_covers_address(token, address) for token in tokens)


def _listed(exceptions: str) -> list[str]:
    """Split at commas; what stands behind a blank instead of a comma ends the list, as in curl."""
    tokens = []
    for part in exceptions.split(","):
        first, *more = part.split() or [""]
        tokens.append(first)
        if more:
            break
    return [token for token in tokens if token]


def _covers_name(token: str, name: str) -> bool:
    bare = token.removesuffix(".").removeprefix(".")
    return bool(bare) and (name == bare or name.endswith(f".{bare}"))


def _covers_address(token: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    try:
        return address in ipaddress.ip_network(token, strict=False)
    except ValueError:
        return False


def _made(
    settings: Settings, address: str, scheme: str, *, from_environment: bool = False
) -> Proxy:
    match = _ADDRESS.fullmatch(address.strip())
    if match is None and from_environment:
        raise UsageError(
            "The proxy that the environment names cannot be read; write it like http://host:3128"
            " in http_proxy, https_proxy or all_proxy."
        )
    if match is None:
        raise UsageError("The proxy's address cannot be read; write it like http://host:3128.")
    scheme = (match["scheme"] or scheme).lower()
    scheme = "socks5" if scheme == "socks" else scheme
    if scheme not in _SCHEMES:
        raise UsageError(
            "There is no {scheme}:// proxy; use http, https, socks4, socks4a or socks5.",
            scheme=scheme,
        )
    port = int(match["port"] or (443 if scheme == "https" else _DEFAULT_PORT))
    if not 0 < port < 65536:  # noqa: PLR2004 (the range of TCP ports)
        raise UsageError("The proxy's port {port} does not exist.", port=port)
    extra = custom(settings.proxy_headers, settings.context)
    return Proxy(
        scheme=scheme,
        host=(match["v6"] or match["host"]).lower(),
        port=port,
        userinfo=_userinfo(settings, match["user"]),
        scheme_auth=_scheme_auth(settings),
        from_environment=from_environment,
        fields=Fields(extra.lines),
        tunnel=settings.proxy_tunnel,
    )


def _userinfo(settings: Settings, in_address: str | None) -> str | None:
    given = settings.proxy_user
    if given is None:
        return in_address
    name, colon, password = given.partition(":")
    encoded = (quote(octets(part), safe="") for part in (name, password))
    return ":".join(encoded) if colon else quote(octets(name), safe="")


def _scheme_auth(settings: Settings) -> str:
    chosen = settings.proxy_schemes
    for each in sorted(chosen - {"basic", "digest"}):
        name = "anyauth" if each == "any" else each
        settings.context.warn(
            Sentence("--proxy-{name} is not supported here and was passed over.", name=name)
        )
    return "digest" if "digest" in chosen else "basic"
