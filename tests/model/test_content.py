"""Opening compressed bodies: right, and never more than the bound."""

import gzip
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Fields
from wwwhy.model.content import MAX_DECODED, MAX_MEMBERS, decoded, text_of

TEXT = b"<h1>401 Authorization Required</h1>" * 40


def coded(*codings: str) -> Fields:
    return Fields.of([("Content-Encoding", ", ".join(codings))])


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("body", "codings"),
    [
        (TEXT, ()),
        (TEXT, ("identity",)),
        (gzip.compress(TEXT, mtime=0), ("gzip",)),
        (gzip.compress(TEXT, mtime=0), ("X-GZIP",)),
        (gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]), ("gzip",)),
        (zlib.compress(TEXT), ("deflate",)),
        (raw_deflate(TEXT), ("deflate",)),
        (gzip.compress(zlib.compress(TEXT), mtime=0), ("deflate", "gzip")),
    ],
)
def test_opens_what_the_field_says(body: bytes, codings: tuple[str, ...]) -> None:
    assert decoded(body, coded(*codings)) == TEXT


def test_a_cut_body_gives_what_can_be_read() -> None:
    opened = decoded(gzip.compress(TEXT, mtime=0)[:-8], coded("gzip"))
    assert opened
    assert TEXT.startswith(opened)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "nonsense"])
def test_what_cannot_be_opened_comes_back(coding: str) -> None:
    assert decoded(TEXT, coded(coding)) == TEXT


def test_a_second_layer_that_is_missing_keeps_what_was_opened() -> None:
    # The field says gzip twice, the body was packed once: clients fail on it, signatures need not.
    assert decoded(gzip.compress(TEXT, mtime=0), coded("gzip", "gzip")) == TEXT


def test_a_bomb_stops_at_the_bound() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, compresslevel=1)
    nested = gzip.compress(bomb, mtime=0)
    started = time.process_time()
    assert len(decoded(bomb, coded("gzip"))) == MAX_DECODED
    assert len(decoded(nested, coded("gzip", "gzip"))) <= MAX_DECODED
    assert len(decoded(bomb, coded("gzip"), limit=10)) == 10
    assert time.process_time() - started < 1


def test_thousands_of_members_cost_no_more_than_a_few() -> None:
    members = gzip.compress(b"") * 50_000
    started = time.process_time()
    assert decoded(members, coded("gzip")) == b""
    assert time.process_time() - started < 1
    some = b"".join(gzip.compress(bytes([each])) for each in range(MAX_MEMBERS))
    assert decoded(some, coded("gzip")) == bytes(range(MAX_MEMBERS))


def test_text_is_opened_once() -> None:
    body = gzip.compress("naïve".encode())
    assert text_of(body, coded("gzip")) == "naïve"
    assert text_of(body, coded("gzip")) is text_of(body, coded("gzip"))
    assert text_of(body, coded()) != "naïve"


def test_layers_beyond_the_second_stay_closed() -> None:
    body = TEXT
    for _ in range(6):
        body = gzip.compress(body, mtime=0)
    twice = decoded(body, coded(*["gzip"] * 6))
    assert gzip.decompress(gzip.decompress(body)) == twice


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "gzip, deflate", ",,gzip"]))
def test_never_raises_and_never_grows_past_the_limit(body: bytes, coding: str) -> None:
    assert len(decoded(body, coded(coding), limit=50)) <= 50
