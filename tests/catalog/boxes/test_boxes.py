"""The signature files keep their form: names, sources, patterns that run in linear time."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.resources import files
from typing import Any

import pytest

from wwwhy.catalog.signatures import Sign, Signature, all_signatures

# How Python reads a pattern; it has no public door, and a lint of ours needs no more than this.
op: Any = import_module("re._constants")
sre: Any = import_module("re._parser")
BOXES = list(all_signatures().values())
SIGNS = [(box, sign) for box in BOXES for sign in box.signs]
MOST_STEPS = 5_000
"""Ways in which one pattern may be tried at one place, at most."""


def patterns(sign: Sign) -> Iterator[str]:
    yield from (pattern for _, pattern in sign.fields)
    yield from (pattern.replace("{status}", "404") for _, pattern in sign.json_values)
    yield from (p for p in (sign.reason, sign.body, sign.opening) if p is not None)


ALL_PATTERNS = sorted({pattern for _, sign in SIGNS for pattern in patterns(sign)})


def test_there_are_many():
    assert len(BOXES) >= 45


@pytest.mark.parametrize("box", BOXES, ids=lambda box: box.name)
def test_file_is_named_after_the_product_and_knows_its_sources(box: Signature):
    stem = re.sub(r"[^a-z0-9]+", "-", box.name.lower()).strip("-")
    known = {path.name for path in files("wwwhy.catalog").joinpath("boxes").iterdir()}
    assert f"{stem}.toml" in known
    assert box.signs or box.server
    for sign in box.signs:
        assert len(sign.source) > 10
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", sign.date)
        assert sign.shows or sign.fields or sign.order
    assert len({sign.id for sign in box.signs}) == len(box.signs)


def test_no_name_belongs_to_two_products():
    for kind in ("server", "via", "aliases"):
        names = Counter(name for box in BOXES for name in getattr(box, kind))
        assert [name for name, count in names.items() if count > 1] == []
        assert all(name == name.lower() for name in names)


def test_names_it_borrows_are_products():
    assert {name for box in BOXES for name in box.speaks_as} <= all_signatures().keys()


@pytest.mark.parametrize("pattern", ALL_PATTERNS, ids=range(len(ALL_PATTERNS)))
def test_pattern_is_bounded(pattern: str):
    tree = sre.parse(pattern)
    assert not list(unbounded(tree)), "a repeat without an upper bound"
    assert ambiguity(tree) <= MOST_STEPS


@pytest.mark.parametrize("hostile", [b"a", b"<", b" ", b"\\", b"<html>\r\n", b"1, ", b'"'])
def test_patterns_are_quick_on_hostile_text(hostile: bytes):
    text = (hostile * 65536)[:65536].decode()
    started = time.perf_counter()
    for pattern in ALL_PATTERNS:
        compiled = re.compile(pattern)
        compiled.fullmatch(text[:4096])
        compiled.match(text)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("body", sorted({s.body for _, s in SIGNS if s.body}))
def test_content_is_anchored_at_its_beginning(body: str):
    assert body.startswith(r"\A")


def test_the_lint_can_fail():
    assert list(unbounded(sre.parse("a*b")))
    assert ambiguity(sre.parse("[a-z]{1,99}[a-z]{1,99}x")) > MOST_STEPS
    assert ambiguity(sre.parse("(?:a{1,99}){1,99}b")) > MOST_STEPS
    assert ambiguity(sre.parse("[a-z]{1,99}/[a-z]{1,99}")) == 1


def unbounded(tree: Any) -> Iterator[Any]:
    for code, value in tree:
        if code in {op.MAX_REPEAT, op.MIN_REPEAT} and value[1] is op.MAXREPEAT:
            yield value
        for inner in children(code, value):
            yield from unbounded(inner)


def children(code: Any, value: Any) -> list[Any]:
    if code in {op.MAX_REPEAT, op.MIN_REPEAT}:
        return [value[2]]
    if code is op.SUBPATTERN:
        return [value[3]]
    return list(value[1]) if code is op.BRANCH else []


def ambiguity(tree: Any, then: tuple[Any, ...] = ()) -> int:
    """Multiply the lengths of those repeats that what follows them could swallow as well."""
    steps = 1
    items = list(tree)
    for place, (code, value) in enumerate(items):
        rest = (*items[place + 1 :], *then)
        repeats = code is op.MAX_REPEAT and value[1] > 1
        for inner in children(code, value):
            again = (*list(inner), *rest) if repeats else rest
            below = ambiguity(inner, again)
            steps *= below ** (value[1] if repeats and below > 1 else 1)
        if repeats and is_single(value[2]) and rest and overlaps(value[2], rest):
            steps *= value[1]
    return steps


def is_single(tree: Any) -> bool:
    return len(tree) == 1 and tree[0][0] in {op.IN, op.LITERAL, op.NOT_LITERAL, op.ANY}


def overlaps(repeated: Any, rest: Sequence[Any]) -> bool:
    """Whether the next thing can begin with a character that the repeat takes."""
    code, value = rest[0]
    if code is op.LITERAL:
        return takes(repeated, chr(value))
    return code is not op.AT


def takes(repeated: Any, char: str) -> bool:
    """Whether the repeat's one item, a character or a set of them, takes this character."""
    code, value = repeated[0]
    if code is op.IN:
        negated = value[0][0] is op.NEGATE
        return negated != any(holds(part, char) for part in value if part[0] is not op.NEGATE)
    if code is op.ANY:
        return char != "\n"
    return (chr(value) == char) is (code is op.LITERAL)


def holds(part: Any, char: str) -> bool:
    code, value = part
    if code is op.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    if code is op.CATEGORY:
        kind = {
            op.CATEGORY_DIGIT: char.isdigit(),
            op.CATEGORY_SPACE: char.isspace(),
            op.CATEGORY_NOT_SPACE: not char.isspace(),
            op.CATEGORY_WORD: char.isalnum() or char == "_",
        }
        return kind[value]
    return chr(value) == char
