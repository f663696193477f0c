"""Basic (RFC 7617): user name and password in base64, and every way to get that wrong."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wwwhy.auth.challenge import Challenge, Defect
from wwwhy.auth.recovery import Draft
from wwwhy.model import Request

MAX_ENCODED = 64 * 1024
"""Longest value that is decoded, in characters."""
_QUANTUM = 4
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")


@dataclass(frozen=True, slots=True)
class UserPass:
    """What Basic credentials hold."""

    username: str = field(repr=False)
    password: str = field(repr=False)
    charset: str
    """ascii, utf-8, or latin-1 where the octets are no UTF-8; empty if nothing was decoded."""
    faults: tuple[str, ...]
    """missing, too-long, plain-text (user:password as it is), wrapped (line breaks or blanks in
    the base64), url-alphabet, padding, not-base64, no-colon, newline-at-end, control-character,
    non-ascii, encoded-twice, empty-username, empty-password."""


def encode(username: str, password: str, charset: str = "utf-8") -> str:
    """Return the value for an Authorization field.

    Raises:
        UnicodeEncodeError: the charset lacks a character.

    """
    return "Basic " + base64.b64encode(f"{username}:{password}".encode(charset)).decode()


def credentials_of(request: Request) -> UserPass | None:
    """Return what a request's Authorization field says; None if it is not Basic."""
    value = (request.fields.get("authorization") or "").strip(" \t")
    scheme, _, rest = value.partition(" ")
    return decode(rest) if scheme.rstrip("\r\n").lower() == "basic" else None


def decode(encoded: str) -> UserPass:
    """Read what stands behind `Basic`, as far as it can be read."""
    faults: list[str] = []
    data = _decoded(encoded.strip(" \t"), faults)
    if data is None:
        return UserPass("", "", "", tuple(faults))
    text, charset = _text(data)
    if charset != "ascii":
        faults.append("non-ascii")
    if text.endswith(("\n", "\r")):
        faults.append("newline-at-end")
        text = text.rstrip("\r\n")
    if any(character < " " or character == "\x7f" for character in text):
        faults.append("control-character")
    username, colon, password = text.partition(":")
    if not colon:
        faults.append("no-colon")
        if len(text) > _QUANTUM and _is_userpass(text):
            faults.append("encoded-twice")
    elif not password:
        faults.append("empty-password")
    if not username:
        faults.append("empty-username")
    return UserPass(username, password, charset, tuple(faults))


def check(draft: Draft) -> Iterator[Defect]:
    """Yield what a Basic challenge gets wrong (RFC 7617 section 2).

    The names: basic-realm-missing, basic-charset-unknown.
    """
    if "realm" not in draft.params:
        yield Defect("basic-realm-missing", draft.offset)
    if draft.params.get("charset", "UTF-8").upper() != "UTF-8":
        yield Defect("basic-charset-unknown", draft.offset)


def check_credentials(credentials: Challenge) -> Iterator[str]:
    """Yield the faults of Basic credentials, by the names of `UserPass.faults`."""
    yield from decode(credentials.token68 or "").faults


def _decoded(encoded: str, faults: list[str]) -> bytes | None:
    compact = "".join(encoded.split())
    if compact != encoded:
        faults.append("wrapped")
    standard = compact.replace("-", "+").replace("_", "/")
    if not compact or len(compact) > MAX_ENCODED:
        faults.append("too-long" if compact else "missing")
    elif ":" in compact:
        faults += ["not-base64", "plain-text"]
    elif not _BASE64.fullmatch(standard):
        faults.append("not-base64")
    else:
        if standard != compact:
            faults.append("url-alphabet")
        bare = standard.rstrip("=")
        padded = bare + "=" * (-len(bare) % _QUANTUM)
        if padded != standard:
            faults.append("padding")
        try:
            return base64.b64decode(padded)
        except binascii.Error:
            faults.append("not-base64")
    return None


def _text(data: bytes) -> tuple[str, str]:
    for charset in ("ascii", "utf-8"):
        try:
            return data.decode(charset), charset
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def _is_userpass(text: str) -> bool:
    try:
        return b":" in base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
