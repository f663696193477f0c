"""Sound answers, some of which look suspicious."""

import gzip as gzip_coding
from collections.abc import Mapping

from lab.exchange import Visit, head


async def fine(
    visit: Visit, *, body: str = "hello\n", fields: Mapping[str, str] | None = None
) -> None:
    """Answer 200."""
    await visit.respond(body, fields=fields or {})


async def status(
    visit: Visit,
    *,
    code: int,
    body: str = "",
    reason: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> None:
    """Answer with any status code and any fields."""
    await visit.respond(body, status=code, reason=reason, fields=fields or {})


async def not_found(visit: Visit) -> None:
    """Answer 404."""
    await visit.respond("not found\n", status=404)


async def echo(visit: Visit) -> None:
    """Answer with the request as it arrived, as JSON."""
    await visit.respond(visit.request.as_json(), fields={"Content-Type": "application/json"})


async def redirect(visit: Visit, *, to: str, code: int = 302) -> None:
    """Send the client elsewhere."""
    await visit.respond(status=code, fields={"Location": to})


async def slow(visit: Visit, *, seconds: float = 2.0) -> None:
    """Answer 200, late."""
    await visit.pause(seconds)
    await visit.respond("late, but fine\n")


async def drip(visit: Visit, *, seconds: float = 1.0, size: int = 20) -> None:
    """Answer 200 with a body that comes byte by byte."""
    await visit.send(head([("Content-Type", "text/plain"), ("Content-Length", str(size))]))
    for _ in range(size):
        await visit.pause(seconds / size)
        await visit.send(b".")


async def early_hints(visit: Visit) -> None:
    """Announce links in a 103 before the 200 (RFC 8297)."""
    link = [("Link", "</style.css>; rel=preload; as=style")]
    await visit.send(head(link, status=103, reason="Early Hints", date=False))
    await visit.respond("after the hints\n", fields={"Content-Type": "text/html"})


async def many_interim(visit: Visit, *, count: int = 200) -> None:
    """Send so many interim responses that a client loses patience, then 200."""
    for _ in range(count):
        await visit.send(head([], status=102, reason="Processing", date=False))
    await visit.respond("at last\n")


async def http10(visit: Visit) -> None:
    """Answer in HTTP/1.0: no length, the end of the connection is the end of the body."""
    fields = [("Content-Type", "text/plain")]
    await visit.send(head(fields, version="HTTP/1.0") + b"an old server\n")
    visit.close()


async def until_close(visit: Visit) -> None:
    """Answer in HTTP/1.1 with a body that ends with the connection."""
    fields = [("Content-Type", "text/plain"), ("Connection", "close")]
    await visit.send(head(fields) + b"no length\n")
    visit.close()


async def trailers(visit: Visit) -> None:
    """Answer in chunks with a trailer section."""
    fields = [("Content-Type", "text/plain"), ("Transfer-Encoding", "chunked")]
    await visit.send(head([*fields, ("Trailer", "X-Checksum")]))
    await visit.send(b"5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nX-Checksum: abc\r\n\r\n")


async def gzip(visit: Visit) -> None:
    """Answer with a body that is compressed and says so."""
    fields = {"Content-Type": "text/plain", "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    await visit.respond(gzip_coding.compress(b"hello " * 50), fields=fields)


async def large(visit: Visit, *, size: int = 5_000_000) -> None:
    """Answer 200 with a big body."""
    await visit.send(head([("Content-Type", "text/plain"), ("Content-Length", str(size))]))
    while size > 0:
        await visit.send(b"x" * min(size, 65_536))
        size -= 65_536
