"""Missing issuers are fetched within narrow bounds, and nowhere they must not be."""

import asyncio
import time

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from tests.wire import pki
from tests.wire.servers import OK, Talk, answering, request_to, send, serving
from wwwhy.model import Certificate, Exchange, Proxy, Tls, Transport
from wwwhy.wire import certificates, issuers


def publishing(body: bytes, status: bytes = b"200 OK", seen: list[bytes] | None = None) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if seen is not None:
            seen.append(head)
        writer.write(
            b"HTTP/1.1 "
            + status
            + b"\r\nContent-Length: %d\r\nLocation: /y\r\n\r\n" % len(body)
            + body
        )

    return talk


def completed(
    publisher: Talk, *, fetch: bool = True, headers: tuple[tuple[str, str], ...] = ()
) -> Exchange:
    async def run() -> Exchange:
        async with serving(publisher) as ca_port:
            leaf = pki.issue("site.test", pki.middle(), aia=f"http://127.0.0.1:{ca_port}/i?x")
            async with serving(answering(OK), pki.server_tls(leaf)) as port:
                tls = Tls(ca_file=pki.root().file(), fetch_issuers=fetch)
                return await send(
                    request_to(port, scheme="https", host="site.test", tls=tls, fields=headers)
                )

    return asyncio.run(run())


@pytest.mark.parametrize("form", ["der", "pem", "pkcs7"])
def test_a_chain_is_completed_as_browsers_do(form: str):
    data = {
        "der": pki.middle().der,
        "pem": pki.middle().pem,
        "pkcs7": pkcs7.serialize_certificates([pki.root().cert, pki.middle().cert], Encoding.DER),
    }[form]
    exchange = completed(publishing(data))
    assert (exchange.status, exchange.failure) == (200, None)
    assert exchange.connection.tls is not None
    assert exchange.connection.tls.verify_errors == ()
    (url,) = exchange.connection.tls.issuers_fetched
    assert [each.subject for each in exchange.connection.tls.issuers] == ["CN=Test Intermediate"]
    assert url.startswith("http://127.0.0.1:")


def test_nothing_is_fetched_unasked():
    exchange = completed(publishing(pki.middle().der), fetch=False)
    assert exchange.failure is not None
    assert exchange.failure.type == "tls.cert.chain_incomplete"
    assert exchange.connection.tls is not None
    assert exchange.connection.tls.issuers_fetched == ()


def test_the_fetch_carries_nothing_of_the_users():
    seen: list[bytes] = []
    secret = (("Authorization", "Bearer s3cret"), ("Cookie", "a=b"), ("User-Agent", "me"))
    assert completed(publishing(pki.middle().der, seen=seen), headers=secret).status == 200
    (head,) = seen
    assert head.split(b"\r\n")[0] == b"GET /i?x HTTP/1.1"
    assert b"s3cret" not in head
    assert b"me" not in head.split(b"\r\n", 2)[2]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>404</html>", b"404 Not Found"),
        (pki.middle().der, b"404 Not Found"),
        (pki.middle().der, b"302 Found"),
        (b"rubbish", b"200 OK"),
        (pki.stranger().der, b"200 OK"),
        (b"x" * 100_000, b"200 OK"),
        (pki.middle().der + b"\0" * 100_000, b"200 OK"),
    ],
)
def test_what_does_not_help_leaves_the_verdict(body: bytes, status: bytes):
    exchange = completed(publishing(body, status))
    assert exchange.failure is not None
    assert exchange.failure.type == "tls.cert.chain_incomplete"
    assert exchange.connection.tls is not None
    assert len(exchange.connection.tls.issuers_fetched) == 1


def test_an_issuer_that_is_found_but_unknown_stays_untrusted():
    other = pki.issue("Test Intermediate", pki.stranger(), ca=True)
    exchange = completed(publishing(other.der))
    assert exchange.failure is not None
    assert exchange.response is None


def end(*urls: str) -> Certificate:
    return Certificate("CN=leaf", "CN=issuer", "1", 0.0, 0.0, issuer_urls=urls)


def fetch(
    certificate: Certificate, transport: Transport = Transport(), beside: str | None = "127.0.0.1"
) -> issuers.Fetched:
    async def run() -> issuers.Fetched:
        clock = asyncio.get_running_loop().time
        return await issuers.fetch(certificate, transport, beside=beside, clock=clock)

    return asyncio.run(run())


def test_a_public_server_cannot_send_us_into_private_networks():
    async def run() -> tuple[issuers.Fetched, list[bytes]]:
        seen: list[bytes] = []
        async with serving(publishing(b"", seen=seen)) as port:
            clock = asyncio.get_running_loop().time
            url = f"http://127.0.0.1:{port}/"
            return await issuers.fetch(
                end(url), Transport(), beside="93.184.216.34", clock=clock
            ), seen

    fetched, seen = asyncio.run(run())
    assert (fetched.certificates, seen) == ((), [])


def test_no_fetch_through_a_proxy_or_by_other_schemes():
    assert (
        fetch(end("http://127.0.0.1:1/"), Transport(proxy=Proxy("http", "127.0.0.1", 1))).urls == ()
    )
    odd = end(
        "ldap://ca.test/x",
        "https://127.0.0.1:1/",
        "ftp://a/",
        "http://u:p@127.0.0.1/",
        "nonsense",
        "http://[::",
    )
    assert fetch(odd).urls == ()


def test_chains_of_issuers_end_after_three_fetches():
    async def run() -> tuple[issuers.Fetched, int]:
        seen: list[bytes] = []
        bodies: list[bytes] = []

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.append(await reader.readuntil(b"\r\n\r\n"))
            body = bodies[len(seen) - 1]
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

        async with serving(talk) as port:
            above = pki.issue("CA 9", ca=True)
            made = []
            for number in range(8, 0, -1):
                above = pki.issue(
                    f"CA {number}", above, ca=True, aia=f"http://127.0.0.1:{port}/{number}"
                )
                made.append(above.der)
            bodies.extend(reversed(made))
            leaf = certificates.read(pki.issue("leaf", above, aia=f"http://127.0.0.1:{port}/0").der)
            assert leaf is not None
            clock = asyncio.get_running_loop().time
            return await issuers.fetch(leaf, Transport(), beside="127.0.0.1", clock=clock), len(
                seen
            )

    fetched, asked = asyncio.run(run())
    assert (len(fetched.certificates), len(fetched.urls), asked) == (3, 3, 3)


def test_a_silent_publisher_costs_seconds_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(issuers, "MAX_SECONDS", 0.3)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100000)
        await asyncio.sleep(3)

    started = time.monotonic()
    exchange = completed(talk)
    assert time.monotonic() - started < 2
    assert exchange.failure is not None
    assert exchange.failure.type == "tls.cert.chain_incomplete"
