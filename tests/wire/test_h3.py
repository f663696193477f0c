"""HTTP/3 over QUIC, against aioquic servers on loopback."""

import subprocess
import sys
from typing import Any

import pytest
from aioquic.quic.events import QuicEvent, StreamDataReceived

from tests.wire.h3_peers import (
    OK,
    Server,
    answering,
    ask,
    data,
    failed,
    head,
    run,
    status,
)
from wwwhy.errors import MissingExtraError
from wwwhy.model import Tls, Transport
from wwwhy.wire.limits import Limits

# --- healthy exchanges ----------------------------------------------------------------------------


def test_a_plain_exchange():
    (outcome,) = run(answering(head(((b":status", b"103"),)), head(OK), data(b"hello")))
    assert outcome.response is not None
    assert (outcome.response.status, outcome.response.version) == (200, "3")
    assert (outcome.response.body, outcome.response.complete) == (b"hello", True)
    assert [each.status for each in outcome.response.interim] == [103]
    assert outcome.failure is None
    assert outcome.tls.handshake_done
    assert (outcome.tls.version, outcome.tls.alpn, outcome.tls.sni) == ("TLSv1.3", "h3", "a.test")
    assert outcome.tls.cipher is not None
    assert outcome.tls.cipher.startswith("TLS_")
    assert [each.dns_names for each in outcome.tls.chain] == [("a.test",)]
    assert outcome.tls.trusted_by == ("user",)
    assert outcome.connected_at is not None
    assert outcome.first_byte_at is not None
    assert outcome.connected_at <= outcome.sent_at <= outcome.first_byte_at <= outcome.ended_at
    assert outcome.local_address == "127.0.0.1"
    assert outcome.local_port


def test_another_authority_on_the_same_connection():
    """Wire knowledge a4: SNI and :authority are free of each other."""
    first, second = run(answering(head(OK)), ask(), ask("https://b.test/"))
    assert [status(first), status(second)] == [200, 200]
    assert first.local_port == second.local_port


def test_a_connection_without_sni():
    seen = []

    def on_event(server: Server, event: QuicEvent) -> None:
        if isinstance(event, StreamDataReceived):
            seen.append(server.quic.tls._server_name)

    (outcome,) = run(answering(head(OK)), on_event=on_event, options={"server_name": None})
    assert (status(outcome), outcome.tls.sni) == (200, None)
    assert set(seen) == {None}


@pytest.mark.parametrize("size", [1, 100_000, 3_000_000])
def test_bodies_go_both_ways(size: int):
    got = bytearray()

    def echo(server: Server, stream: int, piece: bytes, ended: bool) -> None:
        got.extend(piece)
        if ended:
            server.say(stream, head(OK), data(b"d" * size), end=True)

    (outcome,) = run(echo, ask(method="POST", body=b"u" * size), options={"seconds": 20})
    assert outcome.response is not None
    assert (outcome.response.body_length, failed(outcome)) == (size, None)
    assert got.count(b"u") >= size


def test_illegal_fields_stay_readable():
    """aioquic's own HTTP/3 layer closes the connection for each of these."""
    bad = ((b"Server", b"x"), (b"connection", b"close"), (b"a", b"\0"))
    (outcome,) = run(answering(head((*OK, *bad)), data(b"x")))
    assert outcome.response is not None
    assert [each.name for each in outcome.response.anomalies] == [
        "upper_case_name",
        "connection_specific_field",
        "control_character",
    ]


def test_a_long_body_is_cut_short():
    big = data(b"x" * 500_000)
    (outcome,) = run(
        answering(head((*OK, (b"content-length", b"1000000"))), big, end=False),
        options={"limits": Limits(body_read=100_000, body_kept=10)},
    )
    assert outcome.response is not None
    assert (outcome.response.cut_short, len(outcome.response.body)) == (True, 10)
    assert outcome.failure is None


# --- uploads --------------------------------------------------------------------------------------


def test_413_in_the_middle_of_an_upload():
    ended = []

    def refuse(server: Server, stream: int, _piece: bytes, is_last: bool) -> None:
        ended.append(is_last)
        if len(ended) == 1:
            server.quic.stop_stream(stream, 0x100)
            server.say(stream, head(((b":status", b"413"),)), data(b"no"), end=True)

    (outcome,) = run(refuse, ask(method="POST", body=b"x" * 20_000_000))
    assert (status(outcome), failed(outcome)) == (413, None)
    assert not any(ended)


