"""Times add up, and the phase under way says what was late."""

import pytest

from wwwhy.model import Attempt, DnsFacts, ProxyFacts
from wwwhy.wire.journal import Journal


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_each_phase_gets_its_own_time_and_ours_is_nobodys():
    clock = Clock()
    journal = Journal(clock, lambda: 1000.0)
    clock.now += 0.5
    for phase, seconds in (("dns", 1.0), ("tcp", 2.0), ("dns", 0.25), ("own", 9.0), ("http", 1.0)):
        journal.enter(phase)
        clock.now += seconds
    journal.dns = DnsFacts("site.test", "system")
    journal.attempts.append(Attempt("192.0.2.1", None, 2000.0))
    timing = journal.timing(sent_at=113.0, first_at=113.25, end=113.75)
    assert (timing.dns_ms, timing.tcp_ms, timing.tls_ms, timing.proxy_ms) == (
        1250.0,
        2000.0,
        None,
        None,
    )
    assert (timing.wait_ms, timing.receive_ms, timing.total_ms) == (250.0, 500.0, 13750.0)
    assert timing.started_at == 1000.0


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        ("dns", "dns.timed_out"),
        ("tcp", "tcp.timed_out"),
        ("proxy", "proxy.timed_out"),
        ("tls", "tls.timed_out"),
        ("own", "bound.time"),
    ],
)
def test_what_was_late(phase: str, expected: str):
    journal = Journal(Clock(), lambda: 0.0)
    journal.enter(phase)
    assert journal.overdue().type == expected


@pytest.mark.parametrize(("phase", "where"), [("dns", "proxy"), ("tcp", "proxy"), ("tls", "tls")])
def test_what_was_late_on_the_way_to_a_proxy(phase: str, where: str):
    journal = Journal(Clock(), lambda: 0.0)
    journal.proxy = ProxyFacts("http", "127.0.0.1", 3128)
    journal.enter(phase)
    assert journal.overdue().phase == where
