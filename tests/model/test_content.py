"""Opening compressed bodies: right, and never more than the bound."""

import gzip
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Fields
from wwwhy.model.content import (
    MAX_DECODED,
    MAX_MEMBERS,
    CodingFault,
    coding_fault,
    decoded,
    text_of,
)

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
        (gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0), ("gzip",)),
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


WHOLE = gzip.compress(TEXT, mtime=0)


@pytest.mark.parametrize(
    ("body", "codings", "fault"),
    [
        (WHOLE, ("gzip",), None),
        (WHOLE, ("x-gzip",), None),
        (WHOLE[: len(WHOLE) // 2], ("gzip",), None),
        (WHOLE + WHOLE, ("gzip",), None),
        (zlib.compress(TEXT), ("deflate",), None),
        (raw_deflate(TEXT), ("deflate",), None),
        (gzip.compress(WHOLE, mtime=0), ("gzip", "gzip"), None),
        (TEXT, (), None),
        (TEXT, ("identity",), None),
        (TEXT, ("br",), None),
        (b"", ("gzip",), None),
        (TEXT, ("gzip",), CodingFault.NOT_CODED),
        (TEXT, ("zstd",), CodingFault.NOT_CODED),
        (TEXT, ("GZIP",), CodingFault.NOT_CODED),
        (WHOLE[:-8] + bytes(8), ("gzip",), CodingFault.BROKEN),
        (WHOLE, ("gzip", "gzip"), CodingFault.NOT_CODED),
        (gzip.compress(WHOLE, mtime=0), ("gzip",), CodingFault.CODED_TWICE),
        (WHOLE, (), CodingFault.UNANNOUNCED),
    ],
)
def test_a_coding_and_its_content_agree_or_not(body, codings, fault):
    assert coding_fault(body, coded(*codings) if codings else Fields(), is_text=True) == fault


def test_an_archive_is_compressed_by_itself():
    assert coding_fault(WHOLE, Fields(), is_text=False) is None
    assert coding_fault(gzip.compress(WHOLE, mtime=0), coded("gzip"), is_text=False) is None


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "zstd", "br", "gzip, br", ","]))
def test_any_bytes_have_a_verdict(body, coding):
    coding_fault(body, Fields.of([("Content-Encoding", coding)]), is_text=True)


@given(st.binary(min_size=1, max_size=300))
def test_what_was_compressed_is_never_blamed(body):
    assert coding_fault(gzip.compress(body), coded("gzip"), is_text=False) is None
    assert coding_fault(raw_deflate(body), coded("deflate"), is_text=False) is None


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("windows-1251", "Срок действия токена истёк"),
        ("KOI8-R", "Срок действия токена истёк"),
        ("Shift_JIS", "トークンの有効期限が切れています"),
        ("gb2312", "令牌已过期"),
        ("euc-kr", "토큰이 만료되었습니다"),
        ("iso-8859-1", "Jeton expiré"),
        ("utf-16", "Le jeton a expiré"),
        ("UTF-8", "Jeton expiré"),
    ],
)
def test_a_named_charset_is_read(charset, words):
    body = words.encode(charset)
    assert text_of(body, Fields.of([("Content-Type", f'text/plain; charset="{charset}"')])) == words


def test_a_page_names_its_charset_itself():
    page = '<!doctype html><meta charset="windows-1251"><p>Доступ запрещён</p>'
    assert text_of(page.encode("cp1251"), Fields.of([("Content-Type", "text/html")])) == page
    older = '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">Доступ запрещён'
    assert text_of(older.encode("koi8-r"), Fields()) == older


@pytest.mark.parametrize("charset", ["utf-7", "idna", "zip", "unicode_escape", "x" * 5000, "\0"])
def test_a_strange_charset_is_passed_over(charset):
    fields = Fields.of([("Content-Type", f"text/plain; charset={charset}")])
    assert text_of(b"+ADw-b+AD4- \\u0041 caf\xc3\xa9", fields) == "+ADw-b+AD4- \\u0041 café"


@given(st.binary(max_size=200), st.text(max_size=40))
def test_any_bytes_are_text_in_any_charset(body, charset):
    text_of(body, Fields.of([("Content-Type", f"text/html; charset={charset}")]))
