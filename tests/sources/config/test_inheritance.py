"""The innermost block decides, and discards what it would have inherited."""

from wwwhy.sources.config import effective, effective_all, nginx

CONFIG = nginx.read_text("a { x 1; y 1; h one; h two; b { x 2; h three; c { z 1; } } }")
OUTER = CONFIG.directives[0]
MIDDLE = next(CONFIG.find("b"))
INNER = next(CONFIG.find("c"))


def test_the_innermost_wins():
    assert effective("x", OUTER, MIDDLE, INNER).args == ("2",)
    assert effective("Y", OUTER, MIDDLE, INNER).args == ("1",)
    assert effective("none", OUTER, MIDDLE, INNER) is None
    assert effective("x") is None


def test_several_are_taken_from_one_block_only():
    assert [d.args for d in effective_all("h", OUTER, MIDDLE, INNER)] == [("three",)]
    assert [d.args for d in effective_all("h", OUTER)] == [("one",), ("two",)]
    assert effective("h", OUTER).args == ("two",)
