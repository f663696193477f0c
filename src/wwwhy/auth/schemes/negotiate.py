"""Negotiate (RFC 4559): what a blob is, and the Kerberos error that a server put into it.

Measured with Apache 2.4 (mod_auth_gssapi) and an MIT KDC: the last 401 of a failed login carries
a blob of about 117 octets with a KRB-ERROR (RFC 4120 section 5.9.1), realm and service in clear.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wwwhy.auth import der
from wwwhy.auth.challenge import Challenge, Defect
from wwwhy.auth.parsing import parse_challenges
from wwwhy.auth.recovery import Draft

MAX_ENCODED = 128 * 1024
"""Longest blob that is decoded, in characters."""
MAX_NAME = 256
KERBEROS_ERRORS = {
    6: "KDC_ERR_C_PRINCIPAL_UNKNOWN",
    7: "KDC_ERR_S_PRINCIPAL_UNKNOWN",
    14: "KDC_ERR_ETYPE_NOSUPP",
    18: "KDC_ERR_CLIENT_REVOKED",
    23: "KDC_ERR_KEY_EXPIRED",
    24: "KDC_ERR_PREAUTH_FAILED",
    31: "KRB_AP_ERR_BAD_INTEGRITY",
    32: "KRB_AP_ERR_TKT_EXPIRED",
    33: "KRB_AP_ERR_TKT_NYV",
    34: "KRB_AP_ERR_REPEAT",
    35: "KRB_AP_ERR_NOT_US",
    36: "KRB_AP_ERR_BADMATCH",
    37: "KRB_AP_ERR_SKEW",
    38: "KRB_AP_ERR_BADADDR",
    39: "KRB_AP_ERR_BADVERSION",
    41: "KRB_AP_ERR_MODIFIED",
    44: "KRB_AP_ERR_BADKEYVER",
    45: "KRB_AP_ERR_NOKEY",
    46: "KRB_AP_ERR_MUT_FAIL",
    60: "KRB_ERR_GENERIC",
    68: "KDC_ERR_WRONG_REALM",
}
"""Error codes of RFC 4120 section 7.5.9 that a web server or its KDC sends."""

_MECHANISMS = {
    bytes.fromhex("2a864886f712010202"): "kerberos",
    bytes.fromhex("2a864882f712010202"): "ms-kerberos",
    bytes.fromhex("2b06010401823702020a"): "ntlm",
    bytes.fromhex("2b06010401823702021e"): "negoex",
}
_SPNEGO = bytes.fromhex("2b0601050502")
_LENGTH = rb"(?:[\x00-\x7f]|\x81.|\x82..)"
_NTLM_MESSAGE = re.compile(rb"NTLMSSP\x00([\x01-\x03])")
# Both are found by their first fields, whatever they are wrapped in: version 5, then the type of
# a KRB-ERROR (30), or the realm of a ticket.
_KRB_ERROR = re.compile(
    rb"\x30" + _LENGTH + rb"(?=\xa0\x03\x02\x01\x05\xa1\x03\x02\x01\x1e)", re.DOTALL
)
_CLEAR_TICKET = re.compile(
    rb"\x61" + _LENGTH + rb"\x30" + _LENGTH + rb"(?=\xa0\x03\x02\x01\x05\xa1.\x1b)", re.DOTALL
)
_ERROR_CODE = re.compile(rb"\xa6\x03\x02\x01(.)", re.DOTALL)
_SEQUENCE, _INTEGER, _OID, _TIME, _STRING = 0x30, 0x02, 0x06, 0x18, 0x1B
_SCHEMES = frozenset({"negotiate", "ntlm", "kerberos"})


@dataclass(frozen=True, slots=True)
class Blob:
    """What stands behind Negotiate or NTLM; of a user's data, only what names the service."""

    kind: str
    """ntlm, kerberos (a ticket), kerberos-error, spnego (a wrapping without either), empty or
    unknown."""
    size: int
    """Octets, decoded."""
    ntlm_type: int | None = None
    """1 asks, 2 is the server's challenge, 3 proves ([MS-NLMP] section 2.2.1)."""
    mechanisms: tuple[str, ...] = ()
    """Offered in a SPNEGO wrapping, best first: kerberos, ms-kerberos, ntlm, negoex."""
    error_code: int | None = None
    """Of a KRB-ERROR (RFC 4120 section 7.5.9)."""
    realm: str | None = None
    service: str | None = None
    """Service principal, such as `HTTP/www.example.com`."""
    server_time: float | None = None
    """Clock of the server that made the KRB-ERROR, in seconds since the epoch."""

    @property
    def error(self) -> str | None:
        """Name of the Kerberos error."""
        if self.error_code is None:
            return None
        return KERBEROS_ERRORS.get(self.error_code, f"KRB-ERROR {self.error_code}")


