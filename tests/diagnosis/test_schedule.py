"""How many round trips waves take with connections that stand ready, and what may still be asked."""

from dataclasses import replace

import pytest

from tests.diagnosis.peers import exchange, request, response
from wwwhy.diagnosis import Budget, Investigation, Want, pace, planner, steadiness
from wwwhy.diagnosis.schedule import AHEAD, AHEAD_LATER, Schedule
from wwwhy.model import (
    Connection,
    Exchange,
    Experiment,
    Failure,
    Request,
    Response,
    Timing,
    TlsFacts,
)
from wwwhy.probes import all_probes

TRIP = 200.0
URL = "https://shop.test/a"
BROWSER = "browser-user-agent"


def far(asked: Request, status: int = 403, *, ahead: float | None = None) -> Exchange:
    """Make an exchange with a target 200 ms away, over TLS 1.3."""
    answered = exchange(asked, response(status, b"no"))
    facts = TlsFacts(version="TLSv1.3", handshake_done=True)
    timing = Timing(tcp_ms=TRIP, tls_ms=TRIP, wait_ms=TRIP, total_ms=3 * TRIP)
    connection = Connection(tls=facts, dialled_ahead_ms=ahead)
    return replace(answered, timing=timing, connection=connection)


BASELINE = far(request(URL))
HOPS = (BASELINE,)
ONE = Experiment((BASELINE.request,))
ELSEWHERE = Experiment((BASELINE.request.with_tls(sni="other.test"),))
IN_ORDER = Experiment((BASELINE.request,) * 3, in_order=True)
OVERLAPPING = replace(IN_ORDER, may_overlap=True)
REUSED = Experiment((BASELINE.request,) * 2, same_connection=True)
UNSAFE = Experiment((replace(BASELINE.request, method="POST"),))


