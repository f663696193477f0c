"""The requests: those of one experiment share a line, and all are counted."""

from dataclasses import replace

from tests.formatters import samples
from wwwhy.formatters import Surface
from wwwhy.formatters.page.lists import requests
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases
from wwwhy.model import Role


def table(*statuses: tuple[str, int], unicode: bool = True) -> list[str]:
    own = samples.exchange(status=401)
    probes = [
        replace(samples.exchange(status=status), index=i, role=Role.PROBE, probe=probe)
        for i, (probe, status) in enumerate(statuses, 1)
    ]
    diagnosis = replace(
        samples.expired_token(), exchanges=(own, *probes), requests_sent=len(probes) + 1
    )
    return requests(View(diagnosis, phrases("en"), Pen(Surface(unicode=unicode))))[2:]


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
