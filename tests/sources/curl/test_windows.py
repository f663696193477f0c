"""cmd.exe quoting, as typed and as browsers copy it."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.errors import InputError
from wwwhy.sources.curl.windows import arguments, command_lines, commands

# Chrome 120, "Copy as cURL (cmd)"
CHROME = (
    'curl ^"https://shop.test/a?x=1^&y=^%^20z^" ^\n'
    '  -H ^"accept: */*^" ^\n'
    '  -H ^"sec-ch-ua: ^\\^"Chromium^\\^";v=^\\^"120^\\^"^" ^\n'
    '  --data-raw ^"^{^\\^"a^\\^":^\\^"b c^\\^"^}^" ^\n'
    "  --compressed"
)
# Chrome 80: plain quotes, "" for a quote, a line break between two quotes
OLD = 'curl "https://shop.test/a?x=1&y=^%^20z" -H "Accept: */*" --data-binary "{""a"":1^\r\n\r\n}"'


def test_chrome() -> None:
    assert commands(CHROME) == [
        [
            "curl",
            "https://shop.test/a?x=1&y=%20z",
            "-H",
            "accept: */*",
            "-H",
            'sec-ch-ua: "Chromium";v="120"',
            "--data-raw",
            '{"a":"b c"}',
            "--compressed",
        ]
    ]


def test_older_chrome() -> None:
    text = OLD.replace("1^\r\n\r\n}", '1"^\r\n\r\n"}')
    assert commands(text)[0][-1] == '{"a":1\n}'
    assert commands(text)[0][1] == "https://shop.test/a?x=1&y=%20z"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # the examples of Microsoft's "Parsing C command-line arguments"
        (r'"abc" d e', ["abc", "d", "e"]),
        (r"a\\b d\"e f\"g h".replace('d"e f"g', 'd"e f"g'), [r"a\\b", 'd"e', 'f"g', "h"]),
        (r"a\\\"b c d", [r"a\"b", "c", "d"]),
        (r'a\\\\"b c" d e', [r"a\\b c", "d", "e"]),
        ('"" x ""', ["", "x", ""]),
        ('"a ""b"" c"', ['a "b" c']),
        ("a\\", ["a\\"]),
        ("  ", []),
    ],
)
def test_the_c_runtime(line: str, expected: list[str]) -> None:
    assert arguments(line) == expected


def test_cmd() -> None:
    assert command_lines("a ^& b & c | d") == ["a & b ", " c ", " d"]
    assert command_lines('"a & b ^ c"') == ['"a & b ^ c"']
    assert command_lines("a ^^ b^") == ["a ^ b"]
    assert commands("curl a\r\ncurl b") == [["curl", "a"], ["curl", "b"]]


def test_an_open_quote_is_said() -> None:
    with pytest.raises(InputError):
        commands('curl "open')


@given(st.text(alphabet='curl ^"\\%&|\n\r a', max_size=40))
def test_hostile_text(text: str) -> None:
    with contextlib.suppress(InputError):
        assert all(words for words in commands(text))


def test_a_long_text_takes_linear_time() -> None:
    assert len(commands('curl "' + "a" * 500_000 + '"')[0][1]) == 500_000
