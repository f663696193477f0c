from dataclasses import replace

import pytest

from tests.diagnosis.peers import exchange, request, response
from wwwhy.diagnosis import Budget, Investigation, pace, planner
from wwwhy.model import Connection, Exchange, Experiment, Proxy, ProxyFacts, Timing, TlsFacts
from wwwhy.probes import all_probes


def refused(url: str = "http://shop.test/", wait: float | None = None, **timing: float) -> Exchange:
    answered = exchange(request(url), response(403, b"no"))
    return replace(answered, timing=Timing(wait_ms=wait, total_ms=1000.0, **timing))


def over_tls(version: str | None, **timing: float) -> Exchange:
    facts = TlsFacts(version=version, handshake_done=version is not None)
    return replace(refused("https://shop.test/", **timing), connection=Connection(tls=facts))


def through(proxy: Proxy, url: str = "http://shop.test/") -> Exchange:
    plain = refused(url)
    return replace(plain, request=plain.request.with_transport(proxy=proxy))


@pytest.mark.parametrize(
    ("made", "count"),
    [
        (refused(), 2),
        (over_tls("TLSv1.3"), 3),
        (over_tls("TLSv1.2"), 4),
        (over_tls(None), 3),
        (through(Proxy("http", "p", 3128)), 2),
        (through(Proxy("http", "p", 3128, tunnel=True)), 3),
        (through(Proxy("http", "p", 3128), "https://shop.test/"), 4),
        (through(Proxy("https", "p", 3128)), 3),
        (through(Proxy("socks5", "p", 1080)), 4),
    ],
)
def test_round_trips_of_an_exchange(made, count):
    assert pace.trips(made) == count


def test_a_unix_socket_is_connected_at_once():
    plain = refused()
    local = replace(plain, request=plain.request.with_transport(unix_socket="/run/x"))
    assert pace.trips(local) == 1


def test_a_wave_takes_as_long_as_its_longest_experiment():
    asked = request()
    once = Experiment((asked,))
    alike = Experiment((asked,) * 4)
    reused = Experiment((asked, asked), same_connection=True)
    ordered = Experiment((asked,) * 3, in_order=True)
    assert pace.wave_trips(refused(), [once, alike]) == 2
    assert pace.wave_trips(refused(), [once, reused]) == 3
    assert pace.wave_trips(refused(), [ordered, once]) == 6
    assert pace.wave_trips(refused(), []) == 0


@pytest.mark.parametrize(
    ("made", "spent", "worth"),
    [
        (refused(wait=200.0), 2, True),
        (refused(wait=200.0), 4, False),
        (refused(wait=20.0), 6, True),
        (over_tls("TLSv1.3", wait=200.0), 6, False),
        (over_tls("TLSv1.3", wait=5.0), 9, True),
        # A slow application on a near machine: its handshake shows how near.
        (over_tls("TLSv1.3", wait=2000.0, tls_ms=20.0), 6, True),
        (over_tls("TLSv1.2", wait=2000.0, tls_ms=400.0), 8, False),
        # Nothing was measured: the whole exchange took a second.
        (refused(), 4, False),
    ],
)
def test_another_wave_is_worth_it_where_the_target_is_near_or_little_was_spent(made, spent, worth):
    assert pace.worth_it(spent, made, [made]) is worth


@pytest.mark.parametrize(
    ("made", "spent", "fits"),
    [
        (over_tls("TLSv1.3", wait=200.0), 3, False),
        (over_tls("TLSv1.3", wait=5.0), 3, True),
        (refused(wait=200.0), 2, True),
    ],
)
def test_requests_in_sequence_wait_where_the_target_is_far(made, spent, fits):
    asked = made.request
    in_sequence = Experiment((asked, asked), same_connection=True)
    assert pace.fits(in_sequence, spent, made, [made]) is fits
    # One request always fits, even where TLS 1.2 makes it long.
    assert pace.fits(Experiment((asked,)), 99, made, [made])


def test_a_slow_application_near_by_has_time_for_a_sequence():
    """What connecting takes is measured, and not priced like an answer that is worked on."""
    asked = request()
    four = Experiment((asked,) * 4, in_order=True)
    for wait, tcp, fits in ((100.0, 0.3, True), (100.0, 100.0, False), (200.0, 0.3, False)):
        made = refused(wait=wait, tcp_ms=tcp)
        assert pace.fits(four, 4, made, [made]) is fits


