"""Which host, port and addresses are dialled."""

import asyncio

import pytest

from wwwhy.model import Request, Transport, Url
from wwwhy.wire.journal import Journal
from wwwhy.wire.route import addresses_of, target_of
from wwwhy.wire.stream import StreamFailure


def addresses(host: str, **transport: object) -> tuple[tuple[str, ...], Journal]:
    async def run() -> tuple[tuple[str, ...], Journal]:
        clock = asyncio.get_running_loop().time
        journal = Journal(clock, lambda: 0.0)
        given = Transport(**transport)  # type: ignore[arg-type]
        return await addresses_of(host, given, journal, clock() + 1), journal

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("connect_to", "expected"),
    [
        (None, ("site.test", 8443)),
        (("other.test", 1), ("other.test", 1)),
        (("[::1]", 2), ("::1", 2)),
    ],
)
def test_what_is_dialled(connect_to: tuple[str, int] | None, expected: tuple[str, int]):
    request = Request(
        Url.parse("https://site.test:8443/"), transport=Transport(connect_to=connect_to)
    )
    assert target_of(request) == expected


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "fe80::1%lo"])
def test_an_address_is_not_looked_up(host: str):
    found, journal = addresses(host)
    assert (found, journal.dns) == ((host,), None)


def test_pinned_addresses_are_taken_and_filtered_by_family():
    pins = ("2001:db8::1", "192.0.2.1")
    assert addresses("site.test", addresses=pins)[0] == pins
    assert addresses("site.test", addresses=pins, family=4)[0] == ("192.0.2.1",)
    assert addresses("site.test", addresses=pins, family=6)[0] == ("2001:db8::1",)
    with pytest.raises(StreamFailure) as caught:
        addresses("192.0.2.1", family=6)
    assert caught.value.failure.type == "dns.no_address_of_family"


def test_a_name_is_looked_up_and_remembered():
    found, journal = addresses("localhost", family=4)
    assert found == ("127.0.0.1",)
    assert journal.dns is not None
    assert journal.dns.addresses == found
