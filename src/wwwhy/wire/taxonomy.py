"""Native error numbers, translated into failures of the model; texts are never matched.

Numbers are stable where texts are not: OpenSSL 3.0 says `sslv3 alert handshake failure` where
4.0 says `tls alert handshake failure`.
"""

import errno
import socket
from collections.abc import Mapping
from types import MappingProxyType

from wwwhy.errors import Sentence, system_reason
from wwwhy.model import Alert, Failure

_ERRNO: Mapping[int, str] = MappingProxyType(
    {
        errno.ECONNREFUSED: "tcp.refused",
        errno.ECONNRESET: "tcp.reset",
        errno.EPIPE: "tcp.closed",
        errno.ECONNABORTED: "tcp.aborted",
        errno.ETIMEDOUT: "tcp.timed_out",
        errno.EHOSTUNREACH: "tcp.address_unreachable",
        errno.ENETUNREACH: "tcp.address_unreachable",
        errno.EHOSTDOWN: "tcp.address_unreachable",
        errno.ENETDOWN: "tcp.address_unreachable",
        # `ip route prohibit` and SELinux both look like this.
        errno.EACCES: "tcp.permission_denied",
        errno.EPERM: "tcp.permission_denied",
        # `ip route blackhole` answers EINVAL.
        errno.EINVAL: "tcp.address_invalid",
        errno.EADDRNOTAVAIL: "tcp.address_invalid",
        errno.EAFNOSUPPORT: "tcp.address_invalid",
        errno.ENODEV: "tcp.address_invalid",
    }
)

ALERTS: Mapping[int, str] = MappingProxyType(
    {
        0: "close_notify",
        10: "unexpected_message",
        20: "bad_record_mac",
        21: "decryption_failed",
        22: "record_overflow",
        30: "decompression_failure",
        40: "handshake_failure",
        41: "no_certificate",
        42: "bad_certificate",
        43: "unsupported_certificate",
        44: "certificate_revoked",
        45: "certificate_expired",
        46: "certificate_unknown",
        47: "illegal_parameter",
        48: "unknown_ca",
        49: "access_denied",
        50: "decode_error",
        51: "decrypt_error",
        60: "export_restriction",
        70: "protocol_version",
        71: "insufficient_security",
        80: "internal_error",
        86: "inappropriate_fallback",
        90: "user_canceled",
        100: "no_renegotiation",
        109: "missing_extension",
        110: "unsupported_extension",
        111: "certificate_unobtainable",
        112: "unrecognized_name",
        113: "bad_certificate_status_response",
        114: "bad_certificate_hash_value",
        115: "unknown_psk_identity",
        116: "certificate_required",
        120: "no_application_protocol",
        121: "ech_required",
    }
)
"""Alert numbers of the IANA TLS registry (RFC 8446 section 6, RFC 6066, RFC 7301)."""

_HANDSHAKE_FAILURE = 40
_ALERT_FAILURES: Mapping[int, str] = MappingProxyType(
    {
        42: "tls.bad_client_auth_cert",
        43: "tls.bad_client_auth_cert",
        44: "tls.bad_client_auth_cert",
        45: "tls.bad_client_auth_cert",
        46: "tls.bad_client_auth_cert",
        48: "tls.bad_client_auth_cert",
        70: "tls.version_or_cipher_mismatch",
        71: "tls.version_or_cipher_mismatch",
        86: "tls.version_or_cipher_mismatch",
        112: "tls.unrecognized_name",
        116: "tls.client_cert_required",
        120: "tls.no_application_protocol",
    }
)


def errno_failure(error: OSError, what: Sentence, *, at_phase: str | None = None) -> Failure:
    """Translate an error of the operating system; `what` says what was tried."""
    number = error.errno or 0
    kind = _ERRNO.get(number, "tcp.failed")
    name = errno.errorcode.get(number, "")
    return Failure(
        kind,
        Sentence("{what}: {reason}.", what=what, reason=system_reason(error)),
        {"errno": number, "errno_name": name},
        at_phase=at_phase,
    )


