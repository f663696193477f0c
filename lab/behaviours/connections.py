"""Peers that act before they have read a request, or that speak another protocol."""

import asyncio

from lab.exchange import Visit

MOMENT = "accepted"
_SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
_GOAWAY = b"\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"
_ALERT = b"\x15\x03\x03\x00\x02\x02\x46"


async def close_at_accept(visit: Visit) -> None:
    """Close (FIN) as soon as the connection stands."""
    await visit.finish()


async def reset_at_accept(visit: Visit) -> None:
    """Break off (RST) as soon as the connection stands, whatever the client says."""
    await asyncio.sleep(0.02)  # Or connect() itself would fail now and then.
    visit.reset()


async def unread(visit: Visit) -> None:
    """Accept and never read nor write."""
    await asyncio.sleep(3600)
    visit.close()


async def banner(visit: Visit, *, text: str = "220 mail.test ESMTP ready\r\n") -> None:
    """Greet first, as mail, FTP and SSH servers do."""
    await visit.send(text)
    await visit.hang()
    visit.close()


async def http2_only(visit: Visit) -> None:
    """Answer HTTP/1 as a server that knows HTTP/2 only: SETTINGS, GOAWAY, close."""
    await visit.send(_SETTINGS)
    await visit.reader.read(65_536)
    await visit.send(_GOAWAY)
    await visit.finish()


async def tls_alert(visit: Visit) -> None:
    """Answer as a TLS server that was spoken to in plain text: an alert, close."""
    await visit.reader.read(65_536)
    await visit.send(_ALERT)
    await visit.finish()


async def wants_proxy_protocol(visit: Visit) -> None:
    """Answer 200 to a connection that begins with a PROXY line, close every other."""
    start = await visit.reader.read(65_536)
    if start.startswith((b"PROXY ", b"\r\n\r\n\x00\r\nQUIT\n")):
        await visit.respond("hello\n", fields={"Connection": "close"})
    visit.close()
