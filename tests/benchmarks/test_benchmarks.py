"""Every benchmark runs, with counts so small that its figures mean nothing; it must not rot."""

import sys

import pytest

from benchmarks.__main__ import main, names
from benchmarks.diagnosis import FAR, LEG, MOST, diagnosed
from benchmarks.measure import Bound, Effort, Samples, alternating
from benchmarks.measure.children import compiled, cost

NOTHING = Effort(0.0)
BUSY = 1.5
"""What a busy machine may add to a bound in time."""


@pytest.mark.lab
@pytest.mark.parametrize("name", [n for n in names() if n != "diagnosis"])
def test_it_runs(name, monkeypatch, capsys):
    monkeypatch.setattr("benchmarks.__main__.QUICK", NOTHING.scale)
    assert main([name, "--quick"]) in {0, 1}
    out = capsys.readouterr().out
    assert f"{name}: " in out
    assert "=> " in out


@pytest.mark.lab
@pytest.mark.parametrize("distance", FAR, ids=lambda each: each.name)
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("path", ["/401", "/403", "/404"])
def test_a_diagnosis_takes_six_round_trips_at_most(scheme, path, distance):
    took = diagnosed(scheme, path, distance, greedy=path == "/403").elapsed_s
    assert took / (2 * LEG) < MOST * BUSY


def test_an_unknown_name_is_refused():
    with pytest.raises(SystemExit):
        main(["nothing"])


def test_measured_in_turns_and_not_the_first_time():
    order: list[str] = []

    def measure(name: str) -> float:
        order.append(name)
        return float(len(order))

    first, second = alternating(
        {"a": lambda: measure("a"), "b": lambda: measure("b")}, rounds=3, unit="ms"
    )
    assert order == ["a", "b"] * 4
    assert (first.values, second.values) == ((3.0, 5.0, 7.0), (4.0, 6.0, 8.0))


def test_a_bound_is_judged_by_the_best_and_shows_the_usual():
    ours = Samples("ours", "ms", (3.0, 4.0, 50.0))
    theirs = Samples("theirs", "ms", (2.0, 2.0, 2.0))
    held = Bound.of_ratio(ours, theirs, 1.5)
    assert held.held
    assert "1.50x by minima, 2.00x by medians" in str(held)
    assert "usual value is above" in str(held)
    assert not Bound.of_difference(ours, theirs, 0.9).held
    assert "BROKEN" in str(Bound.of(ours, 2.9))


def test_a_broken_bound_is_the_exit_status(monkeypatch):
    monkeypatch.setattr("benchmarks.rules.MOST", 0.0)
    assert main(["rules", "--quick"]) == 1


def test_what_a_child_costs():
    with compiled() as environ:
        busy = cost([sys.executable, "-c", "sum(range(3_000_000))"], environ)
        idle = cost([sys.executable, "-c", "import time; time.sleep(0.2)"], environ)
    assert busy.status == idle.status == 0
    assert busy.cpu_ms > idle.cpu_ms
    assert idle.wall_ms > 200


@pytest.mark.parametrize(("scale", "times"), [(1.0, 20), (0.2, 4), (0.0, 2)])
def test_effort(scale, times):
    assert Effort(scale).times(20, least=2) == times
