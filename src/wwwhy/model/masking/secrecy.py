"""Which names announce a secret, and which values look like one.

The lists come from what real exports leaked: HAR files, error reports and log lines. A name counts
without its punctuation and case, so `X-Api-Key`, `api_key` and `apiKey` are one.
"""

import re
from enum import Enum
from functools import lru_cache

from wwwhy.model.masking import tongues


class Suspicion(Enum):
    """How much a name says about its value."""

    CERTAIN = "certain"
    """The value is a secret, whatever it looks like."""
    HINT = "hint"
    """The value is a secret if it looks random."""
    NONE = "none"
    """Only the value's shape can tell."""
    INNOCENT = "innocent"
    """An identifier or checksum: random by nature, and no secret."""


_PUNCTUATION = re.compile(r"[^a-z0-9]+")
_CERTAIN = re.compile(
    r".*(?:password|passwd|passphrase|passcode|passwort|pwd|secret|credential|bearer|jwt|csrf|xsrf"
    r"|apikey|accesskey|privatekey|signingkey|encryptionkey|authkey|sharedkey|subscriptionkey"
    r"|masterkey|accountkey|sessionkey|functionskey|licensekey|storagekey|serverkey|appkey|clientkey"
    r"|authorization|authtoken|token|sessionid|sessid|signature|assertion|samlresponse|samlrequest"
    r"|accesskeyid|awsaccesskey|securitytoken|recoverycode|backupcode|verificationcode|totp|userpass|wsse).*"
    r"|(?:db|user|my|auth|smtp|ftp|ldap|mysql|pg|redis|proxy)?pass|pw|pin|otp|totp|mfa|sid|sig|hmac"
    r"|cvv|cvc|ssn|xauth|dpop|amzcredential|xamzcredential|googleaccessid|key?pairid|authorizationcode"
)
_HINT = re.compile(r".*key|auth|oauth|session|ticket|verifier|.*login.*hint|.*licen[cs]e")
# In a URL these carry what a login just earned; in JSON `code` names an error.
_PARAMETER_HINT = re.compile(r"code|state|nonce|hash|sign|h|.*(?:code|ticket|nonce)")
# `token_type`, `passwordPolicy`, `max_tokens`: about a secret, and none themselves.
_ABOUT = re.compile(
    r".*(?:type|types|ur[il]|urls|endpoint|expire[sd]?|expires(?:in|at|on)|expiry|expiration|lifetime"
    r"|ttl|count|length|limit|usage|used|policy|methods?|supported|status|required|hint|version"
    r"|errors?|strength|format|alg|algorithm|field|headername|paramname|scopes?|enabled|rules?"
    r"|attempts|remaining|description|message|label|issuedat|createdat|updatedat|lastused\w*)"
    r"|(?:max|min|num|total|has|is|public|show|forgot|invalid|missing|bad|wrong|unknown|expired)\w*"
    r"|.*ratelimit.*|authorizationdetails|sessionstate|tokenizer|tokenization|secretary|signaturealgorithm|jwtalg"
)
_INNOCENT = re.compile(
    r"(?:.*(?:[a-z]id|uuid|guid|etag|sha\d*|md5|checksum|digest|commit|revision|fingerprint"
    r"|thumbprint|integrity|traceparent|cursor))|id|ids|r|rev|ref|v|ver|version|ts|t|cb|etag|kid|jti"
    r"|gclid|fbclid|msclkid|dclid|utm.*|build|hash|fbp|ray|cfray|trace|span|requesttoken"
)
_PASSWORD_WORDS = ("pass", "pwd", "pin", "otp", "mfa")
_TOKEN_WORDS = (
    "token",
    "jwt",
    "bearer",
    "assertion",
    "saml",
    "code",
    "auth",
    "csrf",
    "xsrf",
    "dpop",
)
_COOKIE_WORDS = ("sess", "sid", "cookie", "ticket")

