"""Single field values with their secrets replaced: credentials and cookies keep their structure."""

import base64
import binascii
import re
from urllib.parse import unquote

from wwwhy.model.masking.patterns import PROSE
from wwwhy.model.masking.pseudonyms import Pseudonyms
from wwwhy.model.masking.secrecy import Suspicion, is_opaque_word, kind_of, looks_secret, suspicion

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,39}:?")
_REPEATED = re.compile(r"(?:(?:bearer|basic|token|dpop)[ \t:]+)+(?=\S)", re.IGNORECASE)
_BARE_SCHEMES = frozenset({"negotiate", "ntlm", "kerberos", "bearer", "basic", "digest", "token"})
_LIST = re.compile(r'[ \t,]*[\w.*-]+[ \t]*=[ \t]*(?:"|[^=\s,])')
_PARAM = re.compile(
    r'([\w.*-]++)([ \t]*=[ \t]*)(?:"((?>(?:[^"\\]++|\\.)*))("?)|([^,"\s]++))', re.DOTALL
)
# Parameters of credentials that say how they were made, and prove nothing by themselves.
_SHOWN = frozenset(
    """
    realm nonce cnonce opaque algorithm qop nc uri charset userhash stale version headers
    signedheaders oauth_signature_method oauth_timestamp oauth_nonce oauth_version created expires
    ts alg keyid oauth_callback
    """.split()  # noqa: SIM905 (words are read more easily without quotes)
)
_AROUND = " \t\r\n\"'`"
_JWT = re.compile(r"eyJ[\w-]*\.([\w-]+)\.([\w-]+)")
_LEAST_SEGMENT = 16
_COOKIE_ATTRIBUTES = frozenset(
    {"path", "domain", "expires", "max-age", "samesite", "version", "comment", "priority"}
)
_COOKIE_NAME = re.compile(r"[ \t]*[\w.$!#%&*+^|~-]{1,200}+=")
_LOOSE_COOKIE = re.compile(r"([^=;,\s\"']++)=([^;,\s\"']++)")
_LOOSE_TOKEN = re.compile(r"([^\s,;\"'`<>]++)(\s*+\Z)?")


def credentials(value: str, names: Pseudonyms) -> str:
    """Mask the value of an Authorization field; its scheme and harmless parameters stay."""
    text = value.strip(" \t")
    scheme, blank, rest = text.partition(" ")
    if not blank:
        return value if text.lower() in _BARE_SCHEMES else token(value, names)
    if _SCHEME.fullmatch(scheme) is None or looks_secret(scheme):
        return token(value, names)
    repeated = _REPEATED.match(rest)
    prefix = repeated[0] if repeated else ""
    rest = rest[len(prefix) :]
    if scheme.lower() == "basic" and not prefix:
        return f"{scheme} {basic(rest, names)}"
    if scheme.lower() != "bearer" and _LIST.match(rest):
        return f"{scheme} {params(rest, names)}"
    return f"{scheme} {prefix}{token(rest, names)}"


def loose_credentials(text: str, names: Pseudonyms) -> str:
    """Mask what follows `Authorization:` in a line of text, which may go on with other things."""
    scheme, blank, rest = text.partition(" ")
    if not blank or not _SCHEME.fullmatch(scheme) or looks_secret(scheme):
        return _loose_token(text, names)
    if scheme.lower() not in {"bearer", "basic"} and _LIST.match(rest):
        return f"{scheme} {params(rest, names)}"
    repeated = _REPEATED.match(rest)
    prefix = repeated[0] if repeated else ""
    is_basic = scheme.lower() == "basic" and not prefix
    return f"{scheme} {prefix}{_loose_token(rest[len(prefix) :], names, is_basic=is_basic)}"