def test_what_does_not_fit_is_asked_only_of_the_patient_and_where_nothing_else_is():
    made = refused()
    names = ("reused-connection", "without-origin", "method-head")
    words = {"known": frozenset[str](), "room": 6, "fits": lambda each: not each.same_connection}
    chosen, _ = planner.plan(names, made, (made,), **words)  # type: ignore[arg-type]
    assert [name for name, _ in chosen] == ["method-head"]
    chosen, _ = planner.plan(("reused-connection",), made, (made,), **words)  # type: ignore[arg-type]
    assert chosen == []
    words["patient"] = True
    chosen, _ = planner.plan(names, made, (made,), **words)  # type: ignore[arg-type]
    assert [name for name, _ in chosen] == ["method-head"]
    chosen, _ = planner.plan(("reused-connection",), made, (made,), **words)  # type: ignore[arg-type]
    assert [name for name, _ in chosen] == ["reused-connection"]


def test_a_tunnel_that_was_refused_measures_nothing():
    made = through(Proxy("http", "p", 3128), "https://shop.test/")
    made = replace(made, connection=Connection(proxy=ProxyFacts("http", "p", 3128, status=407)))
    assert not pace.worth_it(4, made, [made])


@pytest.mark.parametrize(("wait", "waves"), [(5.0, Budget().waves), (300.0, 1)])
def test_a_far_target_gets_one_wave_and_a_near_one_all(monkeypatch, wait, waves):
    monkeypatch.setattr(
        planner, "wanted", lambda _, known: tuple(n for n in all_probes() if n not in known)
    )
    investigation = Investigation(
        request(authorization="Bearer a.b.c", origin="https://app.test"), budget=Budget()
    )
    seen = -1
    while wants := investigation.wants():
        seen += 1
        for want in wants:
            answers = [
                replace(refused(wait=wait), request=each) for each in want.experiment.requests
            ]
            investigation.feed(want, answers)
    assert seen == waves
    why = {missing.why for missing in investigation.not_checked()}
    # A token that was refused is not sent again and again, however near the server is.
    assert "pace" in why
    assert why <= {"budget", "pace", "lockout"}


@pytest.mark.parametrize("patient", [True, False])
def test_who_is_patient_gets_more_waves_of_a_far_target(monkeypatch, patient):
    monkeypatch.setattr(
        planner, "wanted", lambda _, known: tuple(n for n in all_probes() if n not in known)
    )
    investigation = Investigation(request(), budget=Budget(patient=patient))
    seen = -1
    while wants := investigation.wants():
        seen += 1
        for want in wants:
            answers = [
                replace(refused(wait=300.0), request=each) for each in want.experiment.requests
            ]
            investigation.feed(want, answers)
    assert (seen > 1) is patient


@pytest.mark.parametrize("limit", [2, 3, 4, 8])
def test_a_probe_of_many_requests_never_passes_the_limit(monkeypatch, limit):
    many = ("repeated", "path-variants", "key-elsewhere", "without-origin")
    monkeypatch.setattr(
        planner, "wanted", lambda _, known: tuple(n for n in many if n not in known)
    )
    asked = request(authorization="Bearer a.b.c", origin="https://app.test")
    for method in ("GET", "POST"):
        investigation = Investigation(
            replace(asked, method=method), budget=Budget(max_requests=limit)
        )
        while wants := investigation.wants():
            assert sum(len(want.experiment.requests) for want in wants) <= 6
            for want in wants:
                investigation.feed(want, [refused(wait=1.0)] * len(want.experiment.requests))
        assert investigation.requests_sent <= limit


@pytest.mark.parametrize(
    ("wait", "tls", "seconds"), [(200.0, 200.0, 0.5), (1000.0, 200.0, 1.25), (5.0, 5.0, 0.25)]
)
def test_answers_are_overdue_by_the_measure_of_the_first(wait, tls, seconds):
    made = over_tls("TLSv1.3", wait=wait, tls_ms=tls)
    assert pace.overdue([made], made) == seconds
