"""Responses that break the grammar, or a limit, of HTTP/1.1 (RFC 9112)."""

from lab.exchange import Visit, head

_TEXT = ("Content-Type", "text/plain")


async def big_header(visit: Visit, *, size: int = 40_000) -> None:
    """Send one field of this many bytes."""
    await visit.respond("hello\n", fields={"X-Big": "b" * size})


async def many_headers(visit: Visit, *, count: int = 500) -> None:
    """Send this many field lines."""
    await visit.respond("hello\n", fields=[(f"X-Field-{n}", str(n)) for n in range(count)])


async def big_cookies(visit: Visit, *, count: int = 20, size: int = 400) -> None:
    """Set this many cookies of this many bytes."""
    cookies = [("Set-Cookie", f"c{n}={'c' * size}; Path=/") for n in range(count)]
    await visit.respond("hello\n", fields=cookies)


async def garbage(visit: Visit) -> None:
    """Answer with bytes that are no HTTP at all."""
    await visit.send(b"\x00\x01\x02 this is not HTTP\r\n\r\n")
    visit.close()


async def http09(visit: Visit) -> None:
    """Answer with a page and no head."""
    await visit.send(b"<html><body>no status line</body></html>\n")
    visit.close()


async def two_lengths(visit: Visit) -> None:
    """Send two Content-Length lines that differ."""
    await visit.send(head([_TEXT, ("Content-Length", "6"), ("Content-Length", "60")]) + b"hello\n")
    await visit.pause(0.2)
    visit.close()


async def same_length_twice(visit: Visit) -> None:
    """Send Content-Length twice with the same number."""
    await visit.send(head([_TEXT, ("Content-Length", "6"), ("Content-Length", "6")]) + b"hello\n")


async def bad_length(visit: Visit, *, value: str = "-5") -> None:
    """Send a Content-Length that is no number."""
    await visit.send(head([_TEXT, ("Content-Length", value)]) + b"hello\n")
    visit.close()


async def length_and_chunked(visit: Visit) -> None:
    """Send Content-Length and Transfer-Encoding together."""
    fields = [_TEXT, ("Content-Length", "6"), ("Transfer-Encoding", "chunked")]
    await visit.send(head(fields) + b"6\r\nhello\n\r\n0\r\n\r\n")


async def two_codings(visit: Visit) -> None:
    """Send Transfer-Encoding: chunked twice."""
    fields = [_TEXT, ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")]
    await visit.send(head(fields) + b"6\r\nhello\n\r\n0\r\n\r\n")
    visit.close()


async def name_with_space(visit: Visit) -> None:
    """Send a field name that holds a space."""
    await visit.respond("hello\n", fields={"X Bad Name": "1"})


async def space_before_colon(visit: Visit) -> None:
    """Put a space between a field name and its colon."""
    await visit.respond("hello\n", fields={"X-Bad ": "1"})


async def no_colon(visit: Visit) -> None:
    """Send a line in the head that has no colon."""
    await visit.send("HTTP/1.1 200 OK\r\njust words\r\nContent-Length: 6\r\n\r\nhello\n")


async def control_character(visit: Visit) -> None:
    """Put a NUL into a field value."""
    await visit.respond("hello\n", fields={"X-Bad": "a\x00b"})


async def folded(visit: Visit) -> None:
    """Fold a field value over two lines (obsolete since RFC 7230)."""
    await visit.send("HTTP/1.1 200 OK\r\nX-Long: one\r\n two\r\nContent-Length: 6\r\n\r\nhello\n")


async def bare_lf(visit: Visit) -> None:
    """End lines with LF alone."""
    await visit.send("HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 6\n\nhello\n")


async def no_reason(visit: Visit) -> None:
    """Leave out the reason phrase, its space included."""
    await visit.send("HTTP/1.1 200\r\nContent-Length: 6\r\n\r\nhello\n")


async def bad_status_line(visit: Visit) -> None:
    """Send a status line without a status code."""
    await visit.send("HTTP/1.1 abc OK\r\nContent-Length: 6\r\n\r\nhello\n")
    visit.close()


async def future_version(visit: Visit) -> None:
    """Send a version of HTTP that does not exist in this form."""
    await visit.send("HTTP/3.5 200 OK\r\nContent-Length: 6\r\n\r\nhello\n")
    visit.close()


async def false_gzip(visit: Visit) -> None:
    """Say gzip and send plain text."""
    await visit.respond("not compressed\n", fields={"Content-Encoding": "gzip"})


async def body_after_no_content(visit: Visit) -> None:
    """Send content with a 204, which has none."""
    await visit.send(head([("Content-Length", "6")], status=204) + b"hello\n")
    visit.close()


async def split_location(visit: Visit) -> None:
    """Redirect to a URL with raw spaces and octets outside ASCII."""
    await visit.respond(status=302, fields={"Location": "/caf\u00e9 au lait"})
