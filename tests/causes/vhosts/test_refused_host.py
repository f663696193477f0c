"""Texts that refuse a host name, in the words of several products."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.causes.vhosts.refused_host import (
    holds_name,
    named_host,
    refusal_of_host,
    refuses_host,
    words_of,
)

WORDINGS = [
    ("Invalid HTTP_HOST header: 'shop.test'. You may need to add 'shop.test' to ALLOWED_HOSTS.",
     "shop.test"),
    ("Host 'shop.test' is not trusted.", "shop.test"),
    ('Blocked request. This host ("shop.test") is not allowed.', "shop.test"),
    ('Untrusted Host "shop.test".', "shop.test"),
    ("Invalid host header", ""),
    ("Bad Request - Invalid Hostname", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), WORDINGS)
def test_products_say_it_in_many_ways(text, name):
    assert refuses_host(text)
    assert named_host(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "You have no permission.",
        "This host is up.",
        "The ghost was blocked.",
        "Not allowed.",
        "",
        "Requests from your host are not allowed.",
        "Access from this host is blocked.",
        "Host '10.0.0.9' is not allowed to connect to this MySQL server",
        "Host shop.test is blocked: category shopping",
        'Access denied: invalid token [hostname "shop.test"]',
        'request host=shop.test path=/ error="invalid token"',
        '{"host": "shop.test", "error": "not allowed"}',
        "Host shop.test: invalid session of the user",
        "Could not resolve host shop.test: lookup blocked",
        "Ask the host of the party. " + "x" * 200 + " Not allowed.",
    ],
)
def test_other_refusals_are_left_alone(text):
    assert not refuses_host(text)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>Host &#39;a.test&#39; is not <b>trusted</b>.</p>", "Host 'a.test' is not trusted ."),
        ("x" * 500, "x" * 120),
    ],
)
def test_words_are_what_a_person_reads(page, words):
    assert words_of(page) == words


@given(st.text(max_size=500))
def test_any_text_is_read_without_a_fault(text):
    refuses_host(text)
    assert len(words_of(text)) <= 120
    assert len(named_host(text)) <= 200


@pytest.mark.parametrize(
    ("page", "holds"),
    [
        ("Имя «shop.test» нам неизвестно.", True),
        ("<b>shop.test</b>", True),
        ("shop.test:8080 is not served", True),
        ("Use https://shop.test/ instead", False),
        ("myshop.test and shop.testing", False),
        ("", False),
    ],
)
def test_a_name_in_a_link_does_not_count(page, holds):
    assert holds_name(page, "shop.test") is holds


def test_the_words_around_the_name_are_what_refuses_it():
    page = "Not allowed.\n" + "-" * 100 + "\nThe host shop.test is blocked.\n"
    assert refusal_of_host(page, "shop.test") == "The host shop.test is blocked."
    assert refusal_of_host(page, "other.test") == ""
