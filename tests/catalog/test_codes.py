"""Every row of the catalogue: its form, both languages, its source, and that nothing is missing."""

import re
import tomllib
from pathlib import Path

import pytest

from wwwhy.catalog.entry import check
from wwwhy.catalog.lookup import find
from wwwhy.catalog.shelf import entries, entry, owner, owners
from wwwhy.model import FAILURE_TYPES

HERE = Path(__file__).parent
CAUSES = frozenset((HERE / "known_causes.txt").read_text(encoding="utf-8").split())
TERMS = tomllib.loads((HERE / "terms.toml").read_text(encoding="utf-8"))["terms"]
ROWS = [row for each in owners() for row in entries(each)]
REFS = {row.ref for row in ROWS}
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def pairs(row):
    return [
        each for each in (row.meaning, row.advice, row.differs, row.tell, row.owner.tell) if each
    ]


@pytest.mark.parametrize("each", owners())
def test_every_row_of_an_owner_keeps_the_form(each):
    for row in entries(each):
        check(row)
        assert row.source, row.ref
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", row.date), row.ref
        assert set(row.causes) <= CAUSES, row.ref
        assert len(set(row.causes)) == len(row.causes), row.ref
        assert set(row.see) <= REFS, row.ref
        assert not row.failure or row.failure in FAILURE_TYPES, row.ref
        assert not row.required or row.sent_by, row.ref


@pytest.mark.parametrize("each", owners())
def test_one_row_read_alone_is_the_row_of_the_whole_file(each):
    for row in entries(each):
        assert entry(each, row.key) == row


@pytest.mark.parametrize("each", owners())
def test_each_text_stands_in_its_own_language(each):
    assert CYRILLIC.search(owner(each).title.ru)
    assert not CYRILLIC.search(owner(each).title.en)
    for row in entries(each):
        for said in pairs(row):
            assert not CYRILLIC.search(said.en), row.ref
            cyrillic = len(CYRILLIC.findall(re.sub(r"`[^`]*`", "", said.ru)))
            command = re.fullmatch(r"`[^`]*`", said.ru)
            assert cyrillic >= 4 or command, (row.ref, said.ru)
            assert said.en != said.ru or command, row.ref


PROSE = re.compile(
    r"\b(?:of|and|the|measured|observed|documentation|manual|numbers|answers|abolished|registry)\b",
    re.IGNORECASE,
)


def test_a_source_that_is_prose_is_told_in_russian_too():
    bad = {row.source for row in ROWS if PROSE.search(row.source) and not row.source_ru}
    assert not bad
    assert all(CYRILLIC.search(row.source_ru) for row in ROWS if row.source_ru)


def russian():
    for row in ROWS:
        yield from ((row.ref, said.ru) for said in pairs(row))
        yield (row.ref, row.source_ru)
    text = Path(__file__).parents[2] / "src/wwwhy/formatters/explanation/phrases/ru.toml"
    yield ("phrases", text.read_text(encoding="utf-8"))


def test_russian_keeps_to_the_list_of_terms():
    texts = [(ref, re.sub(r"`[^`]*`", "", text)) for ref, text in russian()]
    for term, rule in TERMS.items():
        for pattern in rule["never"]:
            banned = re.compile(pattern, re.IGNORECASE)
            bad = [ref for ref, text in texts if banned.search(text)]
            assert not bad, f"{term}: say {rule['say']!r} instead of {pattern} in {bad}"


def test_sentences_end_and_braces_are_paired():
    for row in ROWS:
        for said in pairs(row):
            for text in said:
                assert text[-1] in ".?`!", (row.ref, text)
                assert text.count("`") % 2 == 0, (row.ref, text)
                assert "  " not in text, (row.ref, text)


def test_every_failure_id_has_a_row():
    assert {row.key for row in ROWS if row.owner.id == "failure"} == set(FAILURE_TYPES)


def test_status_rows_say_everything_to_everybody():
    for row in entries("iana"):
        for word in (row.sent_by, row.retry, row.cacheable, row.crawlers, row.browser):
            assert word, row.ref
        assert row.reference, row.ref


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("401", {"WWW-Authenticate"}),
        ("405", {"Allow"}),
        ("407", {"Proxy-Authenticate"}),
        ("426", {"Upgrade"}),
    ],
)
def test_fields_that_a_code_must_carry(code, fields):
    assert fields <= set(entry("iana", code).required)


@pytest.mark.parametrize("code", ["429", "503"])
def test_a_wait_is_told(code):
    assert "Retry-After" in entry("iana", code).expected


