"""Connections that end, or stop, where they should not."""

from lab.exchange import Visit, head

_TEXT = ("Content-Type", "text/plain")


async def hang(visit: Visit) -> None:
    """Read the request and never answer."""
    await visit.hang()
    visit.close()


async def close_before_headers(visit: Visit) -> None:
    """Close (FIN) without a byte."""
    visit.close()


async def reset_before_headers(visit: Visit) -> None:
    """Break off (RST) without a byte."""
    visit.reset()


async def close_in_headers(visit: Visit) -> None:
    """Close in the middle of the response head."""
    await visit.send("HTTP/1.1 200 OK\r\nContent-Type: text/pl")
    visit.close()


async def stall_in_headers(visit: Visit) -> None:
    """Send half of the response head and stop."""
    await visit.send("HTTP/1.1 200 OK\r\nContent-Type: text/pl")
    await visit.hang()
    visit.close()


async def truncated_length(visit: Visit, *, length: int = 1000, sent: int = 100) -> None:
    """Announce more bytes than it sends, then close."""
    await visit.send(head([_TEXT, ("Content-Length", str(length))]) + b"x" * sent)
    visit.close()


async def reset_in_body(visit: Visit, *, length: int = 1000, sent: int = 100) -> None:
    """Announce more bytes than it sends, then break off (RST)."""
    await visit.send(head([_TEXT, ("Content-Length", str(length))]) + b"x" * sent)
    await visit.pause(0.05)  # RST overtakes what the client has not read yet.
    visit.reset()


async def stall_in_body(visit: Visit, *, length: int = 1000, sent: int = 100) -> None:
    """Announce more bytes than it sends, and stop without closing."""
    await visit.send(head([_TEXT, ("Content-Length", str(length))]) + b"x" * sent)
    await visit.hang()
    visit.close()


async def truncated_chunked(visit: Visit) -> None:
    """Send chunks and close without the last one."""
    await visit.send(head([_TEXT, ("Transfer-Encoding", "chunked")]) + b"5\r\nhello\r\n")
    visit.close()


async def bad_chunk(visit: Visit) -> None:
    """Send a chunk whose size is no number."""
    await visit.send(head([_TEXT, ("Transfer-Encoding", "chunked")]) + b"5\r\nhello\r\nzz\r\nworld")
    await visit.pause(0.05)
    visit.close()


async def close_on_second(visit: Visit) -> None:
    """Answer the first request of a connection; close on the second (the keep-alive race)."""
    if visit.request.number == 1:
        await visit.respond("first\n", fields={"Connection": "keep-alive"})
    else:
        visit.close()


async def reset_on_second(visit: Visit) -> None:
    """Answer the first request of a connection; break off (RST) on the second."""
    if visit.request.number == 1:
        await visit.respond("first\n", fields={"Connection": "keep-alive"})
    else:
        visit.reset()


async def idle_close(visit: Visit, *, seconds: float = 0.5) -> None:
    """Answer, then close the idle connection early, although it promised to keep it."""
    await visit.respond("hello\n", fields={"Connection": "keep-alive", "Keep-Alive": "timeout=60"})
    await visit.pause(seconds)
    visit.close()


async def fails_sometimes(visit: Visit, *, every: int = 3) -> None:
    """Break off on each connection whose number this divides; answer the others."""
    if visit.request.connection % every == 0:
        visit.reset()
    else:
        await visit.respond("hello\n", fields={"Connection": "close"})
        visit.close()
