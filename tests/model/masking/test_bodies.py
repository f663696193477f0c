"""Bodies are masked as what they are, inside their content coding, and cut where nobody looked."""

import gzip

import pytest

from tests.model.masking.planted import GZIP, JSON, as_json, ask, reply
from wwwhy.model.masking import Masker
from wwwhy.model.masking.masker import MAX_BODY


def test_a_body_nobody_can_open_is_not_carried_out() -> None:
    for coding in ("br", "zstd", "gzip, br", "gzip"):
        masked = Masker().exchange(reply(("Content-Encoding", coding), body=b"\x1b\x03secret"))
        assert masked.response is not None
        assert masked.response.body.startswith(b"<content in ")
        assert Masker().exchange(masked) == masked


def test_a_compressed_body_stays_compressed() -> None:
    masked = Masker().exchange(
        reply(JSON, GZIP, body=gzip.compress(as_json({"password": "hunter2x"})))
    )
    assert masked.response is not None
    assert gzip.decompress(masked.response.body) == b'{"password": "<password:1>"}'
    assert masked.response.text == '{"password": "<password:1>"}'
    plain = reply(JSON, GZIP, body=gzip.compress(b'{"a": 1}'))
    assert Masker().exchange(plain) == plain


@pytest.mark.parametrize(
    "body",
    [
        '{"password": "hunter2x=1&b"}',
        '[{"api_key": "hunter2x"}]',
        "<a><password>hunter2x</password></a>",
        "password: hunter2x",
        "a b=1&password=hunter2x",
        '{"a": {"client_secret": "hunter2x"}}',
        "Authorization: Bearer hunter2x",
    ],
)
def test_what_is_no_form_is_read_for_what_it_is(body: str) -> None:
    """`curl -d` says that everything is a form."""
    form = ("Content-Type", "application/x-www-form-urlencoded")
    masked = Masker().exchange(ask(form, body=body.encode())).request
    assert b"hunter2x" not in (masked.body or b"")


def test_long_bodies_are_cut() -> None:
    masked = Masker().exchange(ask(body=b"a" * 3_000_000))
    assert masked.request.body == b"a" * MAX_BODY


def test_a_compressed_body_is_cut_where_nobody_looked_at_the_rest() -> None:
    content = b"all is well " * MAX_BODY + b"password=hunter2x"
    masked = Masker().exchange(reply(GZIP, body=gzip.compress(content)))
    assert masked.response is not None
    assert gzip.decompress(masked.response.body) == content[:MAX_BODY]
