"""`wwwhy demo` hands over to the demonstration."""

import sys
from types import ModuleType

import pytest


@pytest.mark.parametrize(
    ("argv", "language"), [(("demo",), "en"), (("--lang", "ru", "demo"), "ru")]
)
def test_runs_the_demonstration(run, monkeypatch, argv, language):
    spoken = []
    stand_in = ModuleType("wwwhy.demo")

    def demonstrate(given: str, *_where: object) -> int:
        spoken.append(given)
        return 0

    stand_in.run = demonstrate  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "wwwhy.demo", stand_in)
    assert run(*argv).status == 0
    assert spoken == [language]


def test_help(run):
    done = run("demo", "--help")
    assert done.status == 0
    assert "starts a few broken servers on this computer" in done.out
    assert "--connect-timeout" not in done.out
