"""Objects become flat names, within bounds."""

import json

import pytest

from wwwhy.sources.serverlog.objects import MAX_DEPTH, MAX_NAMES, flattened, object_of


def test_outer_names_come_first_and_lists_are_looked_into():
    data = {"a": {"b": {"c": 1}}, "d": ["x", {"e": 2.5}], "f": None, "g": True, "h": "y"}
    assert list(flattened(data).items()) == [("h", "y"), ("d", "x"), ("a.b.c", "1"), ("d.e", "2.5")]


def test_depth_and_number_are_bounded():
    deep: dict[str, object] = {"end": 1}
    for _ in range(2 * MAX_DEPTH):
        deep = {"a": deep}
    assert flattened(deep) == {}
    assert len(flattened({str(n): n for n in range(10 * MAX_NAMES)})) == MAX_NAMES
    assert flattened({"n": 10**5000}) == {}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r'{"a": "\x22b\x22"}', {"a": '"b"'}),
        (r'{"a": "\xD0\xB6\x5C\xFF"}', {"a": "ж\\\ufffd"}),
        (r'{"a": "c:\\x22"}', {"a": r"c:\x22"}),
        ('{"a": -, "b": , "c": 1}', {"a": None, "b": None, "c": 1}),
        ('{"a": -}', {"a": None}),
        (' {"a": 1}\r', {"a": 1}),
    ],
)
def test_what_nginx_writes_without_escape_json_is_read(line, expected):
    assert object_of(line) == expected


@pytest.mark.parametrize("line", ["", "{", "[]", "{}x", '{"a": \\x}', '{"a":' * 50_000 + "}"])
def test_what_is_no_object_is_none(line):
    assert object_of(line) is None


def test_a_text_may_hold_control_characters():
    assert object_of('{"a": "b\tc"}') == {"a": "b\tc"}
    assert json.loads(json.dumps(object_of('{"a": 1e999}'))) == {"a": float("inf")}
