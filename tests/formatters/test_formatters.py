"""A format is a file; its name is the option's value."""

import sys
from types import ModuleType

import pytest

from tests.formatters import samples
from wwwhy import formatters
from wwwhy.errors import UsageError


def test_text_and_json_are_found_and_nothing_that_is_no_format():
    assert {"text", "json"} <= set(formatters.formats())
    for name in formatters.formats():
        __import__(f"wwwhy.formatters.{name}")
        assert callable(sys.modules[f"wwwhy.formatters.{name}"].render)


def test_a_new_file_is_a_new_format(monkeypatch, tmp_path):
    (tmp_path / "shout.py").write_text(
        "def render(diagnosis, language, audience, surface):\n    return 'LOUD'\n"
    )
    monkeypatch.setattr(formatters, "__path__", [*formatters.__path__, str(tmp_path)])
    try:
        assert "shout" in formatters.formats()
        assert formatters.render("shout", samples.healthy()) == "LOUD\n"
    finally:
        sys.modules.pop("wwwhy.formatters.shout", None)


def test_an_unknown_format_is_named_with_those_there_are():
    with pytest.raises(UsageError, match=r"no format 'yaml'.*json.*text"):
        formatters.render("yaml", samples.healthy())


def test_listing_formats_loads_none_of_them():
    import subprocess

    code = (
        "import sys; from wwwhy.formatters import formats; formats();"
        "print([m for m in sys.modules if m.partition('.')[0] in {'wwwhy', 'ssl', 'rich'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(eval(done.stdout))  # what the line above printed
    assert loaded == {"wwwhy", "wwwhy.errors", "wwwhy.formatters"}


def test_surface_is_what_a_pipe_gets():
    assert formatters.Surface() == (80, False, True)
    assert isinstance(formatters, ModuleType)
