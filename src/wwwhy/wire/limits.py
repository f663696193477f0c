"""How much of a peer's answer is read: the bounds that no server can talk us out of."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one exchange; its times stand in the request's `Transport`."""

    head: int = 256 * KIB
    """Bytes of one response head, or of one trailer section."""
    lines: int = 1000
    """Field lines of one head, or of one trailer section."""
    interim: int = 16
    """Interim (1xx) responses before the final one."""
    body_kept: int = MIB
    """Bytes of content that are kept, still encoded."""
    body_read: int = 8 * MIB
    """Bytes of content that are read where the length was announced. A longer body is healthy:
    reading stops, `Response.cut_short` is set and `complete` stays true."""
    body_endless: int = 64 * MIB
    """Bytes of content after which a body of unannounced length counts as one without an end
    (failure bound.bytes)."""
    framing: int = 8 * MIB
    """Bytes of chunk sizes, chunk extensions and the like that carry no content."""
    anomalies: int = 64
    """Anomalies that are recorded for one response."""
    expect_wait: float = 1.0
    """Seconds to wait for 100 (Continue) before the body is sent anyway, as curl does."""
    first_bytes: int = 512
    """Bytes kept of what came where a TLS record or an HTTP response was expected."""
