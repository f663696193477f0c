"""Look-ups through the system's resolver, and which way is taken."""

import asyncio
import socket
import time
from collections.abc import Callable

import pytest

from wwwhy.model import DnsFacts
from wwwhy.wire.dns import look_up


def kind(facts: DnsFacts) -> str | None:
    return facts.failure.type if facts.failure else None


@pytest.mark.parametrize("name", ["a" * 64 + ".test", "a..test", "x" * 300])
@pytest.mark.parametrize("resolver", [None, "127.0.0.1:9"])
def test_names_that_cannot_be_names(name: str, resolver: str | None):
    async def run() -> DnsFacts:
        deadline = asyncio.get_running_loop().time() + 2
        return await look_up(name, resolver=resolver, family=None, deadline=deadline)

    assert kind(asyncio.run(run())) == "dns.name_not_resolved"


def fake_system(monkeypatch: pytest.MonkeyPatch, answer: Callable[..., object]) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answer)


def asked_system(
    name: str = "site.test", *, family: int | None = None, within: float = 2.0
) -> DnsFacts:
    async def run() -> DnsFacts:
        deadline = asyncio.get_running_loop().time() + within
        return await look_up(name, resolver=None, family=family, deadline=deadline)

    return asyncio.run(run())


def test_the_system_finds_localhost():
    facts = asked_system("localhost", family=4)
    assert (facts.source, facts.addresses, facts.failure) == ("system", ("127.0.0.1",), None)


def test_names_below_localhost_are_this_machine_and_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch,
):
    def fail(*_: object) -> object:
        raise AssertionError("no resolver may be asked (RFC 6761 section 6.3)")

    fake_system(monkeypatch, fail)
    assert asked_system("shop.localhost").addresses == ("::1", "127.0.0.1")
    assert asked_system("Shop.LOCALHOST.", family=4).addresses == ("127.0.0.1",)
    assert asked_system("a.shop.localhost", family=6).addresses == ("::1",)


@pytest.mark.parametrize(
    ("number", "family", "expected"),
    [
        (socket.EAI_NONAME, None, "dns.name_not_resolved"),
        (-5, None, "dns.name_not_resolved"),
        (-5, 6, "dns.no_address_of_family"),
        (-9, 4, "dns.no_address_of_family"),
        (socket.EAI_AGAIN, None, "dns.failed"),
        (socket.EAI_FAIL, None, "dns.failed"),
    ],
)
def test_the_systems_errors_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, number: int, family: int | None, expected: str
):
    def fail(*_: object) -> object:
        raise socket.gaierror(number, "text that nobody reads")

    fake_system(monkeypatch, fail)
    facts = asked_system(family=family)
    assert facts.failure is not None
    assert (kind(facts), facts.failure.native["eai"]) == (expected, number)


def test_a_stuck_system_resolver_holds_nobody_up(monkeypatch: pytest.MonkeyPatch):
    def sleep(*_: object) -> list[object]:
        time.sleep(2)
        return []

    fake_system(monkeypatch, sleep)
    started = time.monotonic()
    facts = asked_system(within=0.2)
    assert kind(facts) == "dns.timed_out"
    assert time.monotonic() - started < 1
