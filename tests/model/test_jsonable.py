"""The model survives its JSON; hostile JSON is refused in one sentence."""

import dataclasses
import json
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import wwwhy.model
from wwwhy.errors import InputError, Sentence
from wwwhy.model import (
    Connection,
    Diagnosis,
    Directive,
    Evidence,
    Exchange,
    Failure,
    Field,
    Fields,
    LogLine,
    Request,
    Response,
    ServerConfig,
    Timing,
    Transport,
    Url,
    Verdict,
)
from wwwhy.model.jsonable import MAX_DEPTH, from_json, to_json

st.register_type_strategy(
    Url,
    st.sampled_from(
        ["http://h.test/", "https://u:p@h.test:81/a?b=%20#f", "http://[fe80::1%25e]/"]
    ).map(Url.parse),
)
st.register_type_strategy(
    Fields,
    st.lists(st.builds(Field, st.text(max_size=4), st.text(max_size=4)), max_size=3).map(
        lambda lines: Fields(tuple(lines))
    ),
)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(
    Directive,
    st.recursive(
        st.builds(
            Directive,
            name=st.text(max_size=3),
            args=st.just(("a",)),
            file=st.just("f"),
            line=st.integers(),
            block=st.just(()),
        ),
        lambda inner: st.builds(
            Directive,
            name=st.just("b"),
            args=st.just(()),
            file=st.just("f"),
            line=st.just(1),
            block=st.lists(inner, max_size=2).map(tuple),
        ),
        max_leaves=4,
    ),
)
DATACLASSES = [
    each
    for each in vars(wwwhy.model).values()
    if isinstance(each, type) and dataclasses.is_dataclass(each) and each is not Fields
]


@pytest.mark.parametrize("cls", [Exchange, Diagnosis, Evidence, LogLine, ServerConfig])
def test_round_trip(cls: type) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.from_type(cls), st.booleans())
    def survives(value: Any, sparse: bool) -> None:
        data = json.loads(json.dumps(to_json(value, sparse=sparse), allow_nan=False))
        assert from_json(cls, data) == value

    survives()


@pytest.mark.parametrize("cls", DATACLASSES, ids=lambda cls: cls.__name__)
def test_every_dataclass_of_the_model_can_be_read(cls: type) -> None:
    if all(
        f.default is not dataclasses.MISSING or f.default_factory is not dataclasses.MISSING
        for f in dataclasses.fields(cls)
    ):
        assert from_json(cls, {}) == cls()
        assert to_json(cls(), sparse=True) in ({}, [])
    else:
        with pytest.raises(InputError):
            from_json(cls, {})


def test_the_form_is_as_documented() -> None:
    exchange = Exchange(
        Request(Url.parse("https://h.test/x?y"), fields=Fields.of([("A", "b")]), body=b"\xff"),
        Response(401, body="caf\u00e9".encode()),
        timing=Timing(started_at=math.nan, total_ms=math.inf),
    )
    data = to_json(exchange)
    assert data["request"]["url"] == "https://h.test/x?y"
    assert data["request"]["fields"] == [["A", "b"]]
    assert data["request"]["body"] == {"base64": "/w=="}
    assert data["response"]["body"] == {"text": "caf\u00e9"}
    assert data["role"] == "baseline"
    assert data["timing"]["started_at"] is None
    assert data["connection"] == to_json(Connection())
    assert to_json(Verdict.PROVED) == "proved"
    assert to_json(Failure("tcp.refused", native={"errno": 111}), sparse=True) == {
        "type": "tcp.refused",
        "native": {"errno": 111},
    }


def test_missing_attributes_have_their_defaults_and_unknown_ones_are_passed_over() -> None:
    assert from_json(Transport, {"tls": {"sni": ""}, "no_such": 1}).tls.sni == ""
    assert from_json(Timing, {"started_at": 5}).started_at == 5.0


@pytest.mark.parametrize(
    ("cls", "data"),
    [
        (Request, None),
        (Request, []),
        (Request, {}),
        (Request, {"url": 5}),
        (Request, {"url": "ftp://x"}),
        (Request, {"url": "x", "fields": [["a"]]}),
        (Request, {"url": "x", "fields": {"a": "b"}}),
        (Request, {"url": "x", "body": "text"}),
        (Request, {"url": "x", "body": {"base64": "&"}}),
        (Request, {"url": "x", "body": {}}),
        (Request, {"url": "x", "max_redirects": True}),
        (Request, {"url": "x", "max_redirects": 1.5}),
        (Exchange, {"request": {"url": "x"}, "role": "hero"}),
        (Exchange, {"request": {"url": "x"}, "role": {}}),
        (Transport, {"connect_to": ["h"]}),
        (Transport, {"connect_to": ["h", "80"]}),
        (Transport, {"addresses": "1.2.3.4"}),
        (Failure, {"type": "x", "native": []}),
    ],
)
def test_hostile_json_is_an_input_error(cls: type, data: object) -> None:
    with pytest.raises(InputError):
        from_json(cls, data)


def test_nesting_has_a_bound() -> None:
    data: dict[str, Any] = {"name": "n", "args": [], "file": "f", "line": 1}
    for _ in range(MAX_DEPTH):
        data = {"name": "n", "args": [], "file": "f", "line": 1, "block": [data]}
    with pytest.raises(InputError, match="nested"):
        from_json(Directive, data)


def test_a_sentence_is_written_as_its_text() -> None:
    failure = Failure("tcp.refused", Sentence("{what}: {reason}.", what="Connecting", reason="no"))
    assert type(to_json(failure)["detail"]) is str
    assert from_json(Failure, to_json(failure)) == failure


def test_what_is_not_of_the_model_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError):
        to_json(object())
