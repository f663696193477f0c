"""What in a server's configuration keeps the Authorization field from the program behind it.

A program sees only what the server in front hands it. Apache keeps the field from CGI and FastCGI
unless it is told otherwise (util_script.c of httpd 2.4); nginx passes it unless it is told not to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wwwhy.causes.case import Case
from wwwhy.causes.credentials.inside import is_gateways_own, is_own_page
from wwwhy.causes.refusal import outer_realm
from wwwhy.model import Directive, Evidence, Polarity, Strength, Value, Verdict
from wwwhy.sources.config import Taken, effective, effective_all, matches, takings

_HANDLER = re.compile(r"proxy:.*fcgi://|\A(?:cgi|fcgid|fastcgi|php\d*-fcgi)(?:-script)?\Z|\bfcgi\b")
_KIN_OF_NGINX = re.compile(r"nginx|openresty|tengine|angie", re.IGNORECASE)
_VARIABLE = "http_authorization"
_ADDING = frozenset({"add", "append", "merge", "setifempty"})
_LOGINS = ("auth_basic", "auth_request", "auth_jwt", "auth_digest", "AuthType")
_OFF = frozenset({"off", "none"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A directive by which the program behind a server never sees Authorization."""

    directive: Directive
    how: str
    """The evidence it is: `configured_so` (CGI), `taken_off`, or `own_login` in its place."""
    part: Taken

    @property
    def words(self) -> str:
        """The directive in short, without the value that it sets."""
        name, args = self.directive.name, self.directive.args
        return f"{name} {args[0]} Authorization" if name.lower() == "requestheader" else name


def kept(case: Case) -> Kept | None:
    """Return what keeps the field from the program behind, in any configuration at hand.

    None if they pass it on, or do not say where this request goes.
    """
    parts = takings(case.config, case.exchange)
    return next(filter(None, (keeps_authorization(part, case) for part in parts)), None)


def keeps_authorization(part: Taken, case: Case) -> Kept | None:
    """Return what keeps the field from the program behind one server; None if it is passed on."""
    path = case.request.url.path
    by = _of_nginx(part.blocks) if part.config.server == "nginx" else _of_apache(part.blocks, path)
    return Kept(by[0], by[1], part) if by else None


def held_back(case: Case) -> tuple[Kept | None, Verdict]:
    """Return what keeps the field from whoever refused it, and the most that may be said of it.

    A server that refused by itself looked at the credentials before it took anything off.
    """
    held = None if is_own_page(case) or is_gateways_own(case) else kept(case)
    return held, utmost(held, case) if held else Verdict.POSSIBLE


def utmost(held: Kept, case: Case) -> Verdict:
    """Return the most that may be said of a directive: it may be of a server not on the way at all.

    A server whose own login comes first looks at the credentials before it takes them off.
    """
    if _asks_itself(held.part) and outer_realm(case) is None:
        return Verdict.POSSIBLE
    if not _is_seen(held.part, case):
        return Verdict.POSSIBLE if held.part.is_inferred else Verdict.LIKELY
    doubtful = held.part.is_inferred or held.how == "own_login" or may_be_undone(held.part)
    return Verdict.LIKELY if doubtful else Verdict.PROVED


def may_be_undone(part: Taken) -> bool:
    """Whether a .htaccess file, which was not handed in, may pass the field on after all."""
    if part.config.server == "nginx":
        return False
    allowed = effective("AllowOverride", *part.blocks)
    return allowed is not None and tuple(arg.lower() for arg in allowed.args) != ("none",)


def evidence_of(held: Kept, case: Case) -> tuple[Evidence, ...]:
    """Return the directive as evidence, and that its server was chosen by name where it was."""
    server = "nginx" if held.part.config.server == "nginx" else "Apache"
    values: dict[str, Value] = {"server": server, "directive": held.words}
    strength = Strength.STRONG if held.part.is_inferred else Strength.CONCLUSIVE
    at = held.directive.pointer
    if held.how == "own_login":
        found = Evidence("own_login", values, strength, pointer=at)
    elif held.how == "taken_off":
        found = Evidence("taken_off", values, strength, pointer=at)
    else:
        found = Evidence("configured_so", values, strength, pointer=at)
    if not held.part.is_inferred:
        return (found,)
    port: dict[str, Value] = {"port": case.exchange.connection.remote_port or case.request.url.port}
    pointer = held.part.server.pointer if held.part.server else at
    doubt = Evidence("chosen_by_name", port, Strength.WEAK, Polarity.AGAINST, pointer=pointer)
    return (found, doubt)


