"""HTTP/2 over a stream: healthy exchanges, against servers made of `h2`."""

import asyncio

from tests.wire.h2_peers import (
    HEAD_END,
    OK,
    SETTINGS,
    Canned,
    Server,
    canned,
    exchange,
    failed,
    head,
    make_request,
    run,
    sending,
    status,
)


def test_a_plain_exchange():
    heads = []

    async def serve(server: Server) -> None:
        await server.start()
        heads.append((await server.whole_request()).headers)
        await server.answer(body=b"hello")
        await server.rest()

    outcome = run(serve, make_request("http://a.test/p?q", ("Accept", "*/*")))
    assert outcome.response is not None
    assert (outcome.response.status, outcome.response.body) == (200, b"hello")
    assert (outcome.response.version, outcome.response.framing) == ("2", "stream")
    assert (outcome.failure, outcome.goaway, outcome.stream_reset) == (None, None, None)
    assert not outcome.peer_closed
    assert outcome.first_byte_at is not None
    assert outcome.sent_at <= outcome.first_byte_at <= outcome.ended_at
    assert heads == [
        [
            (b":method", b"GET"),
            (b":scheme", b"http"),
            (b":authority", b"a.test"),
            (b":path", b"/p?q"),
            (b"accept", b"*/*"),
        ]
    ]


def test_421_for_another_authority_on_the_same_connection():
    """Wire knowledge a2: the second request goes to another host on the same connection."""
    ports = []

    async def serve(server: Server) -> None:
        await server.start()
        ports.append(server.writer.get_extra_info("peername")[1])
        for stream, expected in ((1, b"200"), (3, b"421")):
            event = await server.whole_request()
            assert (b":authority", b"a.test" if stream == 1 else b"b.test") in event.headers
            assert event.stream_id == stream
            await server.answer(stream, ((b":status", expected),), b"x")
        await server.rest()

    outcomes = asyncio.run(
        exchange(serve, make_request("https://a.test/"), make_request("https://b.test/"))
    )
    assert [status(each) for each in outcomes] == [200, 421]
    assert len(ports) == 1


def test_secrets_are_never_indexed():
    request = make_request("http://a.test/", ("Authorization", "Basic c2VjcmV0"), ("Cookie", "s=1"))
    stream = Canned([SETTINGS, head(OK, flags=HEAD_END)])
    asyncio.run(canned(stream, request=request))
    # 0001 xxxx is "literal never indexed" (RFC 7541 section 6.2.3); 23 authorization, 32 cookie.
    assert b"\x1f\x08" in stream.written
    assert b"\x1f\x11" in stream.written


def test_interim_responses_come_in_order_with_their_fields():
    """Wire knowledge f1."""

    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        await server.answer(1, ((b":status", b"103"), (b"link", b"</a>")), end=False)
        await server.answer(1, ((b":status", b"102"),), end=False)
        await asyncio.sleep(0.02)
        await server.answer(1, ((b":status", b"103"), (b"link", b"</b>")), end=False)
        await server.answer(1, OK, b"x")
        await server.rest()

    response = run(serve).response
    assert response is not None
    assert [(each.status, each.fields.get("link")) for each in response.interim] == [
        (103, "</a>"),
        (102, None),
        (103, "</b>"),
    ]
    assert 0 < response.interim[0].at_ms < response.interim[2].at_ms


def test_trailers():
    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        await server.answer(1, OK, b"x", end=False)
        server.engine.send_headers(1, [(b"grpc-status", b"7")], end_stream=True)
        await server.flush()
        await server.rest()

    response = run(serve).response
    assert response is not None
    assert response.trailers.get("grpc-status") == "7"
    assert response.body == b"x"


def test_head_and_its_announced_length():
    outcome = run(
        sending(head((*OK, (b"content-length", b"500")), flags=HEAD_END)),
        make_request(method="HEAD"),
    )
    assert (status(outcome), failed(outcome)) == (200, None)
