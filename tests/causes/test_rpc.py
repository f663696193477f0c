"""Refusals inside a 200, of gRPC-Web, Connect and GraphQL; and what only looks like one."""

import base64
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.causes import cause
from wwwhy.causes.case import is_success, same_outcome
from wwwhy.causes.rpc import Refusal, refusal_of
from wwwhy.model import Exchange, Fields, Request, Response, Url

WEB = "application/grpc-web+proto"
TRAILERS = b"grpc-status: 16\r\ngrpc-message: token%20expired\r\n"
DENIED = {"errors": [{"message": "no", "extensions": {"code": "FORBIDDEN"}}]}


def answer(kind: str, body: bytes = b"", status: int = 200, **fields: str) -> Response:
    named = [(name.replace("_", "-"), value) for name, value in fields.items()]
    lines = Fields.of([("Content-Type", kind), *named])
    return Response(status, fields=lines, body=body, body_length=len(body))


def frame(content: bytes, flags: int = 0) -> bytes:
    return bytes([flags]) + len(content).to_bytes(4, "big") + content


def text(data: object) -> bytes:
    return json.dumps(data).encode()


@pytest.mark.parametrize(
    ("response", "refusal"),
    [
        (answer(WEB, grpc_status="16"), Refusal("unauthenticated")),
        (answer("application/grpc", grpc_status="7"), Refusal("permission_denied")),
        (answer(WEB, grpc_status="99"), Refusal("unknown")),
        (answer(WEB, grpc_status="\u0661"), Refusal("unknown")),
        (
            answer(WEB, frame(b"ab") + frame(TRAILERS, 0x80)),
            Refusal("unauthenticated", "token expired"),
        ),
        (
            answer(
                "application/grpc-web-text",
                base64.b64encode(frame(b"a")) + base64.b64encode(frame(TRAILERS, 0x80)),
            ),
            Refusal("unauthenticated", "token expired"),
        ),
        (
            answer(
                "application/connect+json",
                frame(text({"error": {"code": "unauthenticated", "message": "who?"}}), 2),
            ),
            Refusal("unauthenticated", "who?"),
        ),
        (answer("application/json", text(DENIED)), Refusal("permission_denied", "no")),
        (
            answer("application/json", text({**DENIED, "data": {"me": None}})),
            Refusal("permission_denied", "no"),
        ),
        (
            answer(
                "application/json", text({"errors": [{"message": "jwt expired"}], "data": None})
            ),
            Refusal("unknown", "jwt expired"),
        ),
        (
            answer(
                "application/json", text({"errors": [{"message": "no field", "locations": []}]})
            ),
            Refusal("unknown", "no field"),
        ),
        (
            answer("application/json", gzip.compress(text(DENIED)), content_encoding="gzip"),
            Refusal("permission_denied", "no"),
        ),
    ],
)
def test_a_refusal_is_seen(response, refusal):
    assert refusal_of(response) == refusal
    assert not is_success(Exchange(Request(Url.parse("http://a.test/")), response))


@pytest.mark.parametrize(
    "response",
    [
        None,
        answer(WEB, grpc_status="0"),
        answer(WEB, frame(b"ab") + frame(b"grpc-status:0\r\n", 0x80)),
        answer(WEB, frame(b"ab")),
        answer("application/json", text({"grpc-status": 16})),
        answer("application/json", text({**DENIED, "data": {"shop": {"id": 1}}})),
        answer("application/json", text({"errors": [{"extensions": {"code": "BAD_INPUT"}}]})),
        answer("application/json", text({"errors": "UNAUTHENTICATED"})),
        # A program that checks texts answers a list of what it found.
        answer("application/json", text({"errors": [{"message": "line too long", "line": 3}]})),
        answer(
            "application/json",
            text({"errors": [{"message": "x", "locations": []}], "data": {"a": 1}}),
        ),
        answer("application/json", b'{"errors": ' + b"[" * 100_000),
        answer("application/connect+json", frame(b"{}", 2)),
        answer("application/json", text(DENIED), status=403),
        answer("text/html", b'"errors"'),
    ],
)
def test_what_is_none_is_let_be(response):
    assert refusal_of(response) is None


@given(st.binary(max_size=200), st.sampled_from([WEB, "application/connect+proto"]))
def test_any_bytes_are_survived(body, kind):
    refusal_of(answer(kind, body))


def test_causes_of_a_401_are_asked_about_such_a_200():
    request = Request(Url.parse("http://a.test/"))
    refused = Exchange(request, answer(WEB, grpc_status="16"))
    served = Exchange(request, answer(WEB, grpc_status="0"))
    assert cause("auth-missing").concerns(refused)
    assert not cause("auth-missing").concerns(served)
    assert not same_outcome(refused, served)
