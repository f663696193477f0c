"""Deadlines of one exchange, and the promise that nothing escapes as an error."""

import asyncio
from typing import Any, cast

import pytest

from tests.wire.servers import request_to
from wwwhy.model import Exchange, Failure, Request
from wwwhy.wire import turn
from wwwhy.wire.limits import Limits
from wwwhy.wire.stream import StreamFailure
from wwwhy.wire.turn import Turn


class Link:
    """Does what a test says instead of an exchange."""

    def __init__(self, act: object) -> None:
        self._act = act

    async def exchange(self, request: Request, deadline: float, journal: object) -> Exchange:
        if isinstance(self._act, BaseException):
            raise self._act
        if isinstance(self._act, float):
            await asyncio.sleep(self._act)
        assert isinstance(self._act, Failure)
        return Exchange(request, failure=self._act)


def exchanged(act: object, *, cap: float | None = None, wait: float = 0.0) -> Exchange:
    async def run() -> Exchange:
        loop = asyncio.get_running_loop()
        made = Turn(
            request_to(1, timeout=0.2), None if cap is None else loop.time() + cap, lambda: 0.0
        )
        await asyncio.sleep(wait)
        return await made.exchange(cast("Any", Link(act)))

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (StreamFailure(Failure("tcp.reset")), "tcp.reset"),
        (ValueError("s3cret"), "internal"),
        (TimeoutError(), "bound.time"),
    ],
)
def test_whatever_is_raised_becomes_a_failure(fault: Exception, expected: str):
    exchange = exchanged(fault)
    assert exchange.failure is not None
    assert exchange.failure.type == expected
    assert "s3cret" not in repr(exchange)


def test_an_exchange_that_forgets_its_deadline_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(turn, "_GRACE", 0.1)
    exchange = exchanged(5.0)
    assert exchange.failure is not None
    assert exchange.failure.type == "bound.time"
    assert exchange.timing.total_ms < 1000


@pytest.mark.parametrize(
    ("failure", "wait", "expected"),
    [
        ("http.response.read_timed_out", 0.1, "bound.time"),
        ("http.response.read_timed_out", 0.0, "http.response.read_timed_out"),
        ("tcp.reset", 0.1, "tcp.reset"),
    ],
)
def test_only_a_wait_that_our_bound_cut_off_is_excused(failure: str, wait: float, expected: str):
    exchange = exchanged(Failure(failure), cap=0.1, wait=wait)
    assert exchange.failure is not None
    assert (exchange.failure.type, exchange.failure.phase) == (expected, Failure(failure).phase)


def test_the_tighter_deadline_counts():
    async def run() -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        made = Turn(request_to(1, timeout=9.0, connect_timeout=20.0), now + 3, lambda: 0.0)
        assert made.deadline == now + 3
        assert made._connect_deadline == now + 3
        made = Turn(request_to(1, timeout=9.0, connect_timeout=2.0), None, lambda: 0.0)
        assert 8.9 < made.deadline - now < 9.5
        assert 1.9 < made._connect_deadline - now < 2.5

    asyncio.run(run())


def test_opening_that_fails_is_an_exchange(monkeypatch: pytest.MonkeyPatch):
    async def refuse(*_: object) -> None:
        raise StreamFailure(Failure("tcp.refused"))

    monkeypatch.setattr(turn, "open_link", refuse)

    async def run() -> object:
        return await Turn(request_to(1), None, lambda: 5.0).open(1, Limits())

    exchange = asyncio.run(run())
    assert isinstance(exchange, Exchange)
    assert exchange.timing.started_at == 5.0
    assert exchange.failure == Failure("tcp.refused")