def ready(count: int = AHEAD, roads: int | None = None) -> Schedule:
    schedule = Schedule()
    schedule.note_ready(count, count // 2 if roads is None else roads)
    return schedule


def test_a_wave_on_what_stands_ready_takes_one_round_trip():
    schedule = ready()
    assert schedule.spent(HOPS) == 3
    assert schedule.begin([("a", ONE), ("b", OVERLAPPING)], HOPS) == frozenset()
    assert schedule.spent(HOPS) == 4
    assert schedule.room(HOPS, HOPS, 0) == 6
    schedule.begin([("c", ONE)], HOPS)
    assert schedule.spent(HOPS) == 5
    # The sixth would end late, for our own work takes time too.
    assert schedule.room(HOPS, HOPS, 0) == 0


def test_without_any_it_takes_all_of_them():
    schedule = ready(0)
    assert schedule.begin([("a", ONE)], HOPS) == frozenset()
    assert schedule.spent(HOPS) == 6
    assert schedule.room(HOPS, HOPS, 0) == 0


@pytest.mark.parametrize(
    ("experiment", "spent"),
    [(REUSED, 5), (OVERLAPPING, 4), (ONE, 4), (ELSEWHERE, 5), (UNSAFE, 6)],
)
def test_what_each_takes(experiment: Experiment, spent: int):
    schedule = ready()
    assert schedule.fits(experiment, HOPS, HOPS)
    schedule.begin([("a", experiment)], HOPS)
    assert schedule.spent(HOPS) == spent


def test_a_sequence_that_waits_for_its_answers_does_not_fit():
    assert not ready().fits(IN_ORDER, HOPS, HOPS)
    assert not ready(0).fits(OVERLAPPING, HOPS, HOPS)
    # It needs as many as it has requests.
    assert not ready(2).fits(OVERLAPPING, HOPS, HOPS)


def test_what_travels_another_way_is_late_and_others_go_on_meanwhile():
    schedule = ready()
    assert schedule.begin([("slow", ELSEWHERE), ("quick", ONE)], HOPS) == {"slow"}
    assert schedule.spent(HOPS) == 4
    assert schedule.under_way == {"slow"}
    assert schedule.room(HOPS, HOPS, 1) == 5
    assert not schedule.fits(ELSEWHERE, HOPS, HOPS)
    schedule.begin([("more", ONE)], HOPS)
    assert schedule.spent(HOPS) == 5
    schedule.feed("slow", [far(ELSEWHERE.requests[0])], HOPS)
    assert schedule.spent(HOPS) == 5
    assert schedule.under_way == frozenset()


def test_what_goes_to_another_address_ends_too_late():
    other = Experiment((BASELINE.request.with_transport(family=6),))
    assert not ready().fits(other, HOPS, HOPS)
    # Nor does a road help that is not there.
    assert not ready(roads=0).fits(ELSEWHERE, HOPS, HOPS)
    # Without connections that stand ready the first wave takes as long anyway.
    assert ready(0).fits(other, HOPS, HOPS)
    near = tuple(replace(each, timing=Timing(tls_ms=90.0, wait_ms=90.0)) for each in HOPS)
    assert ready().fits(other, near, near)


def test_a_handshake_that_a_server_refuses_is_an_answer():
    schedule = ready()
    schedule.begin([("other-name", ELSEWHERE)], HOPS)
    refused = broken("tls.protocol_error", ahead=80.0)
    assert schedule.feed("other-name", [refused], HOPS)
    assert schedule.trusts_ready


def test_what_had_to_be_dialled_after_all_is_charged_once():
    schedule = ready()
    schedule.begin([("a", ONE), ("b", ONE)], HOPS)
    assert schedule.feed("a", [far(BASELINE.request)], HOPS)
    assert schedule.feed("b", [far(BASELINE.request)], HOPS)
    assert schedule.spent(HOPS) == 6
    kept = ready()
    kept.begin([("a", ONE)], HOPS)
    kept.feed("a", [far(BASELINE.request, ahead=80.0)], HOPS)
    assert kept.spent(HOPS) == 4


def broken(kind: str, *, ahead: float | None) -> Exchange:
    made = far(BASELINE.request, ahead=ahead)
    return replace(made, response=None, failure=Failure(kind))


def test_a_connection_that_broke_under_a_request_says_nothing():
    schedule = ready()
    schedule.begin([("a", ONE)], HOPS)
    assert not schedule.feed("a", [broken("tcp.reset", ahead=80.0)], HOPS)
    assert not schedule.trusts_ready
    assert schedule.ahead(HOPS) == 0
    schedule.note_ready(4)
    assert schedule.ready == 0
    # What was lost may be asked for once more.
    assert schedule.room(HOPS, HOPS, 0) == 6


@pytest.mark.parametrize(
    ("kind", "ahead"),
    [("tcp.reset", None), ("http.response.read_timed_out", 80.0), ("bound.time", 80.0)],
)
def test_other_failures_are_answers(kind: str, ahead: float | None):
    schedule = ready()
    schedule.begin([("a", ONE)], HOPS)
    assert schedule.feed("a", [broken(kind, ahead=ahead)], HOPS)
    assert schedule.trusts_ready


def test_how_many_to_dial():
    schedule = ready()
    assert schedule.ahead(()) == AHEAD
    schedule.begin([("a", ONE)], HOPS)
    assert schedule.ahead(HOPS) == AHEAD_LATER
    schedule.begin([("b", ONE)], HOPS)
    assert schedule.ahead(HOPS) == 0


def test_tls_1_2_is_too_slow_for_a_second_wave():
    facts = TlsFacts(version="TLSv1.2", handshake_done=True)
    old = replace(
        BASELINE,
        connection=Connection(tls=facts),
        timing=Timing(tcp_ms=TRIP, tls_ms=2 * TRIP, wait_ms=TRIP, total_ms=4 * TRIP),
    )
    schedule = ready()
    schedule.begin([("a", ONE)], (old,))
    assert schedule.spent((old,)) == 5
    assert schedule.room((old,), (old,), 0) == 0


@pytest.mark.parametrize(
    ("timing", "trips"),
    [
        # A tunnel or a proxy at our end took the connection at once.
        (Timing(tcp_ms=0.2, tls_ms=200.0, wait_ms=205.0), 2),
        (Timing(tcp_ms=0.2, tls_ms=400.0, wait_ms=205.0), 3),
        (Timing(tcp_ms=200.0, tls_ms=205.0, wait_ms=210.0), 3),
        # The application thinks; that is no round trip.
        (Timing(tcp_ms=20.0, tls_ms=20.0, wait_ms=2000.0), 3),
        (Timing(), 3),
    ],
)
def test_round_trips_are_measured_where_they_can_be(timing: Timing, trips: int):
    assert pace.trips(replace(BASELINE, timing=timing)) == trips


# The whole investigation ----------------------------------------------------------------------


def drive(
    investigation: Investigation, stands: int = AHEAD, *, status: int = 403
) -> list[list[str]]:
    """Drive it as `api.drive` does, with so many connections ready; returns the waves in order."""
    waves: list[list[str]] = []
    late: list[Want] = []

    def come(want: Want) -> None:
        way = BASELINE.request.way
        made = want.experiment.requests
        ahead = 80.0 if want.probe and stands and all(e.way == way for e in made) else None
        investigation.feed(want, [far(each, status, ahead=ahead) for each in made])

    while True:
        if investigation.baseline_done:
            investigation.note_ready(stands, stands // 2)
        wants = investigation.wants()
        if wants:
            waves.append([f"{w.probe}{'*' * w.late}" for w in wants])
        late += [want for want in wants if want.late]
        now = [want for want in wants if not want.late]
        if not now:
            if not late:
                return waves[1:]
            now, late = late, []
        for want in now:
            come(want)


def wanting(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(
        planner, "wanted", lambda _, known: tuple(name for name in names if name not in known)
    )


def test_two_waves_of_a_far_target(monkeypatch: pytest.MonkeyPatch):
    wanting(monkeypatch, *(name for name in all_probes() if name.startswith("method")), BROWSER)
    waves = drive(Investigation(request(URL)))
    assert len(waves) == 1
    names = (
        "path-variants",
        "trailing-slash",
        BROWSER,
        "method-head",
        "http-1-0",
        "random-sibling",
    )
    wanting(monkeypatch, *names)
    waves = drive(Investigation(request("https://shop.test/A")))
    assert len(waves) == 2


def test_the_control_of_flips_goes_along_where_nothing_can_follow(
    monkeypatch: pytest.MonkeyPatch,
):
    wanting(monkeypatch, "method-head", "sni-other")
    waves = drive(Investigation(request(URL)), status=404)
    assert waves == [["method-head", "sni-other*"], [steadiness.AGAIN]]
    waves = drive(Investigation(request(URL)), 0, status=404)
    assert waves == [[steadiness.AGAIN, "method-head", "sni-other"]]


def test_it_does_not_repeat_a_login_that_was_refused(monkeypatch: pytest.MonkeyPatch):
    wanting(monkeypatch, "method-head", "sni-other")
    asked = request(URL, authorization="Basic dTpw")
    # The password is kept for another form of it, or for a control of what heals.
    assert drive(Investigation(asked), 0, status=401) == [["sni-other"]]


def test_a_near_target_waits_for_a_flip(monkeypatch: pytest.MonkeyPatch):
    wanting(monkeypatch, "method-head")
    investigation = Investigation(request("http://shop.test/"))
    asked = []
    while wants := investigation.wants():
        for want in wants:
            asked.append(want.probe)
            came = [exchange(each, response(403, b"no")) for each in want.experiment.requests]
            investigation.feed(want, came)
    assert asked == [None, "method-head"]


def test_requests_under_way_count_against_every_bound(monkeypatch: pytest.MonkeyPatch):
    wanting(monkeypatch, "sni-other", "sni-none", "method-head", "repeated", "path-variants")
    for most in range(1, 14):
        investigation = Investigation(request(URL), budget=Budget(max_requests=most))
        under_way = 0
        late: list[Want] = []
        while True:
            if investigation.baseline_done:
                investigation.note_ready(AHEAD, AHEAD // 2)
            wants = investigation.wants()
            under_way += sum(len(want.experiment.requests) for want in wants)
            assert under_way <= 6
            assert investigation.requests_sent + under_way <= most
            late += [want for want in wants if want.late]
            now = [want for want in wants if not want.late]
            if not now:
                if not late:
                    break
                now, late = late, []
            for want in now:
                under_way -= len(want.experiment.requests)
                made = want.experiment.requests
                investigation.feed(want, [far(each, ahead=80.0) for each in made])


def test_what_was_lost_is_asked_again_and_counted(monkeypatch: pytest.MonkeyPatch):
    wanting(monkeypatch, "method-head")
    investigation = Investigation(request(URL))
    (want,) = investigation.wants()
    investigation.feed(want, [BASELINE])
    assert investigation.uses_ready
    investigation.note_ready(AHEAD)
    (want,) = investigation.wants()
    investigation.feed(want, [replace(broken("tcp.reset", ahead=9.0), response=None)])
    assert "method-head" not in investigation.results
    assert investigation.requests_sent == 2
    after = (investigation.uses_ready, investigation.ahead)
    assert after == (False, 0)
    again = investigation.wants()
    assert "method-head" in [each.probe for each in again]


def test_none_are_dialled_where_there_was_no_answer_or_no_probe_may_follow():
    silent = Investigation(request(URL))
    assert silent.ahead == AHEAD
    (want,) = silent.wants()
    silent.feed(want, [broken("http.response.empty", ahead=None)])
    assert silent.ahead == 0
    assert Investigation(request(URL), budget=Budget(probes=False)).ahead == 0
    assert Investigation(request(URL), budget=Budget(max_requests=1)).ahead <= 1


def test_what_is_asking():
    asked = replace(request(URL, content_type="text/plain"), method="POST", body=b"x")
    investigation = Investigation(asked)
    assert investigation.asking is asked
    (want,) = investigation.wants()
    investigation.feed(want, [replace(far(asked), response=Response(403))])
    assert (investigation.asking.method, investigation.asking.body) == ("GET", None)
    assert investigation.asking.way == asked.way
