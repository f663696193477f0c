"""What the user allows, and how much of it."""

from dataclasses import dataclass

MAX_REQUESTS = 30
AT_ONCE = 6
"""Requests to one host at a time; also the size of a wave of probes."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Bounds of one diagnosis (design section 10)."""

    probes: bool = True
    """Whether experiments may be made at all."""
    replay_unsafe: bool = False
    """Whether a method with side effects may be sent again."""
    max_requests: int = MAX_REQUESTS
    waves: int = 4
    """Rounds of at most six probes; with TLS each round takes at least two round trips."""
    patient: bool = False
    """Whether the user said how long probes may take (--deadline): then that counts, and not how
    many round trips of a far target they are."""
    fingerprint: bool = False
    """Whether malformed (harmless) requests may be sent to tell products apart."""