def test_stop_sending_ends_the_upload_and_not_the_answer():
    got = bytearray()

    def refuse(server: Server, stream: int, piece: bytes, _is_last: bool) -> None:
        if not got:
            server.quic.stop_stream(stream, 0x100)
            server.say(stream, head(OK), data(b"enough"))
            server.later(0.2, lambda: server.say(stream, b"", end=True))
        got.extend(piece)

    (outcome,) = run(refuse, ask(method="POST", body=b"x" * 20_000_000))
    assert (status(outcome), failed(outcome)) == (200, None)
    assert len(got) < 10_000_000


def test_expect_holds_the_body_until_100():
    order: list[tuple[bool, bool]] = []

    def script(server: Server, stream: int, piece: bytes, ended: bool) -> None:
        order.append((b"held" in piece, ended))
        if len(order) == 1:
            server.later(0.1, lambda: server.say(stream, head(((b":status", b"100"),))))
        if ended:
            server.say(stream, head(OK), end=True)

    request = ask(method="PUT", body=b"held", transport=Transport(expect_continue=True))
    (outcome,) = run(script, request, options={"limits": Limits(expect_wait=30)})
    assert status(outcome) == 200
    assert order == [(False, False), (True, True)]


def test_a_server_that_ignores_expect_gets_the_body_after_a_while():
    request = ask(method="PUT", body=b"x", transport=Transport(expect_continue=True))
    (outcome,) = run(answering(head(OK)), request, options={"limits": Limits(expect_wait=0.1)})
    assert status(outcome) == 200


# --- the gate -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [(), (("Authorization", "Basic c2VjcmV0"),)])
def test_nothing_is_sent_to_a_server_with_another_name(fields: Any):
    heard: list[int] = []

    def on_event(_server: Server, event: QuicEvent) -> None:
        if isinstance(event, StreamDataReceived):
            heard.append(event.stream_id)

    request = ask("https://a.test/", *fields)
    (outcome,) = run(answering(head(OK)), request, name="b.test", on_event=on_event)
    assert (failed(outcome), outcome.response) == ("tls.cert.name_invalid", None)
    assert heard == []
    assert [each.reason for each in outcome.tls.verify_errors] == ["name"]
    assert outcome.tls.handshake_done


def test_nothing_is_sent_to_a_server_of_an_unknown_authority():
    request = ask(tls=Tls())
    (outcome,) = run(answering(head(OK)), request)
    assert outcome.failure is not None
    assert outcome.failure.matches("tls.cert.*")


def test_the_users_own_k_lets_credentials_go():
    fields = ("Authorization", "Basic c2VjcmV0")
    request = ask("https://a.test/", fields, tls=Tls(verify=False))
    (outcome,) = run(answering(head(OK)), request, name="b.test")
    assert status(outcome) == 200
    assert outcome.tls.verify_errors


def test_secrets_go_to_their_own_origin_only():
    secret = ("Authorization", "Basic c2VjcmV0")
    _, other, named, port = run(
        answering(head(OK)),
        ask(),
        ask("https://b.test/", secret),
        ask("https://a.test/x", secret),
        ask("https://a.test:8443/", secret),
    )
    assert failed(other) == "bound.credentials"
    assert status(named) == 200
    assert failed(port) == "bound.credentials"
    assert "c2VjcmV0" not in repr((other, named))


def test_secrets_may_go_to_another_name_of_the_certificate():
    """RFC 9114 section 3.3: a connection may be used for every origin its certificate names."""
    secret = ("Authorization", "Basic c2VjcmV0")
    requests = [ask(), ask("https://b.test/", secret), ask("http://b.test/", secret)]
    first, second, clear = run(answering(head(OK)), *requests, name="a.test b.test")
    assert (status(first), status(second)) == (200, 200)
    assert failed(clear) == "bound.credentials"


def test_a_chain_that_cannot_be_seen_is_not_trusted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("wwwhy.wire.h3_connection.chain_of", lambda _endpoint: ())
    strict, lax = (run(answering(head(OK)), ask(tls=tls))[0] for tls in (None, Tls(verify=False)))
    assert failed(strict) == "bound.credentials"
    assert status(lax) == 200


# --- the extra ------------------------------------------------------------------------------------

WITHOUT = """
import asyncio, sys
sys.modules["aioquic"] = None
from wwwhy.errors import MissingExtraError
from wwwhy.wire.h3 import connect_h3
try:
    asyncio.run(connect_h3(
        None, "", 1, server_name=None, deadline=0, clock=None, limits=None, judge=None
    ))
except MissingExtraError as error:
    print(error)
"""


def test_without_aioquic_the_extra_is_named():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True
    )
    assert "pip install 'wwwhy[h3]'" in done.stdout
    assert issubclass(MissingExtraError, Exception)


def test_importing_h3_does_not_import_aioquic():
    code = "import sys, wwwhy.wire.h3; print('aioquic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