def token(text: str, names: Pseudonyms, kind: str = "token", *, is_certain: bool = True) -> str:
    """Mask a secret that fills a value; quotes and line breaks around it stay to be seen."""
    core = text.strip(_AROUND)
    if not core:
        return text
    label = names.label(core, kind, is_certain=is_certain)
    jwt = _JWT.match(core)
    for segment in jwt.groups() if jwt else ():
        if len(segment) >= _LEAST_SEGMENT:
            names.also(segment, label)
    return text.replace(core, label, 1)


def basic(text: str, names: Pseudonyms, *, only_pairs: bool = False) -> str:
    """Mask Basic credentials; the password, and an opaque name, get the same label elsewhere.

    `only_pairs` leaves a text alone that holds no name and password: `basic information`.
    """
    core = text.strip(_AROUND)
    pair = _decoded(core) or core
    username, colon, password = pair.partition(":")
    if not colon:
        return text if only_pairs else token(text, names, "password")
    label = names.label(pair, "password")
    names.also(core, label)
    names.also(password.rstrip("\r\n"), label)
    if is_opaque_word(username):
        names.also(username, label)
    return text.replace(core, label, 1)


def params(text: str, names: Pseudonyms) -> str:
    """Mask the parameters of credentials, but those that only say how the others were made."""
    return _PARAM.sub(lambda match: _param(match, names), text)


def cookies(value: str, names: Pseudonyms) -> str:
    """Mask every value of a Cookie field."""
    return ";".join(_cookie(pair, names) for pair in value.split(";"))


def set_cookie(value: str, names: Pseudonyms) -> str:
    """Mask the value of a Set-Cookie field; its attributes stay."""
    pair, semicolon, attributes = value.partition(";")
    return f"{_cookie(pair, names)}{semicolon}{attributes}"


def loose_cookies(text: str, names: Pseudonyms) -> str:
    """Mask what follows `Cookie:` in a line of text; a sentence about cookies stays."""
    if _COOKIE_NAME.match(text) is None:
        return text
    return _LOOSE_COOKIE.sub(
        lambda m: m[0] if m[1].lower() in _COOKIE_ATTRIBUTES else _cookie(m[0], names), text
    )


def _loose_token(text: str, names: Pseudonyms, *, is_basic: bool = False) -> str:
    """Mask the word that a text begins with, unless it is a sentence that merely goes on."""
    match = _LOOSE_TOKEN.match(text)
    if match is None or match[1].lower() in PROSE:
        return text
    if match[2] is None and not is_opaque_word(match[1].rstrip("=")):
        return text
    shown = basic(match[1], names) if is_basic else token(match[1], names)
    return shown + text[match.end(1) :]


def _decoded(text: str) -> str | None:
    compact = "".join(text.split()).rstrip("=")
    standard = compact.replace("-", "+").replace("_", "/")
    try:
        octets = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _param(match: re.Match[str], names: Pseudonyms) -> str:
    name, between = match[1].lower(), match[2]
    value = match[5] if match[3] is None else match[3]
    if name in _SHOWN or not value:
        return match[0]
    if name == "credential":
        key, slash, scope = value.partition("/")
        shown = f"{names.label(key, 'key')}{slash}{scope}"
    elif name in {"username", "username*"}:
        shown = names.label(value, "user", is_certain=False)
    else:
        shown = names.label(value, kind_of(name))
    quote = '"' if match[5] is None else ""
    return f"{match[1]}{between}{quote}{shown}{match[4] or ''}"


def _cookie(pair: str, names: Pseudonyms) -> str:
    name, equals, value = pair.partition("=")
    core = value.strip(' \t"')
    if not equals or not core:
        return pair
    certain = suspicion(name.strip()) in {Suspicion.CERTAIN, Suspicion.HINT}
    # The same cookie comes percent-encoded in one place and decoded in another (XSRF-TOKEN).
    label = names.label(unquote(core), "cookie", is_certain=certain)
    if core != unquote(core) and certain:
        names.also(core, label)
    return f"{name}={value.replace(core, label, 1)}"
