"""The requests: those of one experiment share a line, and all are counted."""

from dataclasses import replace

from tests.formatters import samples
from wwwhy.formatters import Surface
from wwwhy.formatters.page.lists import requests
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases
from wwwhy.model import Role


def table(*statuses: tuple[str, int], unicode: bool = True, width: int = 80) -> list[str]:
    own = samples.exchange(status=401)
    probes = [
        replace(samples.exchange(status=status), index=i, role=Role.PROBE, probe=probe)
        for i, (probe, status) in enumerate(statuses, 1)
    ]
    diagnosis = replace(
        samples.expired_token(), exchanges=(own, *probes), requests_sent=len(probes) + 1
    )
    return requests(View(diagnosis, phrases("en"), Pen(Surface(width, unicode=unicode))))[2:]


def test_requests_of_one_experiment_share_a_line() -> None:
    rows = table(("key-elsewhere", 401), ("key-elsewhere", 401), ("same-again", 401))
    assert rows[0].split()[0] == "#1–2"
    assert rows[0].endswith(" 401")
    assert len(rows) == 3
    assert rows[-1].lstrip().startswith("4 requests sent")


def test_their_outcomes_are_all_there() -> None:
    rows = table(("key-elsewhere", 401), ("key-elsewhere", 200), unicode=False)
    assert rows[0].split()[0] == "#1-2"
    assert rows[0].endswith(" 401, 200")


def test_what_ended_them_has_room_on_a_narrow_terminal() -> None:
    rows = table(*[("browser-user-agent", 401), ("browser-user-agent", 200)] * 5, width=64)
    assert max(map(len, rows)) <= 64
    assert "".join(rows).count("401") == 5
    # The second line of a row stands under its last column.
    assert rows[1].index(rows[1].strip()) == rows[0].index("401, ")


def test_a_very_narrow_terminal_gets_two_lines_a_request() -> None:
    rows = table(("browser-user-agent", 401), ("browser-user-agent", 200), width=34)
    assert [row.strip() for row in rows[1:3]] == ["#1–2  a browser's User-Agent", "35 ms  401, 200"]
    assert max(map(len, rows)) <= 34
