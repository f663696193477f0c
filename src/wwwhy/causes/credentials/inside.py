"""Whether a program behind the web server judges the credentials, and sees them: CGI, PHP, proxies.

Such a program sees only what the web server hands it. Apache keeps the Authorization field from it
unless it is told otherwise (util_script.c of httpd 2.4); nginx passes it unless it is told not to.
"""

import re
from collections.abc import Iterator

from wwwhy.causes.case import Case
from wwwhy.model import Directive, Request, Response, ServerConfig
from wwwhy.sources.config import (
    apache_blocks_for,
    effective,
    effective_all,
    matches,
    nginx_blocks_for,
)

_PATH = re.compile(r"\.(?:php\d?|phtml|cgi|fcgi|pl)(?:/|\Z)|/(?:cgi-bin|wp-json|fcgi-bin)(?:/|\Z)")
_COOKIE = re.compile(
    r"(?:phpsessid|laravel_session|wordpress_\w+|wp-\w+|symfony|ci_session|cakephp|typo3\w*"
    r"|prestashop-\w+|bitrix_\w+|joomla_\w+)=",
    re.IGNORECASE,
)
_BOXES = frozenset({"PHP", "WordPress", "Laravel", "Symfony", "Drupal", "Joomla"})
_OWN_PAGE = frozenset({"Apache", "nginx", "LiteSpeed", "lighttpd"})
_HANDLER = re.compile(r"proxy:.*fcgi://|\A(?:cgi|fcgid|fastcgi|php\d*-fcgi)(?:-script)?\Z|\bfcgi\b")
_VARIABLE = "http_authorization"


def is_apache(case: Case) -> bool:
    """Whether Apache says that it is on the way."""
    server = case.response.fields.combined("server") or "" if case.response else ""
    return re.search(r"\b(?:apache|httpd)\b", server, re.IGNORECASE) is not None


def is_own_page(case: Case) -> bool:
    """Whether a web server itself wrote the refusal, so that no program behind it was asked."""
    return case.answered_by.name in _OWN_PAGE


def is_passed_inside(case: Case) -> bool:
    """Whether the answer, or the path, shows PHP or CGI, and the page is not the server's own."""
    if is_own_page(case) or case.response is None:
        return False
    return (
        _PATH.search(case.request.url.path) is not None
        or case.answered_by.name in _BOXES
        or _has_marks(case.response)
    )


def keeps_authorization(config: ServerConfig, request: Request) -> Directive | None:
    """Return the directive by which the program behind the server never sees Authorization.

    None if the configuration passes it on, or does not say where this request goes.
    """
    url = request.url
    if config.server == "nginx":
        blocks = nginx_blocks_for(config, url.host, url.port, url.path)
        return _kept_by_nginx(blocks) or _taken_by_nginx(blocks)
    blocks = apache_blocks_for(config, url.host, url.port, url.path)
    handler = next(_handlers(blocks, url.path), None)
    passes = effective("CGIPassAuth", *blocks)
    if handler is None or (
        passes is not None and passes.args[:1] and passes.args[0].lower() == "on"
    ):
        return None
    everything = (each for block in blocks for each in block.block)
    if any(_VARIABLE in " ".join(each.args).lower() for each in everything):
        return None  # SetEnvIf, RewriteRule or ProxyFCGISetEnvIf hands it over under its CGI name
    return handler


def may_be_changed_by_htaccess(config: ServerConfig, request: Request) -> bool:
    """Whether a .htaccess file, which was not handed in, may pass the field on after all."""
    url = request.url
    if config.server == "nginx":
        return False
    allowed = effective("AllowOverride", *apache_blocks_for(config, url.host, url.port, url.path))
    return allowed is not None and tuple(arg.lower() for arg in allowed.args) != ("none",)


def _handlers(blocks: tuple[Directive, ...], path: str) -> Iterator[Directive]:
    """Yield what hands this path to a program over CGI or FastCGI."""
    handler = effective("SetHandler", *blocks)
    if handler is not None and _HANDLER.search(" ".join(handler.args).lower()):
        yield handler
    for each in (inner for block in blocks for inner in block.block):
        name, args = each.name.lower(), each.args
        if len(args) < 2:  # noqa: PLR2004 (each takes a place and what is there)
            continue
        by_pattern = name in {"proxypassmatch", "scriptaliasmatch"} and matches(args[0], path)
        by_prefix = name in {"proxypass", "scriptalias"} and path.startswith(args[0])
        by_ending = name == "addhandler" and path.endswith(tuple(args[1:]))
        is_cgi = name.startswith("script") or _HANDLER.search(args[0 if by_ending else 1].lower())
        if (by_pattern or by_prefix or by_ending) and is_cgi:
            yield each


def _kept_by_nginx(blocks: tuple[Directive, ...]) -> Directive | None:
    for protocol in ("fastcgi", "uwsgi", "scgi"):
        if effective(f"{protocol}_pass", *blocks[-1:]) is None:
            continue
        headers = effective(f"{protocol}_pass_request_headers", *blocks)
        if headers is not None and headers.args == ("off",):
            return headers
        for each in effective_all(f"{protocol}_param", *blocks):
            overwritten = each.args[:1] == ("HTTP_AUTHORIZATION",) and each.args[1:2] != (
                "$http_authorization",
            )
            if overwritten:
                return each
    return None


def _taken_by_nginx(blocks: tuple[Directive, ...]) -> Directive | None:
    """Return the directive by which nginx takes the field off before it asks another server.

    An empty value removes a field; any other one is a login of nginx's own.
    """
    for protocol in ("proxy", "grpc"):
        if effective(f"{protocol}_pass", *blocks[-1:]) is None:
            continue
        headers = effective(f"{protocol}_pass_request_headers", *blocks)
        if headers is not None and headers.args == ("off",):
            return headers
        for each in effective_all(f"{protocol}_set_header", *blocks):
            if tuple(arg.lower() for arg in each.args) == ("authorization", ""):
                return each
    return None


def _has_marks(response: Response) -> bool:
    powered = (response.fields.combined("x-powered-by") or "").lower()
    links = (response.fields.combined("link") or "").lower()
    cookies = response.fields.all("set-cookie")
    return "php" in powered or "api.w.org" in links or any(map(_COOKIE.match, cookies))
