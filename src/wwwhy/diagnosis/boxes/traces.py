"""What intermediaries wrote about themselves: Server, Via, Proxy-Status, Cache-Status."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from wwwhy.catalog.signatures import Signature, all_signatures
from wwwhy.model import Fields

_MAX_FIELD = 8 * 1024
_MAX_MEMBERS = 32
_MAX_NAME = 80
_MAX_SHOWN = 90
_PRODUCT = re.compile(r"[^\s/(),;]{1,60}")
_VERSION = re.compile(r"[/( ]v?(\d[\w.+-]{0,30})")
_VIA = re.compile(
    r"(?:[A-Za-z]{1,10}/)?[\w.]{1,10}[ \t]{1,4}([^\s,()]{1,200})(?:[ \t]{0,4}\(([^()]{0,200})\))?"
)
_STRING = r'"(?:[^"\\]|\\.){0,400}"'
_ITEM = re.compile(rf"[ \t,]*({_STRING}|[^\s;,\"]{{1,200}})")
_PARAMETER = re.compile(
    rf"[ \t]*;[ \t]*([a-z*][a-z0-9_.*-]{{0,60}})(?:=({_STRING}|[^;,\s\"]{{0,200}}))?"
)
_ESCAPED = re.compile(r"\\(.)")

ONLY_INTERMEDIARIES = frozenset(
    {
        "dns_timeout", "dns_error", "destination_not_found", "destination_unavailable",
        "destination_ip_prohibited", "destination_ip_unroutable", "connection_refused",
        "connection_terminated", "connection_timeout", "connection_read_timeout",
        "connection_write_timeout", "connection_limit_reached", "tls_protocol_error",
        "tls_certificate_error", "tls_alert_received", "http_request_error",
        "http_request_denied", "http_response_timeout", "http_upgrade_failed",
        "proxy_internal_response", "proxy_internal_error", "proxy_configuration_error",
        "proxy_loop_detected",
    }
)  # fmt: skip
"""Error types of RFC 9209 section 2.3 after which the intermediary itself wrote the answer."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One box that a field names."""

    signature: Signature | None
    """None where the name is nobody we know."""
    name: str
    version: str | None
    text: str
    """The field as evidence: `Server: nginx/1.22.1`."""
    pointer: str
    error: str | None = None
    """The error parameter of a Proxy-Status member."""
    passed: bool = False
    """Whether it says that the answer came from further behind."""


def servers(fields: Fields) -> list[Mention]:
    """Return who wrote a Server field, a mention a line; Caddy adds its own before the origin's."""
    found = (_server(value[:_MAX_FIELD]) for value in fields.all("server")[:_MAX_MEMBERS])
    return [mention for mention in found if mention is not None]


def _server(value: str) -> Mention | None:
    """Take the first product that is known: `Python/3.11 aiohttp/3.9` is aiohttp."""
    known = _by_server()
    text, pointer = f"Server: {value}", "response.headers.server"
    whole = value.partition("/")[0].strip().lower()
    if whole in known:
        return Mention(known[whole], known[whole].name, version_in(value), text, pointer)
    for match in _PRODUCT.finditer(value):
        signature = known.get(match[0].lower())
        if signature is not None:
            version = version_in(value[match.end() :])
            return Mention(signature, signature.name, version, text, pointer)
    return None


def version_in(text: str) -> str | None:
    """Read the version that follows a product's name directly."""
    match = _VERSION.search(text[:_MAX_NAME])
    return match[1].rstrip(".") if match else None


def via(fields: Fields) -> list[Mention]:
    """Return the intermediaries of Via, the one nearest to the client first (RFC 9110, 7.6.3)."""
    value = (fields.combined("via") or "")[:_MAX_FIELD]
    entries = list(_VIA.finditer(value))[:_MAX_MEMBERS]
    return [_via(match) for match in reversed(entries)]


def _via(match: re.Match[str]) -> Mention:
    text, pointer = f"Via: {match[0]}", "response.headers.via"
    comment = match[2] or ""
    signature = _named_in_via(_first_product(comment)) or _named_in_via(match[1].lower())
    if signature is None:
        return Mention(None, safe(match[1]), None, text, pointer)
    return Mention(signature, signature.name, version_in(comment), text, pointer)


def _first_product(comment: str) -> str:
    match = _PRODUCT.search(comment)
    return match[0].lower() if match else ""


def _named_in_via(name: str) -> Signature | None:
    exact, endings = _by_via()
    pseudonym = name.partition("/")[0]
    if pseudonym in exact:
        return exact[pseudonym]
    return next((box for ending, box in endings if name.endswith(ending)), None)


def members(fields: Fields) -> list[Mention]:
    """Return whom Proxy-Status and Cache-Status name, the one nearest to the client first.

    RFC 9209 section 2 and RFC 9211 section 2: the first member stands nearest to the origin.
    """
    found = []
    for field in ("Proxy-Status", "Cache-Status"):
        listed = reversed(list(_members(fields.combined(field))))
        found += [_status(name, parameters, field) for name, parameters in listed]
    return found


def _status(name: str, parameters: Mapping[str, str], field: str) -> Mention:
    signature = _by_alias().get(name.lower())
    error = parameters.get("error")
    return Mention(
        signature=signature,
        name=signature.name if signature else safe(name[:_MAX_NAME]),
        version=None,
        text=f"{field}: {name[:_MAX_NAME]}" + (f"; error={error[:_MAX_NAME]}" if error else ""),
        pointer=f"response.headers.{field.lower()}",
        error=error if field == "Proxy-Status" else None,
        passed="received-status" in parameters or "fwd" in parameters,
    )


def _members(value: str | None) -> Iterator[tuple[str, dict[str, str]]]:
    """Split a structured list of items with parameters, forgivingly (RFC 9651 section 3.1)."""
    text, at = (value or "")[:_MAX_FIELD], 0
    for _ in range(_MAX_MEMBERS):
        match = _ITEM.match(text, at)
        if match is None:
            return
        at = match.end()
        parameters: dict[str, str] = {}
        while parameter := _PARAMETER.match(text, at):
            parameters[parameter[1]] = _bare(parameter[2] or "?1")
            at = parameter.end()
        yield _bare(match[1]), parameters


def _bare(item: str) -> str:
    return _ESCAPED.sub(r"\1", item[1:-1]) if item.startswith('"') else item


def safe(text: str, limit: int = _MAX_SHOWN) -> str:
    """Cut a text from the wire and escape what a terminal could obey."""
    if len(text) <= limit and text.isprintable():
        # As it came: a `Sentence` of ours knows other languages.
        return text
    cut = text if len(text) <= limit else f"{text[:limit]}..."
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in cut)


@cache
def _by_server() -> Mapping[str, Signature]:
    return {name: box for box in all_signatures().values() for name in box.server}


@cache
def _by_alias() -> Mapping[str, Signature]:
    return {name: box for box in all_signatures().values() for name in box.aliases}


@cache
def _by_via() -> tuple[Mapping[str, Signature], tuple[tuple[str, Signature], ...]]:
    named = [(name, box) for box in all_signatures().values() for name in box.via]
    endings = tuple((name, box) for name, box in named if name.startswith("."))
    return {name: box for name, box in named if not name.startswith(".")}, endings
