"""What became of each address that was dialled, and of the host's other port.

Shared by the causes that say why no connection came up.
"""

from wwwhy.causes.case import Case
from wwwhy.model import Attempt, Exchange, Strength


def ended(case: Case, failure_type: str) -> tuple[Attempt, ...]:
    """Return the attempts to reach the server, not a proxy, that ended in this failure."""
    if case.failure is None or case.failure.phase != "tcp":
        return ()
    attempts = case.exchange.connection.attempts
    return tuple(each for each in attempts if each.failure and each.failure.type == failure_type)


def is_hearsay(case: Case, failure_type: str) -> bool:
    """Whether a recording tells only how it ended, and not what was dialled."""
    failure = case.failure
    is_named = failure is not None and failure.type == failure_type and failure.phase == "tcp"
    return is_named and not case.exchange.connection.attempts


def port(case: Case) -> int:
    """Return the port that was dialled: that of --connect-to where it differs from the URL's."""
    connect_to = case.request.transport.connect_to
    return connect_to[1] if connect_to else case.request.url.port


def strength(case: Case, failure_type: str) -> Strength:
    """Return how much it weighs: addresses can fail in several ways, and one had the last word."""
    is_last_word = case.failure is not None and case.failure.type == failure_type
    return Strength.CONCLUSIVE if is_last_word else Strength.STRONG


def other_port(case: Case) -> Exchange | None:
    """Return the exchange with the other scheme's port of the same host; None if it has none."""
    swapped = case.probe("scheme-swapped").first
    if swapped is None or swapped.request.url.port == case.request.url.port:
        return None
    return swapped
