"""Tracebacks for bug reports hold no texts."""

from wwwhy.cli.console.debugging import masked_traceback


def fail() -> None:
    try:
        int("Bearer secret")
    except ValueError as inner:
        raise KeyError("another secret") from inner


def test_names_places_and_kinds_and_no_text():
    try:
        fail()
    except KeyError as error:
        written = masked_traceback(error)
    assert "builtins.KeyError\n" in written
    assert "builtins.ValueError\n" in written
    assert "test_debugging.py:" in written
    assert "secret" not in written


def test_a_circle_of_errors_ends():
    one, other = ValueError(), ValueError()
    one.__cause__, other.__cause__ = other, one
    assert masked_traceback(one).count("ValueError") == 2
