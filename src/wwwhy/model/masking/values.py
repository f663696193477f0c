"""Single field values with their secrets replaced: credentials and cookies keep their structure."""

import base64
import binascii
import re
from urllib.parse import unquote

from wwwhy.model.masking import secrecy
from wwwhy.model.masking.pseudonyms import Pseudonyms

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,39}:?")
_REPEATED = re.compile(r"(?:(?:bearer|basic|token|dpop)[ \t:]+)+(?=\S)", re.IGNORECASE)
_BARE_SCHEMES = frozenset({"negotiate", "ntlm", "kerberos", "bearer", "basic", "digest", "token"})
_LIST = re.compile(r'[ \t,]*[\w.*-]+[ \t]*=[ \t]*(?:"|[^=\s,])')
_PARAM = re.compile(r'([\w.*-]++)([ \t]*=[ \t]*)(?:"((?:[^"\\]++|\\.)*+)"?|([^,"]*+))', re.DOTALL)
# Parameters of credentials that say how they were made, and prove nothing by themselves.
_SHOWN = frozenset(
    """
    realm nonce cnonce opaque algorithm qop nc uri charset userhash stale version headers
    signedheaders oauth_signature_method oauth_timestamp oauth_nonce oauth_version created expires
    ts alg keyid oauth_consumer_key oauth_callback v s
    """.split()
)
_WRAPPING = re.compile(r"([\"'`]?)(.*?)(\1)([\r\n]*)", re.DOTALL)
_JWT = re.compile(r"eyJ[\w-]*\.([\w-]+)\.([\w-]+)")
_LEAST_SEGMENT = 16
_COOKIE = re.compile(r"([^;]*)(;?)")
_COOKIE_ATTRIBUTES = frozenset(
    {"path", "domain", "expires", "max-age", "samesite", "version", "comment", "priority"}
)
_TEXT_COOKIE = re.compile(r"([^=;,\s\"']++)=([^;,\s\"']++)")
_TEXT_TOKEN = re.compile(r"([^\s,;\"'<>]++)")


def credentials(value: str, names: Pseudonyms) -> str:
    """Mask the value of an Authorization field; its scheme and harmless parameters stay."""
    text = value.strip(" \t")
    scheme, blank, rest = text.partition(" ")
    if not blank:
        known = text.lower() in _BARE_SCHEMES or _SCHEME.fullmatch(text) is None
        return value if known and text.lower() in _BARE_SCHEMES else token(value, "token", names)
    if _SCHEME.fullmatch(scheme) is None or secrecy.is_opaque_word(scheme.rstrip(":")) and _is_secret_word(scheme):
        return names.label(text, "token")
    repeated = _REPEATED.match(rest)
    prefix = repeated[0] if repeated else ""
    rest = rest[len(prefix) :]
    if scheme.lower() == "basic" and not prefix:
        return f"{scheme} {_basic(rest, names)}"
    if scheme.lower() != "bearer" and _LIST.match(rest):
        return f"{scheme} {params(rest, names)}"
    return f"{scheme} {prefix}{token(rest, 'token', names)}"
