"""The troubles a gateway can have with the server behind it, and who told us of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What went wrong between a gateway and the server behind it."""

    REFUSED = "refused"
    """Nothing listens: the connection was refused."""
    CONNECT_TIMEOUT = "connect-timeout"
    CONNECT = "connect"
    """Any other reason why no connection came about: no route, not allowed."""
    SOCKET_MISSING = "socket-missing"
    """The Unix socket that the gateway calls is not there."""
    SOCKET_DENIED = "socket-denied"
    """The Unix socket is there, and the gateway's user may not open it."""
    TLS = "tls"
    NAME = "name"
    """The server's name was not found."""
    DOWN = "down"
    """The gateway had given the server up before, for whatever reason."""
    NO_ROUTE = "no-route"
    """The gateway has no server for such a request."""
    READ_TIMEOUT = "read-timeout"
    """The connection stood and no response head came in time."""
    HEAD_TOO_BIG = "head-too-big"
    CLOSED = "closed"
    """The server ended the connection before a response head."""
    INVALID = "invalid"
    """What came back was no HTTP, or not allowed to pass."""
    CUT = "cut"
    """The server ended the connection within the response's content."""
    STALLED = "stalled"
    """The content stopped coming."""
    STORAGE = "storage"
    """The gateway could not write what it wanted to keep on its disk."""


@dataclass(frozen=True, slots=True)
class Told:
    """One statement of a box about its trouble with the server behind it."""

    fault: Fault
    text: str
    """Its words, fit to be shown."""
    pointer: str
    """Where they stand: `error.log:12`, `response.headers.x-squid-error`, `response.body`."""
    is_log: bool = False
    certain: bool = True
    """Whether it is about this very request and can mean nothing else."""
    peer: str | None = None
    """Address of the server behind, if it is named."""
    product: str = ""
    """Whose log it is, as in `LogLine.server`; '' for what an answer says."""
    answered: int | None = None
    """The status that the same line says was sent to the client; None where it says none."""
    is_quoted: bool = False
    """Whether it may be what somebody else said, passed on: no gateway with such pages is known to
    have answered, or more stands around the words."""


def certain_of(told: Iterable[Told], *faults: Fault) -> list[Told]:
    """Return the certain statements of these faults."""
    return [each for each in told if each.certain and each.fault in faults]


def contradicting(told: Iterable[Told], *faults: Fault) -> list[Told]:
    """Return the certain statements that name another fault than these.

    That a server was given up contradicts nothing: any of them may be why.
    """
    own = {*faults, Fault.DOWN}
    return [each for each in told if each.certain and each.fault not in own]
