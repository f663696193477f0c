"""JSON Web Tokens, read without a key: what they say, and everything that is wrong with them.

RFC 7519 and RFC 7515. JOSE libraries refuse a broken token at its first fault; a diagnosis wants
all of them, and what can still be read, so the few lines of decoding are our own.
"""

import base64
import binascii
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

MAX_TOKEN = 64 * 1024
"""Longest token that is decoded, in characters."""
_MILLISECONDS = 1e11
"""In seconds this is the year 5138; in milliseconds, March 1973."""
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_LOOKS_LIKE = re.compile(r"eyJ[A-Za-z0-9_+/-]+=*(?:\.|%2E)", re.IGNORECASE)
_TIMES = ("exp", "nbf", "iat")
_SIGNATURE_BYTES = {
    "HS256": 32,
    "HS384": 48,
    "HS512": 64,
    "ES256": 64,
    "ES384": 96,
    "ES512": 132,
    "ES256K": 64,
    "Ed25519": 64,
}
_LEAST_RSA = 128
_SEGMENTS = 3
_JWE_SEGMENTS = 5
_QUANTUM = 4


@dataclass(frozen=True, slots=True)
class Jwt:
    """A token as far as it can be read; nothing in it is verified."""

    header: Mapping[str, Any] = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)
    faults: tuple[str, ...]
    """segments, encrypted, padding, base64, percent-encoded, header, claims, no-algorithm,
    alg-none, signature-empty, signature-length, too-long, and for each of exp, nbf and iat:
    exp-in-milliseconds, exp-is-text, exp-unreadable."""
    segments: int

    @property
    def algorithm(self) -> str | None:
        """The `alg` of the header, if it is a text."""
        value = self.header.get("alg")
        return value if isinstance(value, str) else None

    @property
    def expires(self) -> float | None:
        """The `exp` claim, in seconds since the epoch as a server takes it."""
        return _number(self.claims.get("exp"))

    @property
    def not_before(self) -> float | None:
        """The `nbf` claim, in seconds since the epoch."""
        return _number(self.claims.get("nbf"))

    @property
    def issued_at(self) -> float | None:
        """The `iat` claim, in seconds since the epoch."""
        return _number(self.claims.get("iat"))

    @property
    def issuer(self) -> str | None:
        """The `iss` claim, if it is a text."""
        value = self.claims.get("iss")
        return value if isinstance(value, str) else None

    @property
    def audience(self) -> tuple[str, ...]:
        """The `aud` claim, which may be one text or a list of them."""
        value = self.claims.get("aud")
        values = value if isinstance(value, list) else [value]
        return tuple(each for each in values if isinstance(each, str))

    @property
    def looks_like_id_token(self) -> bool:
        """Whether it was made for the client and not for an API (OpenID Connect Core 2)."""
        marks = {"nonce", "at_hash", "c_hash", "s_hash"} & self.claims.keys()
        return bool(marks) and not {"scope", "scp"} & self.claims.keys()


def looks_like_jwt(text: str) -> bool:
    """Whether a text is meant to be a JWT, however broken: it begins with an encoded `{"`."""
    return _LOOKS_LIKE.match(text) is not None


def read(text: str) -> Jwt | None:
    """Read a token; None if it does not look like one."""
    if not looks_like_jwt(text):
        return None
    if len(text) > MAX_TOKEN:
        return Jwt(MappingProxyType({}), MappingProxyType({}), ("too-long",), text.count(".") + 1)
    faults = ["percent-encoded"] if "%" in text else []
    parts = re.sub("%2E", ".", text, flags=re.IGNORECASE).split(".")
    encrypted = len(parts) == _JWE_SEGMENTS
    if encrypted:
        faults.append("encrypted")
    elif len(parts) != _SEGMENTS:
        faults.append("segments")
    if any(part.rstrip("=") != part for part in parts):
        faults.append("padding")
    if any(_decoded(part.rstrip("=")) is None for part in parts):
        faults.append("base64")
    header = _object(parts[0])
    claims = None if encrypted else _object(parts[1])
    faults += [name for name, part in (("header", header), ("claims", claims)) if part is None]
    if encrypted:
        faults.remove("claims")
    faults += _signature_faults(header, parts[2] if len(parts) == _SEGMENTS else None)
    faults += _time_faults(claims or {})
    return Jwt(
        MappingProxyType(header or {}), MappingProxyType(claims or {}), tuple(faults), len(parts)
    )


def judge(
    token: Jwt,
    now: float,
    *,
    audience: str | None = None,
    issuer: str | None = None,
    leeway: float = 0.0,
) -> tuple[str, ...]:
    """Name every claim that refuses the token at a moment, in the order servers check them.

    The names: expired, not-yet-valid, issued-in-future, expires-before-issued, wrong-audience,
    wrong-issuer (RFC 7519 section 4.1).

    Arguments:
        token: what `read` gave.
        now: seconds since the epoch, by the clock of who judges.
        audience: what the server calls itself; None checks nothing.
        issuer: whom the server trusts; None checks nothing.
        leeway: seconds by which clocks may differ.

    """
    expires, issued = token.expires, token.issued_at
    checks = {
        "expired": expires is not None and expires + leeway <= now,
        "not-yet-valid": token.not_before is not None and token.not_before - leeway > now,
        "issued-in-future": issued is not None and issued - leeway > now,
        "expires-before-issued": None not in {expires, issued} and (expires or 0) <= (issued or 0),
        "wrong-audience": audience is not None and audience not in token.audience,
        "wrong-issuer": issuer is not None and issuer != token.issuer,
    }
    return tuple(name for name, refuses in checks.items() if refuses)


def _object(part: str) -> dict[str, Any] | None:
    data = _decoded(part.rstrip("=").replace("+", "-").replace("/", "_"))
    try:
        # UTF-8 by RFC 7519 section 7.2; RecursionError comes from thousands of brackets.
        value = json.loads((data or b"").decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _decoded(part: str) -> bytes | None:
    if _BASE64URL.fullmatch(part) is None:
        return None
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % _QUANTUM))
    except binascii.Error:
        return None


def _signature_faults(header: dict[str, Any] | None, signature: str | None) -> list[str]:
    if header is None:
        return []
    algorithm = header.get("alg")
    if not isinstance(algorithm, str):
        return ["no-algorithm"]
    if algorithm.lower() == "none":
        return ["alg-none"]
    if signature is None:
        return []
    if not signature:
        return ["signature-empty"]
    size = len(_decoded(signature.rstrip("=")) or b"")
    least = _LEAST_RSA if algorithm[:2] in {"RS", "PS"} else _SIGNATURE_BYTES.get(algorithm, 0)
    exact = algorithm in _SIGNATURE_BYTES
    return ["signature-length"] if size < least or (exact and size != least) else []


def _time_faults(claims: Mapping[str, Any]) -> list[str]:
    faults = []
    for name in _TIMES:
        value = claims.get(name)
        number = _number(value)
        if value is None:
            continue
        if number is None:
            faults.append(f"{name}-unreadable")
            continue
        if isinstance(value, str):
            faults.append(f"{name}-is-text")
        if number > _MILLISECONDS:
            faults.append(f"{name}-in-milliseconds")
    return faults


def _number(value: object) -> float | None:
    """Read a NumericDate; some issuers write it as a text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
