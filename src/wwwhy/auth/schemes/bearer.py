"""Bearer tokens (RFC 6750): where one stands in a request, and how it looks.

Read here as well: a token under another scheme of the family (DPoP, Token, JWT, OAuth), and one
that stands where the scheme should be.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from wwwhy.auth import shape
from wwwhy.auth.challenge import Defect
from wwwhy.auth.recovery import Draft
from wwwhy.auth.schemes import jwt
from wwwhy.model import Request

FAMILY = frozenset({"bearer", "dpop", "token", "jwt", "oauth", "oauth2", "access_token"})
"""Schemes, in lower case, whose credentials are one token."""

_OTHER = re.compile(
    r"(?i:basic|digest|negotiate|ntlm|kerberos|hoba|mutual|vapid|hawk|mac|signature|concealed"
    r"|privatetoken|scram-.*|aws.*|sharedkey.*|gnap|payment)"
)
_FIELD_NAME = re.compile(r"(?:proxy-)?authorization[ \t]*:[ \t]*", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9_-]*+)(?:[ \t]*+([:=])[ \t]*+|[ \t]++|\Z)")
_PARAM = re.compile(r'(?:token|access_token|key)[ \t]*=[ \t]*"?([^",]*)"?[ \t]*(?:,.*)?', re.DOTALL)
_LIST = re.compile(r"[\w.*-]+[ \t]*=[ \t]*[^=\s]")
QUERY_NAMES = frozenset({"access_token", "auth_token", "token", "jwt"})
"""Parameters of a query or a form that carry a token."""
_MAX_FORM = 64 * 1024
_MAX_COOKIES = 200
_MEMBER = re.compile(
    r"""["'&]?(?P<name>[\w.-]{1,100}+)["']?[ \t]*+[:=][ \t]*+["']?(?P<value>eyJ[\w-]++\.[\w.-]++)"""
)
_BEFORE_JWT = re.compile(r"(?:bearer|token|jwt)(?:[ \t:]|%20|\+)+", re.IGNORECASE)

_ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_token",
        "insufficient_scope",
        "insufficient_user_authentication",  # RFC 9470
        "invalid_dpop_proof",  # RFC 9449
        "use_dpop_nonce",
    }
)
_DESCRIPTION = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it stands in a request, and what its outside says."""

    value: str = field(repr=False)
    """Bare: without scheme, quotes and white space around it."""
    scheme: str
    """As it was written; empty where the scheme is missing or the token stands elsewhere."""
    place: str
    """header, query or form (RFC 6750 sections 2.1 to 2.3); else field, cookie or body."""
    faults: tuple[str, ...]
    """prefix-missing, prefix-doubled, field-name-inside, colon-after-scheme, encoded-twice, and
    the names of `shape.faults`."""
    jwt: jwt.Jwt | None
    """None where it is opaque."""

    @property
    def is_jwt(self) -> bool:
        """Whether it is meant to be a JWT."""
        return self.jwt is not None

    @property
    def segments(self) -> int:
        """How many parts the dots make; a signed JWT has three."""
        return self.value.count(".") + 1

    @property
    def is_quoted(self) -> bool:
        """Whether quotes or angle brackets were sent along."""
        return "quoted" in self.faults

    @property
    def has_newline(self) -> bool:
        """Whether a line break was sent along."""
        return "newline" in self.faults

    @property
    def is_placeholder(self) -> bool:
        """Whether it is no token at all: `undefined`, `$TOKEN`, `<token>`, or nothing."""
        return "placeholder" in self.faults or "empty" in self.faults

    @property
    def has_doubled_prefix(self) -> bool:
        """Whether the scheme stands there twice."""
        return "prefix-doubled" in self.faults

    @property
    def lacks_prefix(self) -> bool:
        """Whether the scheme is missing."""
        return "prefix-missing" in self.faults

    @property
    def claims(self) -> Mapping[str, Any]:
        """What the JWT says, unverified; empty for an opaque token."""
        return self.jwt.claims if self.jwt else {}

    @property
    def expires(self) -> float | None:
        """When it expires, in seconds since the epoch; None if it does not say."""
        return self.jwt.expires if self.jwt else None

    @property
    def not_before(self) -> float | None:
        """From when it counts, in seconds since the epoch; None if it does not say."""
        return self.jwt.not_before if self.jwt else None

    @property
    def issued_at(self) -> float | None:
        """When it was made, in seconds since the epoch; None if it does not say."""
        return self.jwt.issued_at if self.jwt else None


