"""The generated index is fresh, and says what the rows say."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.catalog import index
from wwwhy.catalog.index.building import build, written
from wwwhy.catalog.shelf import entry

FILE = Path(index.__file__).with_name(index.FILE)


def test_the_file_is_what_the_rows_give():
    assert FILE.read_text(encoding="utf-8") == written(), "run: python -m wwwhy.catalog.index"


def test_the_module_writes_the_file(tmp_path):
    before = FILE.read_bytes()
    subprocess.run([sys.executable, "-m", "wwwhy.catalog.index"], check=True, timeout=60)
    assert FILE.read_bytes() == before


def test_every_address_leads_to_a_row():
    table = build()
    refs = {ref for found in table["words"].values() for ref in found.split("|")}
    for ref in refs | set(table["sentences"].values()):
        assert entry(*ref.split("/", 1)).ref == ref


def test_sentences_come_longest_first():
    lengths = [len(sentence) for sentence in index.sentences()]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] > 6


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("HTTP/1.1 401 Authorization Required", "http 1.1 401 authorization required"),
        ("ERR_SSL_PROTOCOL_ERROR", "err ssl protocol error"),
        ("WWW-Authenticate:", "www authenticate"),
        ("Ещё  раз…", "еще раз"),
        ("401.3.", "401.3"),
        ("(-107)", "minus107"),
        ("2026-11-21", "2026 11 21"),
        ("I'm a teapot", "i m a teapot"),
        ("...", ""),
    ],
)
def test_plain_form(text, plain):
    assert index.plain(text) == plain


@given(st.text(max_size=200))
def test_plain_form_has_single_blanks_and_no_capitals(text):
    plain = index.plain(text)
    assert plain == " ".join(plain.split(" "))
    assert plain == plain.strip()
    assert "A" not in plain


def test_owners_have_other_names():
    assert index.owner_of("cf") == "cloudflare"
    assert index.owner_of("tls alert") == "tls-alert"
    assert index.owner_of("nobody") is None
    assert index.refs("no such word") == ()