def _is_seen(part: Taken, case: Case) -> bool:
    """Whether the answer shows that it came through this server.

    nginx writes its own name into Server over whatever stood there (1.22.1); Apache 2.4 leaves the
    name of the server behind it, and writes its own where there is none.
    """
    server = case.response.fields.combined("server") or "" if case.response else ""
    if part.config.server == "nginx":
        return _KIN_OF_NGINX.search(server) is not None
    return bool(server)


def _asks_itself(part: Taken) -> bool:
    """Whether the server has a login of its own here, before the program's."""
    found = (effective(name, *part.blocks) for name in _LOGINS)
    words = [{word.lower() for word in each.args} for each in found if each is not None]
    return any(not _OFF & each for each in words)


def _of_apache(blocks: tuple[Directive, ...], path: str) -> tuple[Directive, str] | None:
    taken_off = _by_request_header(blocks)
    if taken_off is not None:
        return taken_off
    handler = next(_handlers(blocks, path), None)
    passes = effective("CGIPassAuth", *blocks)
    if handler is None or (
        passes is not None and passes.args[:1] and passes.args[0].lower() == "on"
    ):
        return None
    everything = (each for block in blocks for each in block.block)
    if any(_VARIABLE in " ".join(each.args).lower() for each in everything):
        return None  # SetEnvIf, RewriteRule or ProxyFCGISetEnvIf hands it over under its CGI name
    return handler, "configured_so"


def _by_request_header(blocks: tuple[Directive, ...]) -> tuple[Directive, str] | None:
    """Follow the RequestHeader directives in the order in which they are carried out.

    All of them are, from the outermost section inwards, and the early ones first. Those are of no
    effect inside a section, and what holds under a condition cannot be told (httpd 2.4.71).
    """
    state: tuple[Directive, str] | None = None
    for each in _request_headers(blocks):
        action, more = each.args[0].lower(), [arg for arg in each.args[2:] if arg != "early"]
        value = "" if action == "unset" else next(iter(more), "")
        conditional = len(more) > (action != "unset")
        if action == "unset":
            state = state if conditional else (each, "taken_off")
        elif action == "set" or (action in _ADDING and state is not None):
            static = not conditional and "%" not in value and not value.startswith("expr=")
            state = (each, "own_login") if static else None
    return state


def _request_headers(blocks: tuple[Directive, ...]) -> Iterator[Directive]:
    found = [
        (each, block.name.lower() in {"main", "virtualhost"})
        for block in blocks
        for each in block.block
        if each.name.lower() == "requestheader"
        and len(each.args) > 1
        and each.args[1].lower().rstrip(":") == "authorization"
    ]
    yield from (each for each, of_server in found if of_server and _is_early(each))
    yield from (each for each, _ in found if not _is_early(each))


def _is_early(directive: Directive) -> bool:
    return directive.args[-1].lower() == "early"


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


def _of_nginx(blocks: tuple[Directive, ...]) -> tuple[Directive, str] | None:
    return _kept_by_nginx(blocks) or _taken_by_nginx(blocks)


def _kept_by_nginx(blocks: tuple[Directive, ...]) -> tuple[Directive, str] | None:
    for protocol in ("fastcgi", "uwsgi", "scgi"):
        if effective(f"{protocol}_pass", *blocks[-1:]) is None:
            continue
        headers = effective(f"{protocol}_pass_request_headers", *blocks)
        if headers is not None and headers.args == ("off",):
            return headers, "configured_so"
        for each in effective_all(f"{protocol}_param", *blocks):
            # What a variable holds cannot be told; it may be the field itself.
            if each.args[:1] == ("HTTP_AUTHORIZATION",) and "$" not in "".join(each.args[1:]):
                return each, "configured_so"
    return None


def _taken_by_nginx(blocks: tuple[Directive, ...]) -> tuple[Directive, str] | None:
    """Return the directive by which nginx takes the field off before it asks another server.

    An empty value removes a field; any other one is a login of nginx's own. What a variable holds
    cannot be told.
    """
    for protocol in ("proxy", "grpc"):
        if effective(f"{protocol}_pass", *blocks[-1:]) is None:
            continue
        fields = effective_all(f"{protocol}_set_header", *blocks)
        own = [each for each in fields if each.args[:1] and each.args[0].lower() == "authorization"]
        for each in own:
            value = each.args[1] if each.args[1:] else "$"
            if "$" not in value:
                return each, "own_login" if value else "taken_off"
        headers = effective(f"{protocol}_pass_request_headers", *blocks)
        if not own and headers is not None and headers.args == ("off",):
            return headers, "taken_off"
    return None
