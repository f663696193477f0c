"""Blobs were made with an independent ASN.1 implementation, not by this project's own code."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.auth.schemes import negotiate

ERROR = (
    "oYGKMIGHoAMKAQKhCwYJKoZIhvcSAQIConMEcWBvBgkqhkiG9xIBAgIDAH5gMF6gAwIBBaEDAgEepBEYDzIwMjYx"
    "MTIwMTIwMDAwWqUFAgMB4kCmAwIBJakOGwxFWEFNUExFLlRFU1SqIzAhoAMCAQKhGjAYGwRIVFRQGxB3d3cuZXhh"
    "bXBsZS50ZXN0"
)
BARE_ERROR = (
    "YG8GCSqGSIb3EgECAgMAfmAwXqADAgEFoQMCAR6kERgPMjAyNjExMjAxMjAwMDBapQUCAwHiQKYDAgElqQ4bDEVY"
    "QU1QTEUuVEVTVKojMCGgAwIBAqEaMBgbBEhUVFAbEHd3dy5leGFtcGxlLnRlc3Q="
)
TICKET = (
    "YIICFQYGKwYBBQUCoIICCTCCAgWgJDAiBgkqhkiC9xIBAgIGCSqGSIb3EgECAgYKKwYBBAGCNwICCqKCAdsEggHX"
    "YIIB0wYJKoZIhvcSAQICAQBuggHCMIIBvqADAgEFoQMCAQ6iBwMFAAAAAACjggEgYYIBHDCCARigAwIBBaEOGwxF"
    "WEFNUExFLlRFU1SiIzAhoAMCAQKhGjAYGwRIVFRQGxB3d3cuZXhhbXBsZS50ZXN0o4HbMIHYoAMCARKhAwIBA6KB"
    "ywSByBERERERERERERERERERERERERERERERERERERERERERERERERERERERERERERERERERERERERERERERERER"
)
TICKET = TICKET[: len(TICKET) // 4 * 4]
NTLM = "TlRMTVNTUAABAAAABQKIoAAAAAAAAAAAAAAAAAAAAAA="
WRAPPED_NTLM = (
    "YEAGBisGAQUFAqA2MDSgDjAMBgorBgEEAYI3AgIKoiIEIE5UTE1TU1AAAQAAAAUCiKAAAAAAAAAAAAAAAAAAAAAA"
)


@pytest.mark.parametrize("blob", [ERROR, BARE_ERROR])
def test_a_kerberos_error_is_read(blob: str) -> None:
    found = negotiate.read(blob)
    assert (found.kind, found.error_code, found.error) == (
        "kerberos-error",
        37,
        "KRB_AP_ERR_SKEW",
    )
    assert (found.realm, found.service) == ("EXAMPLE.TEST", "HTTP/www.example.test")
    assert found.server_time == datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("code", "name"),
    [(35, "KRB_AP_ERR_NOT_US"), (44, "KRB_AP_ERR_BADKEYVER"), (99, "KRB-ERROR 99")],
)
def test_other_codes(code: int, name: str) -> None:
    data = base64.b64decode(ERROR).replace(
        b"\xa6\x03\x02\x01\x25", b"\xa6\x03\x02\x01" + bytes([code])
    )
    assert negotiate.read(base64.b64encode(data).decode()).error == name


def test_the_code_alone_is_enough() -> None:
    found = negotiate.read(base64.b64encode(b"\x01\x02\xa6\x03\x02\x01\x23rest").decode())
    assert (found.kind, found.error_code) == ("kerberos-error", 35)


def test_a_ticket_names_its_service() -> None:
    found = negotiate.read(TICKET)
    assert (found.kind, found.realm, found.service) == (
        "kerberos",
        "EXAMPLE.TEST",
        "HTTP/www.example.test",
    )
    assert found.mechanisms == ("ms-kerberos", "kerberos", "ntlm")
    assert found.error is None


@pytest.mark.parametrize("blob", [NTLM, WRAPPED_NTLM])
def test_ntlm_is_told_from_kerberos(blob: str) -> None:
    found = negotiate.read(blob)
    assert (found.kind, found.ntlm_type) == ("ntlm", 1)


@pytest.mark.parametrize(
    ("blob", "kind"),
    [("", "empty"), ("!!!", "unknown"), ("aGVsbG8=", "unknown"), ("caf\xe9", "unknown")],
)
def test_what_is_neither(blob: str, kind: str) -> None:
    assert negotiate.read(blob).kind == kind


def test_a_wrapping_without_a_token() -> None:
    oid = bytes.fromhex("06062b0601050502")
    assert negotiate.read(base64.b64encode(b"\x60\x08" + oid).decode()).kind == "spnego"


def test_blob_of_a_field() -> None:
    found = negotiate.blob_of(["Negotiate", f"Negotiate {ERROR}"])
    assert found is not None
    assert found.error_code == 37
    bare = negotiate.blob_of(['Negotiate, Basic realm="x"'])
    assert bare is not None
    assert bare.kind == "empty"
    assert negotiate.blob_of(['Basic realm="x"']) is None
    assert negotiate.blob_of([f"NTLM {NTLM}"]) == negotiate.read(NTLM)


@given(st.binary(max_size=300))
def test_reading_never_raises(data: bytes) -> None:
    for blob in (data, base64.b64decode(ERROR)[:40] + data, base64.b64decode(TICKET)[:60] + data):
        negotiate.read(base64.b64encode(blob).decode())


@given(st.text())
def test_any_text_is_borne(text: str) -> None:
    negotiate.read(text)