def blob_of(lines: Sequence[str]) -> Blob | None:
    """Return the first blob of a WWW-Authenticate or Authorization field; None if there is none.

    A bare `Negotiate` is not None but a blob of kind `empty`: the server asks for one.
    """
    found = [each for each in parse_challenges(lines).challenges if each.scheme in _SCHEMES]
    found.sort(key=lambda challenge: challenge.token68 is None)
    return read(found[0].token68 or "") if found else None


def read(encoded: str) -> Blob:
    """Read a blob in base64."""
    if not encoded:
        return Blob("empty", 0)
    try:
        data = base64.b64decode(encoded[:MAX_ENCODED], validate=True)
    except (binascii.Error, ValueError):
        return Blob("unknown", 0)
    plain = Blob("unknown", len(data), mechanisms=_mechanisms(data))
    return (
        _ntlm(plain, data) or _error(plain, data) or _ticket(plain, data) or _wrapping(plain, data)
    )


def check(draft: Draft) -> Iterator[Defect]:
    """Yield `negotiate-parameters`: the scheme has one blob and no parameters (RFC 4559)."""
    if draft.params:
        yield Defect("negotiate-parameters", draft.offset)


def check_credentials(credentials: Challenge) -> Iterator[str]:
    """Yield `negotiate-blob-unreadable` where the client sent neither a ticket nor NTLM."""
    if read(credentials.token68 or "").kind in {"empty", "unknown"}:
        yield "negotiate-blob-unreadable"


def _ntlm(blob: Blob, data: bytes) -> Blob | None:
    found = _NTLM_MESSAGE.search(data)
    return replace(blob, kind="ntlm", ntlm_type=found[1][0]) if found else None


def _error(blob: Blob, data: bytes) -> Blob | None:
    """Take the clear fields of a KRB-ERROR: stime [4], error-code [6], realm [9], sname [10]."""
    found = _KRB_ERROR.search(data)
    if found is None:
        return None
    fields = dict(der.elements(data[found.end() :]))
    code = der.inside(fields.get(0xA6, b""), _INTEGER)
    return replace(
        blob,
        kind="kerberos-error",
        error_code=None if code is None else int.from_bytes(code[:4], signed=True),
        realm=_realm(fields.get(0xA9)),
        service=_service(fields.get(0xAA)),
        server_time=_time(fields.get(0xA4)),
    )


def _ticket(blob: Blob, data: bytes) -> Blob | None:
    """Take the clear fields of a ticket: realm [1], sname [2] (RFC 4120 section 5.3)."""
    found = _CLEAR_TICKET.search(data)
    if found is None:
        return None
    fields = dict(der.elements(data[found.end() :]))
    realm, service = _realm(fields.get(0xA1)), _service(fields.get(0xA2))
    return replace(blob, kind="kerberos", realm=realm, service=service)


def _wrapping(blob: Blob, data: bytes) -> Blob:
    # Whatever wraps it, an error code stands in clear where a KRB-ERROR is.
    code = _ERROR_CODE.search(data)
    if code:
        return replace(blob, kind="kerberos-error", error_code=code[1][0])
    return replace(blob, kind="spnego") if _SPNEGO in data else blob


def _realm(field: bytes | None) -> str | None:
    text = der.inside(field or b"", _STRING)
    return None if text is None else text[:MAX_NAME].decode("utf-8", "replace")


def _service(field: bytes | None) -> str | None:
    names = der.inside(field or b"", _SEQUENCE, 0xA1, _SEQUENCE)
    parts = [part for tag, part in der.elements(names or b"") if tag == _STRING]
    return b"/".join(parts)[:MAX_NAME].decode("utf-8", "replace") or None


def _time(field: bytes | None) -> float | None:
    text = der.inside(field or b"", _TIME) or b""
    try:
        return datetime.strptime(text.decode("ascii") + "+0000", "%Y%m%d%H%M%SZ%z").timestamp()
    except (ValueError, OverflowError):
        return None


def _mechanisms(data: bytes) -> tuple[str, ...]:
    """Read the list of a NegTokenInit (RFC 4178 section 4.2.1): 60 { oid, a0 { 30 { a0 { 30 …."""
    start = der.inside(data, 0x60)
    if start is None or der.inside(start, _OID) != _SPNEGO:
        return ()
    listed = der.inside(start, 0xA0, _SEQUENCE, 0xA0, _SEQUENCE) or b""
    oids = (content for tag, content in der.elements(listed) if tag == _OID)
    return tuple(_MECHANISMS[oid] for oid in oids if oid in _MECHANISMS)