NAMED = {
    "iana": "100 101 102 103 104 200 201 202 203 204 205 206 207 208 226 300 301 302 303 304 305"
    " 306 307 308 400 401 402 403 404 405 406 407 408 409 410 411 412 413 414 415 416 417 418 421"
    " 422 423 424 425 426 428 429 431 451 500 501 502 503 504 505 506 507 508 510 511",
    "unofficial": "218 430 440 449 450 509 529 540 598 599 783 999",
    "nginx": "444 494 495 496 497 498 499",
    "cloudflare": "520 521 522 523 524 525 526 527 530 1000 1001 1002 1003 1004 1005 1006 1007"
    " 1008 1009 1010 1011 1012 1013 1014 1015 1016 1018 1019 1020 1023 1025 1033 1034 1035 1036"
    " 1037 1040 1041 1101 1102 1104 1106 1200",
    "aws": "460 463 464 561",
    "warning": "110 111 112 113 199 214 299",
    "ftp": "421",
    "smtp": "421",
    "websocket": "1000 1001 1002 1003 1005 1006 1007 1008 1009 1010 1011 1012 1013 1014 1015",
    "iis": "400.1 400.2 400.3 400.4 400.5 400.6 400.7 400.8 400.9 400.10 400.11 400.601 400.602"
    " 400.603 400.604 400.605 400.606 401.1 401.2 401.3 401.4 401.5 401.501 401.502 401.503"
    " 401.504 403.1 403.2 403.3 403.4 403.5 403.6 403.7 403.8 403.9 403.10 403.11 403.12"
    " 403.13 403.14 403.15 403.16 403.17 403.18 403.19 403.20 403.21 403.22 403.501 403.502"
    " 403.503 403.504 404.0 404.1 404.2 404.3 404.4 404.5 404.6 404.7 404.8 404.9 404.10"
    " 404.11 404.12 404.13 404.14 404.15 404.16 404.17 404.18 404.19 404.20 404.501 404.502"
    " 404.503 404.504 405.0 406.0 412.0 413.0 500.0 500.11 500.12 500.13 500.15 500.19 500.21"
    " 500.22 500.23 500.24 500.30 500.31 500.32 500.33 500.34 500.35 500.36 500.37 500.38"
    " 500.50 500.51 500.52 500.53 500.100 502.1 502.2 502.3 502.4 502.5 502.6 502.7 503.0"
    " 503.2 503.3 503.4",
}


"""What the issue names; of IIS, every code of Microsoft's list (KB 943891) and of its module for
ASP.NET Core."""


@pytest.mark.parametrize("each", NAMED)
def test_every_code_of_the_promise_resolves_with_its_owner_and_alone(each):
    for code in NAMED[each].split():
        assert any(e.owner.id == each and e.code == code for e in find(f"{each} {code}").entries)
        assert any(e.owner.id == each and e.code == code for e in find(code).entries), code


@pytest.mark.parametrize("code", ["419", "420", "499", "530"])
def test_codes_with_two_meanings_have_both(code):
    found = find(code).entries
    assert len(found) >= 2
    assert all(row.tell or row.owner.tell for row in found)


def test_windows_error_goes_with_the_sub_status():
    assert "0x80070005" in entry("iis", "401.3").native
    assert {row.key for row in find("0x8007000d").entries} >= {"500.19", "500.21"}


def test_how_a_windows_error_is_known_is_told():
    for row in entries("iis"):
        assert bool(row.native) == bool(row.native_from), row.ref
        assert row.native_from in {"", "article", "partly", "reported"}, row.ref


@pytest.mark.parametrize(
    ("each", "least"),
    [
        ("chromium", 265),
        ("firefox", 250),
        ("safari", 40),
        ("curl", 85),
        ("heroku", 30),
        ("envoy", 28),
        ("haproxy", 30),
        ("squid", 80),
        ("varnish", 10),
        ("fastly", 15),
        ("akamai", 6),
        ("grpc", 17),
        ("tls-alert", 34),
        ("h2-error", 14),
        ("h3-error", 35),
        ("x509", 95),
        ("errno", 35),
        ("eai", 12),
        ("field", 50),
        ("scheme", 20),
        ("log-line", 80),
        ("browser-page", 20),
    ],
)
def test_no_vocabulary_shrinks(each, least):
    assert sum(1 for _ in entries(each)) >= least


def test_numbers_of_curl_and_tls_and_http2_have_no_gap():
    tls = {row.number for row in entries("tls-alert")}
    assert {0, 10, 20, 22, 40, 42, 48, 70, 80, 112, 116, 120} <= tls
    assert {row.number for row in entries("h2-error")} == set(range(14))
    assert {row.number for row in entries("grpc")} == set(range(17))


def test_every_number_of_openssl_has_a_row():
    assert {row.number for row in entries("x509")} == set(range(95))


@pytest.mark.parametrize("code", [105, 120, 310, 452, 512, 535, 550])
def test_an_unassigned_number_is_first_of_its_class(code):
    assert find(str(code)).entries[0].ref == f"iana/{code // 100}xx"