def token_of(request: Request) -> Token | None:
    """Return the token a request carries: Authorization first, then the query, then a form."""
    value = request.fields.get("authorization")
    if value is not None:
        return read(value)
    pair = _named(request.url.query or "")
    if pair is not None:
        return _token(pair, "", "query", [])
    media_type = (request.fields.get("content-type") or "").partition(";")[0].strip().lower()
    if media_type == "application/x-www-form-urlencoded" and request.body:
        pair = _named(request.body[:_MAX_FORM].decode("latin-1"))
        if pair is not None:
            return _token(pair, "", "form", [])
    return None


def jwts_elsewhere(request: Request) -> Iterator[tuple[str, Token]]:
    """Yield the JWTs in cookies, parameters, bodies, and other fields than Authorization, named.

    Sites hand their own tokens about so: `X-Access-Token: eyJ…`, `Cookie: access_token=eyJ…`.
    """
    for name, value in request.fields:
        if name.lower() == "cookie":
            for pair in value.split(";")[:_MAX_COOKIES]:
                cookie, _, text = pair.strip().partition("=")
                yield from _jwt_in(text, cookie, "cookie")
        elif not name.lower().endswith("authorization"):
            yield from _jwt_in(value, name, "field")
    for pair in (request.url.query or "").split("&")[:_MAX_COOKIES]:
        name, _, text = pair.partition("=")
        yield from _jwt_in(text, unquote_plus(name), "query")
    body = (request.body or b"")[:_MAX_FORM]
    for match in _MEMBER.finditer(body.decode("latin-1")) if b"eyJ" in body else ():
        yield from _jwt_in(match["value"], match["name"], "body")


def _jwt_in(text: str, name: str, place: str) -> Iterator[tuple[str, Token]]:
    bare = _BEFORE_JWT.sub("", text.strip(), count=1)
    if jwt.looks_like_jwt(bare):
        yield name, _token(bare, "", place, [])


def read(value: str) -> Token | None:
    """Read the value of an Authorization field; None if it is for a scheme without a token."""
    text, faults = value.strip(" \t"), []
    if shape.unwrapped(text) != text and " " in text:
        # The whole value was quoted, scheme and all.
        text = shape.unwrapped(text)
        faults.append("quoted")
    if _FIELD_NAME.match(text):
        text = _FIELD_NAME.sub("", text, count=1)
        faults.append("field-name-inside")
    match = _SCHEME.match(text)
    if match is None or jwt.looks_like_jwt(text):
        return _token(text, "", "header", [*faults, "prefix-missing"])
    scheme = match[1]
    if _OTHER.fullmatch(scheme):
        return None
    known = scheme.lower() in FAMILY
    if match.end() == len(text.rstrip()) and not known:
        return _token(text, "", "header", [*faults, "prefix-missing"])
    rest = text[match.end() :]
    if not known and (match[2] or _LIST.match(rest)):
        return None
    if match[2]:
        faults.append("colon-after-scheme")
    again = _SCHEME.match(rest)
    while again and again[1].lower() in {"bearer", "dpop"}:
        faults.append("prefix-doubled")
        rest = rest[again.end() :]
        again = _SCHEME.match(rest)
    parameter = _PARAM.fullmatch(rest)
    return _token(parameter[1] if parameter else rest, scheme, "header", faults)


def check(draft: Draft) -> Iterator[Defect]:
    """Yield what a Bearer challenge gets wrong (RFC 6750 section 3, RFC 9470, RFC 9728).

    The names: bearer-error-unknown, bearer-description-characters, bearer-scope-characters,
    bearer-step-up-without-requirement, bearer-metadata-not-https, bearer-token68.
    """
    params = draft.params
    error = params.get("error")
    checks = {
        "bearer-token68": draft.token68 is not None,
        "bearer-error-unknown": error is not None and error not in _ERRORS,
        "bearer-description-characters": not _DESCRIPTION.fullmatch(
            params.get("error_description", "")
        ),
        "bearer-scope-characters": not _SCOPE.fullmatch(params.get("scope", "x")),
        "bearer-step-up-without-requirement": error == "insufficient_user_authentication"
        and not {"acr_values", "max_age"} & params.keys(),
        "bearer-metadata-not-https": not params.get("resource_metadata", "https:").startswith(
            "https:"
        ),
    }
    yield from (Defect(name, draft.offset) for name, is_so in checks.items() if is_so)


def _named(query: str) -> str | None:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        return None
    return next((value for name, value in pairs if name.lower() in QUERY_NAMES), None)


def _token(text: str, scheme: str, place: str, faults: list[str]) -> Token:
    bare = shape.unwrapped(text.strip(" \t\r\n"))
    if bare.startswith("ZXlK"):  # base64 of base64 of `{"`
        faults.append("encoded-twice")
    if shape.is_placeholder(text.strip(" \t\r\n")):
        bare = text.strip(" \t\r\n")
    names = dict.fromkeys([*faults, *shape.faults(text)])
    return Token(bare, scheme, place, tuple(names), jwt.read(bare))
