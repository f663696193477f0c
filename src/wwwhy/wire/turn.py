"""The course of one exchange: its deadlines, and the promise that nothing escapes as an error."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from wwwhy.errors import MissingExtraError, Sentence
from wwwhy.model import Exchange, Failure, Request
from wwwhy.wire.journal import Journal
from wwwhy.wire.limits import Limits
from wwwhy.wire.link import Link, Road, open_link
from wwwhy.wire.stream import StreamFailure

if TYPE_CHECKING:
    from wwwhy.wire.h3_link import H3Link

_GRACE = 2.0
"""Seconds past its deadline after which an exchange is given up by force."""
_SLACK = 0.02
"""Seconds by which a timer may come early or late."""


class Turn:
    """One exchange from its start.

    `cap` is the experiment's own bound on the running loop's clock; None if it has none. `journal`
    is that of a connection that stands already.
    """

    def __init__(
        self,
        request: Request,
        cap: float | None,
        now: Callable[[], float],
        journal: Journal | None = None,
    ) -> None:
        self._clock = asyncio.get_running_loop().time
        self._request = request
        self._cap = cap
        self._number = 0
        self.journal = journal or Journal(self._clock, now)
        started, transport = self._clock(), request.transport
        self.deadline = self._capped(started + transport.timeout)
        """For the whole exchange."""
        self._connect_deadline = min(self.deadline, started + transport.connect_timeout)

    async def open(
        self, number: int, limits: Limits, road: Road | None = None
    ) -> "Link | H3Link | Exchange":
        """Open the request's connection; returns the failed exchange if that is not possible.

        A `road` is as far as it stands already.
        """
        journal, deadline = self.journal, self._connect_deadline
        self._number = number
        try:
            if self._request.transport.http_version == "3":
                return await _open_h3(self._request, number, journal, deadline, limits)
            return await open_link(self._request, number, journal, deadline, limits, road)
        except MissingExtraError as error:
            native = {"local": "extra"}
            return self.failed(Failure("http.request.unsendable", error.sentence, native))
        except TimeoutError:
            return self.failed(journal.overdue())
        except StreamFailure as error:
            return self.failed(error.failure)
        except Exception as error:  # noqa: BLE001 (our own fault must not end a diagnosis)
            return self.failed(_internal(error))

    async def exchange(self, link: "Link | H3Link") -> Exchange:
        """Send the request on an open connection."""
        try:
            async with asyncio.timeout_at(self.deadline + _GRACE):
                exchange = await link.exchange(self._request, self.deadline, self.journal)
        except TimeoutError:
            return self.failed(Failure("bound.time", Sentence("Our time was over.")))
        except StreamFailure as error:
            return self.failed(error.failure)
        except Exception as error:  # noqa: BLE001 (our own fault must not end a diagnosis)
            return self.failed(_internal(error))
        return self._excused(exchange)

    def failed(self, failure: Failure) -> Exchange:
        """Return an exchange that ended before anything was sent."""
        journal = self.journal
        connection = journal.connection(self._number)
        exchange = Exchange(self._request, None, failure, connection, journal.timing())
        return self._excused(exchange)

    def _capped(self, deadline: float) -> float:
        return deadline if self._cap is None else min(deadline, self._cap)

    def _excused(self, exchange: Exchange) -> Exchange:
        """Never blame the server for a wait that the experiment's own bound cut off."""
        failure = exchange.failure
        if failure is None or self._cap is None or self._clock() < self._cap - _SLACK:
            return exchange
        if not failure.type.endswith("timed_out"):
            return exchange
        detail = Sentence("The time for this experiment was over before the other side was late.")
        return replace(exchange, failure=Failure("bound.time", detail, at_phase=failure.phase))


async def _open_h3(
    request: Request, number: int, journal: Journal, deadline: float, limits: Limits
) -> "H3Link":
    from wwwhy.wire.h3_link import open_h3_link  # noqa: PLC0415 (an extra, and slow to load)

    return await open_h3_link(request, number, journal, deadline, limits)


def _internal(error: Exception) -> Failure:
    # The text of a foreign exception may hold anything, also secrets; its type does not.
    return Failure(
        "internal", Sentence("A fault of wwwhy itself: {kind}.", kind=type(error).__name__)
    )
