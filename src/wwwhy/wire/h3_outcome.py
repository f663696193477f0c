"""What became of an HTTP/3 request, and who judges the chain it hangs on; without aioquic."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from wwwhy.model import Failure, Response, TlsFacts
from wwwhy.wire.trust import Judgement

Judge: TypeAlias = Callable[[tuple[bytes, ...]], Judgement]
"""Judges a chain (DER, leaf first) for the host that was asked for, as `trust.judge` does."""


@dataclass(frozen=True, slots=True)
class H3Outcome:
    """What became of one request; times are those of the clock that was handed in, in seconds."""

    response: Response | None
    """As far as it came: it may stand beside a failure."""
    failure: Failure | None
    tls: TlsFacts
    """What the handshake inside QUIC showed, with the judgement."""
    connected_at: float | None
    """When the handshake was complete; None if it never was."""
    sent_at: float
    """When the last byte of the request that was sent had been handed over."""
    first_byte_at: float | None
    """When the first response head came, be it an interim one."""
    ended_at: float
    peer_closed: bool
    """Whether the peer closed the connection."""
    local_address: str | None = None
    local_port: int | None = None
    goaway: int | None = None
    """Stream id of the newest GOAWAY frame."""
    first_bytes: bytes = field(default=b"", repr=False)
    """What came instead, if it was no response head."""
