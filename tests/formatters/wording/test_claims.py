"""Sentences are filled; whatever is missing shows what there is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formatters import samples
from wwwhy.formatters.phrases import phrases
from wwwhy.formatters.wording.claims import CauseWords, cause_words, filled

EN = phrases("en")


def test_a_sentence_is_filled():
    said = cause_words(samples.expired_token(), "bearer-token-expired", EN)
    claim = said.claim("server_says_expired", {"error": "e", "description": "\x1b[31m"})
    assert claim == 'The server says so itself: error `e`, "\\x1b[31m".'


def test_a_missing_value_is_shown_as_missing():
    said = cause_words(samples.expired_token(), "bearer-token-expired", EN)
    assert "`error=?`" in said.claim("server_says_expired", {"description": "d"})


def test_a_missing_sentence_shows_name_and_values():
    said = cause_words(samples.expired_token(), "bearer-token-expired", EN)
    assert said.claim("unheard_of", {"a": 1, "b": "x"}) == "unheard of: a=1, b=x"
    assert said.claim("unheard_of", {}) == "unheard of"


def test_an_unknown_cause_goes_by_its_id():
    said = CauseWords("made-up-cause", EN)
    assert said.title == "made up cause"
    assert said.texts is None
    assert said.fix("visitor") == ""
    assert said.references == ()


def test_any_text_may_name_the_case(monkeypatch):
    from wwwhy.formatters.wording import claims

    class Texts:
        title = "{host} refuses {method} for {path} with {status} says {box}"
        what_happened = "location {path} { proxy_pass {url}; {{ keep }} {upstream} }"

    class Cause:
        def texts(self, language):
            return Texts

    monkeypatch.setattr(claims, "cause", lambda slug: Cause())
    said = cause_words(samples.bad_gateway(), "any", EN)
    assert said.title == "shop.example.test refuses GET for /cart with 502 says nginx"
    assert said.what_happened == (
        "location /cart { proxy_pass https://shop.example.test/cart; {{ keep }} {upstream} }"
    )


def test_without_exchanges_only_the_target_is_known():
    diagnosis = replace(samples.bad_gateway(), exchanges=())
    said = cause_words(diagnosis, "upstream-refused", EN)
    assert said.known is not None
    assert said.known["url"] == "https://shop.example.test/cart"
    assert "host" not in said.known


def test_kinds_in_a_sentence_win():
    assert filled("{n:bytes} in {n:seconds}", "x", {"n": 2048}, EN) == "2 KiB in 34 min 8 s"


def test_braces_that_are_no_placeholders_stay():
    assert filled('{{"a": 1}} { x } {Y} {}', "n", {}, EN) == '{"a": 1} { x } {Y} {}'


@given(st.text(), st.dictionaries(st.text(), st.text() | st.floats() | st.integers()))
def test_nothing_raises(sentence, values):
    assert isinstance(filled(sentence, "name", values, EN, 1.0), str)
    assert isinstance(filled(None, "name", values, EN, 1.0), str)


@pytest.mark.parametrize(
    ("language", "box", "said"),
    [
        ("en", "nginx", "nginx answered, so nginx"),
        ("en", "unknown", "An unknown server answered, so an unknown server"),
        ("ru", "unknown", "Неизвестный сервер answered, so неизвестный сервер"),
        ("ru", "the network", "Сеть answered, so сеть"),
    ],
)
def test_a_box_without_a_product_is_said_in_words(language, box, said):
    sentence = "{box} answered, so {box}"
    assert filled(sentence, "x", {"box": box}, phrases(language)) == said
