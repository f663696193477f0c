"""One request and what came back."""

from dataclasses import dataclass
from enum import StrEnum

from wwwhy.errors import InputError
from wwwhy.model.connection import Connection
from wwwhy.model.failure import Failure
from wwwhy.model.request import Request
from wwwhy.model.response import Response
from wwwhy.model.url import Url


class Role(StrEnum):
    """Why an exchange was made."""

    BASELINE = "baseline"
    FOLLOW_UP = "follow-up"
    PROBE = "probe"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Timing:
    """When it started, and how long each phase took; None where a phase did not happen."""

    started_at: float = 0.0
    """Seconds since the epoch, by our clock."""
    dns_ms: float | None = None
    tcp_ms: float | None = None
    proxy_ms: float | None = None
    tls_ms: float | None = None
    wait_ms: float | None = None
    """From the request's last byte to the response's first."""
    receive_ms: float | None = None
    total_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with its response, its failure, or both (a response that broke off)."""

    request: Request
    response: Response | None = None
    failure: Failure | None = None
    connection: Connection = Connection()
    timing: Timing = Timing()
    role: Role = Role.BASELINE
    probe: str | None = None
    """The probe's id, for the roles probe and repair."""
    index: int = 0
    """Its place in the report's list of exchanges."""
    withheld: tuple[str, ...] = ()
    """What a follow-up request left behind: method, body, or names of fields."""

    @property
    def status(self) -> int | None:
        """Status code; None if no response head came."""
        return self.response.status if self.response else None

    @property
    def succeeded(self) -> bool:
        """Whether a complete response below 400 came."""
        return self.failure is None and self.response is not None and self.response.status < 400  # noqa: PLR2004

    @property
    def leads_to(self) -> Url | None:
        """Where its redirect sends the client; None if it is none, or leads to no http URL."""
        if self.response is None or not self.response.is_redirect:
            return None
        try:
            return self.request.url.join(self.response.fields.get("location") or "")
        except InputError:
            return None

    @property
    def received_at(self) -> float:
        """When it ended, in seconds since the epoch, by our clock."""
        return self.timing.started_at + self.timing.total_ms / 1000
