"""The innermost block decides, and discards what it would have inherited."""

from wwwhy.model import Directive
from wwwhy.sources.config import effective, effective_all, nginx

CONFIG = nginx.read_text("a { x 1; y 1; h one; h two; b { x 2; h three; c { z 1; } } }")
OUTER = CONFIG.directives[0]
MIDDLE = next(CONFIG.find("b"))
INNER = next(CONFIG.find("c"))


def args(name: str, *blocks: Directive) -> tuple[str, ...]:
    found = effective(name, *blocks)
    assert found is not None
    return found.args


def test_the_innermost_wins():
    assert args("x", OUTER, MIDDLE, INNER) == ("2",)
    assert args("Y", OUTER, MIDDLE, INNER) == ("1",)
    assert effective("none", OUTER, MIDDLE, INNER) is None
    assert effective("x") is None


def test_several_are_taken_from_one_block_only():
    assert [d.args for d in effective_all("h", OUTER, MIDDLE, INNER)] == [("three",)]
    assert [d.args for d in effective_all("h", OUTER)] == [("one",), ("two",)]
    assert args("h", OUTER) == ("two",)
