"""The gate: secrets reach verified TLS, the user's own clear text, or the user's own -k."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, cast

import pytest

from tests.wire import pki
from tests.wire.servers import OK, answering, request_to, send, serving
from wwwhy.model import Exchange, Experiment, Fields, Request, Tls, Transport, Url
from wwwhy.wire import Wire
from wwwhy.wire.gate import (
    ClearStream,
    ConsentedStream,
    ObservedStream,
    VerifiedStream,
    secrets_of,
    withheld,
)
from wwwhy.wire.names import covers
from wwwhy.wire.stream import READ_SIZE, Stream, StreamFailure
from wwwhy.wire.trust import Judgement, judge

SECRET = (("Authorization", "Bearer s3cret"),)
SECRETS: tuple[dict[str, Any], ...] = (
    {"fields": SECRET},
    {"fields": (("aUTHORIZATION", "x"),)},
    {"fields": (("Cookie", "a=b"),)},
    {"fields": (("Proxy-Authorization", "Basic x"),)},
    {"fields": (("X-Api-Key", "x"),)},
    {"fields": (("X", "a\r\nAuthorization: Bearer t"),)},
    {"fields": (("Authorization ", "Bearer t"),)},
    {"body": b"password=1"},
    {"url": "https://user:pass@site.test/"},
)


class FakeChannel:
    """Takes everything down; stands for a socket and for TLS."""

    def __init__(self, chain: tuple[bytes, ...] = ()) -> None:
        self.chain = chain
        self.written = b""

    async def receive(self, limit: int = READ_SIZE) -> bytes:
        return b""

    async def transmit(self, data: bytes) -> None:
        self.written += data

    def grab(self) -> bytes | None:
        return None

    def unread(self, data: bytes) -> None: ...
    def post(self, data: bytes) -> None: ...
    async def close(self) -> None: ...


def request(
    *,
    url: str = "https://site.test/",
    fields: tuple[tuple[str, str], ...] = (),
    body: bytes | None = None,
    verify: bool = True,
) -> Request:
    return Request(
        Url.parse(url), "GET", Fields.of(fields), body, Transport(tls=Tls(verify=verify))
    )


def observed(*chain: pki.Issued) -> ObservedStream:
    return ObservedStream(cast("Any", FakeChannel(tuple(each.der for each in chain))))


def judged(stream: ObservedStream, host: str = "site.test", trusted: bool = True) -> Judgement:
    tls = Tls(ca_file=pki.root().file()) if trusted else Tls()
    return judge(stream.channel.chain, host, pki.NOW.timestamp(), tls=tls)


def verified(origin: str = "https://site.test") -> VerifiedStream:
    stream = observed(pki.leaf())
    return VerifiedStream(stream, judged(stream), origin)


def type_checker_rejects_an_observed_stream(stream: ObservedStream) -> Stream:
    """Never called: mypy fails here as soon as an observed stream could be written to."""
    return stream  # type: ignore[return-value]


def test_an_observed_stream_has_no_way_to_write():
    stream = observed(pki.leaf())
    assert not hasattr(stream, "write")
    assert not hasattr(stream, "read")
    assert not hasattr(FakeChannel, "write")


@pytest.mark.parametrize("given", SECRETS)
def test_every_kind_of_secret_is_recognised_and_never_repeated(given: dict[str, Any]):
    found = secrets_of(request(**given))
    assert found
    assert not any("s3cret" in name or "Bearer" in name for name in found.names)


def test_ordinary_fields_are_no_secrets():
    plain = (("Accept", "*/*"), ("User-Agent", "x"), ("Host", "site.test"), ("X-Request-Id", "1"))
    assert not secrets_of(request(fields=plain))
    assert not secrets_of(request(body=b""))


@pytest.mark.parametrize("given", SECRETS)
def test_secrets_are_withheld_from_a_stream_nobody_judged(given: dict[str, Any]):
    never_judged = cast("Stream", observed(pki.leaf()))
    failure = withheld(never_judged, request(**given))
    assert failure is not None
    assert failure.type == "bound.credentials"
    assert "s3cret" not in repr(failure)
    assert withheld(never_judged, request()) is not None


@pytest.mark.parametrize("given", SECRETS)
def test_a_verified_stream_takes_the_secrets_of_its_origin(given: dict[str, Any]):
    assert withheld(verified(), request(**given)) is None


@pytest.mark.parametrize("given", SECRETS[:-1])
@pytest.mark.parametrize(
    "url",
    ["https://other.test/", "https://site.test:8443/", "http://site.test/", "http://other.test/"],
)
def test_a_verified_stream_takes_no_secrets_of_another_origin(given: dict[str, Any], url: str):
    failure = withheld(verified(), request(url=url, **given))
    assert failure is not None
    assert failure.type == "bound.credentials"


def test_a_verified_stream_may_carry_another_name_of_the_same_certificate():
    assert withheld(verified(), request(url="https://a.wild.test/", fields=SECRET)) is None
    assert withheld(verified(), request(url="https://a.b.wild.test/", fields=SECRET)) is not None


def test_requests_without_secrets_may_name_another_authority():
    assert withheld(verified(), request(url="https://other.test/")) is None


@pytest.mark.parametrize(("host", "trusted"), [("other.test", True), ("site.test", False)])
def test_no_verified_stream_is_made_against_a_judgement(host: str, trusted: bool):
    stream = observed(pki.leaf())
    with pytest.raises(StreamFailure) as caught:
        VerifiedStream(stream, judged(stream, host, trusted), "https://site.test")
    assert caught.value.failure.type == "bound.credentials"


def test_a_judgement_about_another_chain_opens_nothing():
    good = judged(observed(pki.leaf()))
    stranger = observed(pki.issue("site.test"))
    with pytest.raises(StreamFailure):
        VerifiedStream(stranger, good, "https://site.test")
    nothing = observed()
    with pytest.raises(StreamFailure):
        VerifiedStream(nothing, judged(nothing), "https://site.test")


def test_consent_is_the_requests_own():
    with pytest.raises(StreamFailure):
        ConsentedStream(observed(pki.leaf()), request())
    stream = ConsentedStream(observed(pki.leaf()), request(verify=False))
    assert withheld(stream, request(fields=SECRET, verify=False)) is None
    assert withheld(stream, request(fields=SECRET, verify=True)) is not None
    assert (
        withheld(stream, request(fields=SECRET, verify=False, url="https://other.test/"))
        is not None
    )


def test_clear_text_is_for_http_urls_only():
    with pytest.raises(StreamFailure):
        ClearStream(FakeChannel(), "https://site.test")
    stream = ClearStream(FakeChannel(), "http://site.test")
    assert withheld(stream, request(url="http://site.test/a", fields=SECRET)) is None
    for url in ("https://site.test/", "http://other.test/", "http://site.test:8080/"):
        assert withheld(stream, request(url=url, fields=SECRET)) is not None


def test_a_proxy_forwards_any_http_url_and_no_https_url():
    stream = ClearStream(FakeChannel(), "http://proxy.test:3128", is_proxy=True)
    assert withheld(stream, request(url="http://other.test/", fields=SECRET)) is None
    assert withheld(stream, request(url="https://other.test/", fields=SECRET)) is not None


def served(
    tls: ssl.SSLContext, given: Request, *more: Request
) -> tuple[tuple[Exchange, ...], bytes]:
    """Send to a TLS server and return what it could read."""
    seen = bytearray()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(1 + len(more)):
            seen.extend(await reader.readuntil(b"\r\n\r\n"))
            writer.write(OK)

    async def run() -> tuple[Exchange, ...]:
        async with serving(talk, tls) as port:
            moved = [_moved(each, port) for each in (given, *more)]
            return await Wire().send(Experiment(tuple(moved), same_connection=bool(more)))

    return asyncio.run(run()), bytes(seen)


def _moved(given: Request, port: int) -> Request:
    url = Url.parse(f"https://{given.url.host}:{port}/")
    moved = Request(url, "POST", given.fields, given.body, given.transport)
    return moved.with_transport(addresses=("127.0.0.1",), timeout=5.0)


BAD: dict[str, Callable[[], tuple[pki.Issued, ...]]] = {
    "expired": lambda: (pki.issue("site.test", pki.root(), after=pki.NOW - pki.DAY),),
    "name": lambda: (pki.issue("other.test", pki.root()),),
    "self_signed": lambda: (pki.issue("site.test"),),
    "incomplete": lambda: (pki.issue("site.test", pki.middle()),),
    "unknown": lambda: (pki.issue("site.test", pki.stranger()), pki.stranger()),
    "not_yet": lambda: (pki.issue("site.test", pki.root(), before=pki.NOW + pki.DAY),),
}


@pytest.mark.parametrize("fault", BAD)
def test_nothing_at_all_is_sent_after_a_bad_certificate(fault: str):
    trusting = Tls(ca_file=pki.root().file())
    given = request(fields=SECRET, body=b"s3cret").with_transport(tls=trusting)
    (exchange,), seen = served(pki.server_tls(*BAD[fault]()), given)
    assert exchange.failure is not None
    assert exchange.failure.matches("tls.cert.*")
    assert exchange.response is None
    assert seen == b""


@pytest.mark.parametrize("fault", BAD)
def test_the_users_own_k_sends_all_and_still_knows_the_fault(fault: str):
    given = request(fields=SECRET).with_tls(verify=False, ca_file=pki.root().file())
    (exchange,), seen = served(pki.server_tls(*BAD[fault]()), given)
    assert (exchange.status, exchange.failure) == (200, None)
    assert b"Bearer s3cret" in seen
    assert exchange.connection.tls is not None
    assert exchange.connection.tls.verify_errors


def test_a_second_authority_on_one_connection_gets_no_secrets_of_its_own():
    trusting = Tls(ca_file=pki.root().file())
    first = request(fields=SECRET).with_transport(tls=trusting)
    other = request(url="https://other.test/", fields=(("Authorization", "Bearer other"),))
    exchanges, seen = served(pki.server_tls(pki.leaf()), first, other.with_transport(tls=trusting))
    assert exchanges[0].status == 200
    assert exchanges[1].failure is not None
    assert exchanges[1].failure.type == "bound.credentials"
    assert b"s3cret" in seen
    assert b"other" not in seen


def test_a_second_authority_without_secrets_is_an_experiment():
    trusting = Tls(ca_file=pki.root().file())
    first = request(fields=SECRET).with_transport(tls=trusting)
    other = request(url="https://other.test/").with_transport(tls=trusting)
    exchanges, seen = served(pki.server_tls(pki.leaf()), first, other)
    assert [each.status for each in exchanges] == [200, 200]
    assert b"Host: other.test" in seen
    assert exchanges[0].connection.id == exchanges[1].connection.id


def test_secrets_in_clear_text_go_where_the_users_own_url_says():
    async def run() -> Exchange:
        async with serving(answering(OK)) as port:
            return await send(request_to(port, fields=SECRET))

    assert asyncio.run(run()).status == 200


def test_covers_is_asked_and_not_guessed():
    leaf = judged(observed(pki.leaf())).leaf
    assert covers(leaf, "site.test")
    assert not covers(leaf, "evil-site.test")