NO_SECRET = re.compile(
    r"(?i:undefined|null|none|nil|nan|true|false|yes|no|on|off|deleted|string|redacted|filtered"
    r"|\[\w[\w ]*\]|<[^<>]{0,64}>|\{\{[^{}]{0,64}\}\}|\$\{?\w{1,64}\}?|%\w{1,64}%|[*x.•…]+)?"
)
"""Whole values that stand for a secret, or for its absence, and are shown as they are."""

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_OPAQUE = re.compile(r"[A-Za-z0-9._~+/=%-]{20,4096}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_FILE = re.compile(
    r"\.(?:js|css|map|png|jpe?g|gif|svg|webp|ico|woff2?|html?|php|json|xml|txt|pdf)$"
)
_PARTS = re.compile(r"[._-]")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LEAST_HEX = 32
_LEAST_OPAQUE_WORD = 8
_LONG_WORD = 24
_LEAST_WORD = 3
_MOST_PART = 6
_MOST_WORD = 8
_LEAST_DISTINCT = 10
_MOST_NAME = 200


@lru_cache(maxsize=4096)
def suspicion(name: str) -> Suspicion:
    """Judge the name of a field, parameter, member or element, in any language."""
    plain = _PUNCTUATION.sub("", name[-_MOST_NAME:].lower())
    foreign = tongues.kind_of(name) is not None
    if foreign and tongues.is_plain(name):
        return Suspicion.CERTAIN
    if _ABOUT.fullmatch(plain):
        return Suspicion.NONE
    if foreign or _CERTAIN.fullmatch(plain):
        return Suspicion.CERTAIN
    # What is left of a name in another script says nothing.
    if plain and _INNOCENT.fullmatch(plain) and name.isascii():
        return Suspicion.INNOCENT
    return Suspicion.HINT if _HINT.fullmatch(plain) or tongues.hints(name) else Suspicion.NONE


@lru_cache(maxsize=4096)
def kind_of(name: str) -> str:
    """Return what kind of secret a name announces: password, token, cookie or key."""
    plain = _PUNCTUATION.sub("", name[-_MOST_NAME:].lower())
    for kind, words in (
        ("password", _PASSWORD_WORDS),
        ("token", _TOKEN_WORDS),
        ("cookie", _COOKIE_WORDS),
    ):
        if any(word in plain for word in words):
            return kind
    return tongues.kind_of(name) or "key"


def is_secret(name: str, value: str) -> bool:
    """Whether a named value must be hidden."""
    judged = suspicion(name)
    if judged is Suspicion.CERTAIN:
        return True
    if judged is Suspicion.HINT:
        return is_opaque_word(value)
    return judged is Suspicion.NONE and looks_secret(value)


def is_secret_parameter(name: str, value: str) -> bool:
    """Whether a named value in a URL or form must be hidden."""
    plain = _PUNCTUATION.sub("", name[-_MOST_NAME:].lower())
    hinted = _PARAMETER_HINT.fullmatch(plain) is not None and is_opaque_word(value)
    return hinted or is_secret(name, value)


def is_opaque_word(text: str) -> bool:
    """Whether a text is one word of the kind that people do not write: `aB3dE5gH`."""
    if len(text) < _LEAST_OPAQUE_WORD or any(c.isspace() for c in text):
        return False
    parts = _PARTS.split(text)
    if len(parts) > 1 and all(part.isalpha() or len(part) <= _MOST_PART for part in parts):
        # ERR_HTTP2_PROTOCOL, rest_forbidden_context
        return False
    if any(c.isdigit() for c in text):
        return any(c.isalpha() for c in text)
    words = _CAMEL.findall(text)
    short = sum(len(word) < _LEAST_WORD for word in words)
    return short * 3 > len(words) or (len(words) == 1 and len(text) >= _LONG_WORD)


def looks_secret(text: str) -> bool:
    """Whether a whole value is long and random: not a UUID, a file name, words or a number."""
    if _OPAQUE.fullmatch(text) is None or _UUID.fullmatch(text) or _FILE.search(text):
        return False
    letters = sum(map(str.isalpha, text))
    digits = sum(map(str.isdigit, text))
    if letters < 4 or len(set(text)) < _LEAST_DISTINCT:  # noqa: PLR2004 (a number with a unit)
        return False
    if _HEX.fullmatch(text):
        return len(text) >= _LEAST_HEX
    words = [part for part in re.split(r"[._~+/=%-]+", text) if part]
    plain = sum(part.isalpha() or part.isdigit() for part in words)
    if len(words) > 1 and plain * 2 >= len(words) and all(_is_wordy(part) for part in words):
        return False
    return digits > 1 or is_opaque_word(text)


def _is_wordy(part: str) -> bool:
    return len(part) <= _MOST_WORD or (part.isalpha() and (part.islower() or part.istitle()))
