"""Hides secrets in log lines before they leave this room."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import quote, unquote

from wwwhy.model import Exchange, LogLine, Request
from wwwhy.model.masking import is_credential_field

HIDDEN = "***"
_MAX_TEXT = 64 * 1024
_SHORTEST = 4
"""Characters; hiding a shorter secret wherever it occurs would eat unrelated text."""
_NAME = (
    r"[\w.-]{0,40}(?:token|secret|passw(?:or)?d|passwd|pwd|api[_-]?key|access[_-]?key|signature|jwt"
    r"|assertion|session|credential)[\w-]{0,40}|sid|sig|auth|code|key"
)
_SHAPES = (
    (re.compile(r"(?<=://)[^/\s@'\"]{1,512}(?=@)"), HIDDEN),
    (
        # A credential and not a word of a sentence ("Basic authentication") has more than letters.
        re.compile(
            r"\b((?i:Basic|Bearer|Negotiate|NTLM|Token))( |%20|\+)"
            r"(?=[\w.~+/%-]{0,512}[\dA-Z=])[\w.~+/%-]{6,}=*"
        ),
        rf"\1\2{HIDDEN}",
    ),
    (
        re.compile(
            r"(\bauthorization[\"']?\s?[:=]\s?\[?[\"']?\w{0,20}\s)[^\s\"',]+", re.IGNORECASE
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\beyJ[\w-]{4,}(?:\.[\w-]+){1,4}"), HIDDEN),
    (
        re.compile(rf"((?:[?&;]|%26|%3F)(?:{_NAME})(?:=|%3D))[^&\s\"';,]+", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
    (re.compile(rf"(\"(?:{_NAME})\"\s?:\s?\[?\")[^\"]+", re.IGNORECASE), rf"\1{HIDDEN}"),
)


def without_secrets(exchange: Exchange) -> Callable[[LogLine], LogLine]:
    """Return what hides secrets in a line: those of this request, and what looks like one."""
    own = sorted({*_secrets(exchange.request)}, key=len, reverse=True)

    def text(value: str) -> str:
        for secret in own:
            value = value.replace(secret, HIDDEN)
        for shape, shown in _SHAPES:
            value = shape.sub(shown, value)
        return value[:_MAX_TEXT]

    def hide(line: LogLine) -> LogLine:
        return replace(
            line,
            text=text(line.text),
            message=text(line.message),
            target=line.target and text(line.target),
            upstream=line.upstream and text(line.upstream),
            values={name: text(value) for name, value in line.values.items()},
        )

    return hide


def _secrets(request: Request) -> Iterator[str]:
    """Yield the request's own secrets in every spelling that a log could show."""
    proxy = request.transport.proxy
    pairs = [request.url.userinfo, proxy and proxy.userinfo]
    found = [secret for pair in pairs if pair for secret in (pair, pair.partition(":")[2])]
    if request.login is not None:
        found.append(request.login.password)
    for name, value in request.fields:
        if name.lower() == "cookie":
            found += [pair.partition("=")[2] for pair in value.split(";")]
        elif is_credential_field(name):
            found += [value, value.rpartition(" ")[2]]
    for secret in (each.strip() for each in found):
        if len(secret) >= _SHORTEST:
            yield from {secret, quote(secret), quote(secret, safe=""), unquote(secret)}
