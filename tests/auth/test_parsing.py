"""The grammar of RFC 9110 section 11, by vectors and by properties."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wwwhy.auth import (
    Challenge,
    Parsed,
    parse_auth_info,
    parse_challenges,
    parse_credentials,
    parsing,
    recovery,
)
from wwwhy.auth.challenge import DEFECTS
from wwwhy.auth.grammar import LIMIT

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "vectors.json").read_bytes())
READERS = {
    "challenges": parse_challenges,
    "credentials": parse_credentials,
    "auth-info": parse_auth_info,
}
SIZE = 1_000_000

tokens = st.text(
    st.sampled_from("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCXYZ"), min_size=1
)
token68s = st.from_regex(r"\A[A-Za-z0-9._~+/-]+={0,3}\Z")
values = st.text(
    st.characters(max_codepoint=255, exclude_characters="\x7f", exclude_categories=())
).map(lambda text: "".join(c for c in text if c >= " " or c == "\t"))
params = st.dictionaries(tokens.map(str.lower), values, max_size=5)
challenges = st.one_of(
    st.builds(Challenge, tokens.map(str.lower), st.none(), params),
    st.builds(Challenge, tokens.map(str.lower), token68s),
)
# Text made of the pieces that decide: far likelier to hit an edge than arbitrary text.
pieces = st.lists(
    st.sampled_from(
        [
            "Basic",
            "realm",
            "a",
            "b=",
            "=",
            "==",
            '"',
            '"x"',
            "\\",
            ",",
            " ",
            "\t",
            ";",
            "/",
            "\x01",
            "\xe9",
            "\r\n ",
            "\r",
            "\n",
            "\0",
            ":",
            "☃",
        ]
    ),
    max_size=14,
).map("".join)


def written(challenge: Challenge) -> str:
    if challenge.token68 is not None:
        return f"{challenge.scheme} {challenge.token68}"
    quoted = (
        f'{name}="' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        for name, value in challenge.params.items()
    )
    return f"{challenge.scheme} {', '.join(quoted)}".strip()


def test_there_are_enough_vectors_of_every_family() -> None:
    assert len(VECTORS) >= 200
    assert len({vector["family"] for vector in VECTORS}) >= 15


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['family']}:{str(v['lines'])[:40]!a}")
def test_vector(vector: dict[str, Any]) -> None:
    parsed = READERS[vector["field"]](vector["lines"])
    assert list(dict.fromkeys(defect.name for defect in parsed.defects)) == vector["defects"]
    assert [
        {"scheme": each.scheme, "token68": each.token68, "params": each.params}
        for each in parsed.challenges
    ] == vector["challenges"]
    length = len(", ".join(vector["lines"]))
    assert all(0 <= defect.offset <= length for defect in parsed.defects)


def test_every_defect_has_a_vector() -> None:
    shown = {name for vector in VECTORS for name in vector["defects"]}
    assert shown == DEFECTS - {"too-long"}


@pytest.mark.parametrize(
    ("lines", "name", "offset"),
    [
        (['Basic realm="x" y'], "text-after-quote", 15),
        (["Basic realm=x", "Digest realm=My Realm"], "unquoted-value", 28),
        (["Basic realm=x,\r\n  a=b,\r\n =c"], "unreadable-element", 25),
        (["Basic realm=x, realm=y"], "duplicate-parameter", 15),
        (['Basic realm="a\nb"'], "forbidden-character", 14),
    ],
)
def test_offset_points_into_the_joined_lines(lines: list[str], name: str, offset: int) -> None:
    assert (name, offset) in parse_challenges(lines).defects


def test_one_text_is_taken_as_one_line() -> None:
    assert parse_challenges("Negotiate, NTLM") == parse_challenges(["Negotiate, NTLM"])
    assert parse_credentials("Bearer abc") == parse_credentials(["Bearer abc"])
    assert parse_auth_info("a=b") == parse_auth_info(["a=b"])


def test_two_equal_lines_of_credentials_are_still_a_defect() -> None:
    parsed = parse_credentials(["Bearer abc", "Bearer abc"])
    assert parsed.challenges == (Challenge("bearer", "abc"),)
    assert parsed.defects == (("several-credentials", 12),)


def test_a_duplicate_behind_many_defects_still_voids_credentials() -> None:
    text = "Digest username=a, " + "=, " * 200 + "username=b"
    assert parse_credentials([text]).challenges == ()


def test_repr_shows_no_secret() -> None:
    for lines in (["Bearer SECRET"], ['Digest username="SECRET", response="SECRET"']):
        assert "SECRET" not in repr(parse_credentials(lines))
    assert repr(parse_challenges(['Basic realm="SECRET"'])) == (
        "Parsed(challenges=(Challenge('basic', realm=…),), defects=())"
    )


@given(st.lists(challenges, max_size=4))
def test_what_is_built_is_read_back(built: list[Challenge]) -> None:
    assert parse_challenges([", ".join(map(written, built))]) == Parsed(tuple(built))
    assert parse_challenges(list(map(written, built))) == Parsed(tuple(built))


@given(challenges)
def test_built_credentials_are_read_back(built: Challenge) -> None:
    assert parse_credentials([written(built)]) == Parsed((built,))


@given(params)
def test_built_parameters_are_read_back(built: dict[str, str]) -> None:
    text = written(Challenge("", None, built))
    assert parse_auth_info([text]) == Parsed((Challenge("", None, built),))


@settings(max_examples=1500)
@given(pieces)
@example("Basic/")
@example("Basic , , ")
@example("a \t, a=b")
@example("a\t, a=b")
def test_two_readers_agree_on_what_is_valid(text: str) -> None:
    strict = parsing._strict_challenges(text)
    lenient = recovery.challenges(text)
    assert (strict is not None) == (lenient.defects == ())
    if strict is not None:
        assert lenient.challenges == tuple(strict)
    single = parsing._strict_credentials(text.strip(" \t"))
    lenient = recovery.credentials([text])
    assert (single is not None) == (lenient.defects == ())
    if single is not None:
        assert lenient.challenges == (single,)
    bare = parsing._strict_params(text.strip(" \t,"))
    lenient = recovery.auth_info(text)
    assert (bare is not None) == (lenient.defects == ())
    if bare is not None:
        assert lenient.challenges[0].params == bare


@given(st.lists(st.text(), max_size=3))
def test_nothing_raises(lines: list[str]) -> None:
    for read in READERS.values():
        parsed = read(lines)
        assert all(defect.name in DEFECTS for defect in parsed.defects)


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "a,",
        "a ",
        "a=",
        'a="',
        '"',
        '\\"',
        'x \\",',
        'a b="c";',
        'a b="c" ',
        "a\r\n ",
        ",",
        " ",
        "a \t",
        "x y z,",
        "a b=c, ",
        '"\\',
        "=,",
        '" ,',
    ],
)
@pytest.mark.parametrize("start", ["", 'a b="'])
def test_a_megabyte_is_read_in_linear_time(unit: str, start: str) -> None:
    text = start + unit * (SIZE // len(unit))
    for read in READERS.values():
        begun = time.process_time()
        read([text])
        assert time.process_time() - begun < 4, read.__name__


def test_longer_fields_are_not_read() -> None:
    for read in READERS.values():
        parsed = read(["Basic " + "a" * LIMIT])
        assert [defect.name for defect in parsed.defects] == ["too-long"]
        assert parsed.challenges == ()
