"""Native numbers become failures of the model; texts are never looked at."""

import errno
import socket

import pytest

from wwwhy.errors import Sentence
from wwwhy.model import FAILURE_TYPES
from wwwhy.wire import taxonomy
from wwwhy.wire.taxonomy import (
    alert_failure,
    errno_failure,
    make_alert,
    resolver_failure,
    unix_failure,
)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ECONNREFUSED, "tcp.refused"),
        (errno.ECONNRESET, "tcp.reset"),
        (errno.EPIPE, "tcp.closed"),
        (errno.ECONNABORTED, "tcp.aborted"),
        (errno.ETIMEDOUT, "tcp.timed_out"),
        (errno.EHOSTUNREACH, "tcp.address_unreachable"),
        (errno.ENETUNREACH, "tcp.address_unreachable"),
        (errno.EACCES, "tcp.permission_denied"),
        (errno.EPERM, "tcp.permission_denied"),
        (errno.EINVAL, "tcp.address_invalid"),
        (errno.EADDRNOTAVAIL, "tcp.address_invalid"),
        (errno.EMFILE, "tcp.failed"),
        (None, "tcp.failed"),
    ],
)
def test_errno(number: int | None, expected: str):
    error = OSError(number, "misleading text: connection refused") if number else OSError("odd")
    failure = errno_failure(error, Sentence("Connecting"))
    assert failure.type == expected
    assert failure.native["errno"] == (number or 0)
    assert "misleading" not in failure.detail


def test_a_missing_unix_socket():
    assert unix_failure(OSError(errno.ENOENT, ""), "/s").type == "unix.socket_missing"
    assert unix_failure(OSError(errno.EACCES, ""), "/s").type == "tcp.permission_denied"


def test_every_failure_that_is_made_here_exists():
    made = {*taxonomy._ERRNO.values(), *taxonomy._ALERT_FAILURES.values()}
    assert made <= set(FAILURE_TYPES)


@pytest.mark.parametrize("number", range(256))
def test_every_alert_has_a_failure(number: int):
    for requested in (False, True):
        for sent in (False, True):
            alert = make_alert(number, "in")
            failure = alert_failure(alert, cert_requested=requested, cert_sent=sent)
            assert failure.type in FAILURE_TYPES
            assert failure.phase == "tls"
    ours = alert_failure(make_alert(number, "out"))
    assert ours.type == "tls.failed"
    assert "server" not in ours.detail


@pytest.mark.parametrize(
    ("number", "requested", "sent", "expected"),
    [
        (40, False, False, "tls.version_or_cipher_mismatch"),
        (40, True, False, "tls.client_cert_required"),
        (40, True, True, "tls.bad_client_auth_cert"),
        (116, True, False, "tls.client_cert_required"),
        (42, True, True, "tls.bad_client_auth_cert"),
        (42, True, False, "tls.client_cert_required"),
        (48, False, False, "tls.alert"),
    ],
)
def test_alerts_about_client_certificates(number: int, requested: bool, sent: bool, expected: str):
    alert = make_alert(number, "in")
    assert alert_failure(alert, cert_requested=requested, cert_sent=sent).type == expected


def test_a_late_eai_again_is_silence():
    error = socket.gaierror(socket.EAI_AGAIN, "")
    assert resolver_failure(error, "a.test", None, 5.0).type == "dns.timed_out"
    assert resolver_failure(error, "a.test", None, 0.1).type == "dns.failed"