def unix_failure(error: OSError, path: str) -> Failure:
    """Translate the error of a dial to a Unix domain socket."""
    failure = errno_failure(error, Sentence("Connecting to the socket {path}", path=path))
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return Failure("unix.socket_missing", failure.detail, failure.native)
    return failure


def make_alert(number: int, direction: str, level: int = 2) -> Alert:
    """Name an alert."""
    name = ALERTS.get(number, f"alert_{number}")
    return Alert(number, name, direction, "warning" if level == 1 else "fatal")


def alert_failure(
    alert: Alert, *, cert_requested: bool = False, cert_sent: bool = False
) -> Failure:
    """Say what a fatal alert means; one that we sent never names a fault of the server.

    A missing client certificate and a missing common cipher are both alert 40 in TLS 1.2: only
    whether a certificate was asked for tells them apart (measured with Apache 2.4.71).
    """
    native: dict[str, str | int | bool | None] = {
        "alert": alert.number,
        "alert_name": alert.name,
        "direction": alert.direction,
    }
    if alert.direction == "out":
        detail = Sentence(
            "This client broke the handshake off with alert {number} ({name}).",
            number=alert.number,
            name=alert.name,
        )
        return Failure("tls.failed", detail, native)
    detail = Sentence(
        "The server sent alert {number} ({name}).", number=alert.number, name=alert.name
    )
    return Failure(_alert_kind(alert.number, cert_requested, cert_sent), detail, native)


def _alert_kind(number: int, cert_requested: bool, cert_sent: bool) -> str:
    if number == _HANDSHAKE_FAILURE:
        if not cert_requested:
            return "tls.version_or_cipher_mismatch"
        return "tls.bad_client_auth_cert" if cert_sent else "tls.client_cert_required"
    kind = _ALERT_FAILURES.get(number, "tls.alert")
    if kind == "tls.bad_client_auth_cert" and not cert_sent:
        return "tls.client_cert_required" if cert_requested else "tls.alert"
    return kind


EAI_NODATA = getattr(socket, "EAI_NODATA", -5)
EAI_ADDRFAMILY = getattr(socket, "EAI_ADDRFAMILY", -9)
_SLOW_LOOK_UP = 4.0


def resolver_failure(error: socket.gaierror, name: str, family: int | None, took: float) -> Failure:
    """Translate an error of getaddrinfo; `took` is in seconds.

    glibc says EAI_AGAIN for SERVFAIL, REFUSED and a dead server at once, and for silence late.
    """
    number = error.errno or 0
    native: dict[str, str | int | bool | None] = {"eai": number, "eai_name": _eai_name(number)}
    if number in {EAI_NODATA, EAI_ADDRFAMILY} and family is not None:
        detail = Sentence("{name} has no IPv{family} address.", name=name, family=family)
        return Failure("dns.no_address_of_family", detail, native)
    if number in {EAI_NODATA, EAI_ADDRFAMILY}:
        return Failure(
            "dns.name_not_resolved",
            Sentence("{name} exists but has no address.", name=name),
            native,
        )
    if number == socket.EAI_NONAME:
        return Failure("dns.name_not_resolved", _nothing_found(name, family), native)
    if number == socket.EAI_AGAIN and took >= _SLOW_LOOK_UP:
        return Failure(
            "dns.timed_out", Sentence("No name server answered about {name}.", name=name), native
        )
    return Failure(
        "dns.failed", Sentence("The name servers could not answer about {name}.", name=name), native
    )


def _nothing_found(name: str, family: int | None) -> Sentence:
    if family is None:
        return Sentence("This computer finds no address for {name}.", name=name)
    return Sentence(
        "This computer finds no IPv{family} address for {name}.", name=name, family=family
    )


def _eai_name(number: int) -> str:
    names = (n for n in dir(socket) if n.startswith("EAI_") and getattr(socket, n) == number)
    return next(names, "")
