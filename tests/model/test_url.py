"""Url: what a person types, and where a Location leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.errors import InputError
from wwwhy.model import Url
from wwwhy.model.url import without_dots

BASE = Url.parse("http://a/b/c/d;p?q")

RFC_3986_5_4 = {
    # section 5.4.1, without those whose scheme is not http
    "g": "http://a/b/c/g",
    "./g": "http://a/b/c/g",
    "g/": "http://a/b/c/g/",
    "/g": "http://a/g",
    "//g": "http://g/",
    "?y": "http://a/b/c/d;p?y",
    "g?y": "http://a/b/c/g?y",
    "#s": "http://a/b/c/d;p?q#s",
    "g#s": "http://a/b/c/g#s",
    "g?y#s": "http://a/b/c/g?y#s",
    ";x": "http://a/b/c/;x",
    "g;x": "http://a/b/c/g;x",
    "g;x?y#s": "http://a/b/c/g;x?y#s",
    "": "http://a/b/c/d;p?q",
    ".": "http://a/b/c/",
    "./": "http://a/b/c/",
    "..": "http://a/b/",
    "../": "http://a/b/",
    "../g": "http://a/b/g",
    "../..": "http://a/",
    "../../": "http://a/",
    "../../g": "http://a/g",
    # section 5.4.2
    "../../../g": "http://a/g",
    "../../../../g": "http://a/g",
    "/./g": "http://a/g",
    "/../g": "http://a/g",
    "g.": "http://a/b/c/g.",
    ".g": "http://a/b/c/.g",
    "g..": "http://a/b/c/g..",
    "..g": "http://a/b/c/..g",
    "./../g": "http://a/b/g",
    "./g/.": "http://a/b/c/g/",
    "g/./h": "http://a/b/c/g/h",
    "g/../h": "http://a/b/c/h",
    "g;x=1/./y": "http://a/b/c/g;x=1/y",
    "g;x=1/../y": "http://a/b/c/y",
    "g?y/./x": "http://a/b/c/g?y/./x",
    "g?y/../x": "http://a/b/c/g?y/../x",
    "g#s/./x": "http://a/b/c/g#s/./x",
    "g#s/../x": "http://a/b/c/g#s/../x",
    "http:g": "http://a/b/c/g",  # the backward-compatible reading, as browsers do
}


@pytest.mark.parametrize(("reference", "expected"), RFC_3986_5_4.items())
def test_join_follows_rfc_3986(reference: str, expected: str) -> None:
    assert str(BASE.join(reference)) == expected


@pytest.mark.parametrize("reference", ["g:h", "mailto:x@y", "javascript:alert(1)", "https:///x"])
def test_join_refuses_what_is_not_http(reference: str) -> None:
    with pytest.raises(InputError):
        BASE.join(reference)


def test_join_inherits_the_fragment_and_drops_user_info() -> None:
    base = Url.parse("https://user:pw@a.test/x#top")
    assert str(base.join("/y")) == "https://a.test/y#top"
    assert str(base.join("/y#end")) == "https://a.test/y#end"
    assert str(base.join("/y?")) == "https://a.test/y?#top"
    assert base.join("http:/z").port == 80


def test_join_takes_the_octets_of_a_location_as_utf8() -> None:
    location = "/caf\u00e9".encode().decode("latin-1")
    assert BASE.join(location).path == "/caf%C3%A9"
    assert BASE.join("/\u20ac").path == "/%E2%82%AC"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("example.test", "http://example.test/"),
        ("EXAMPLE.test:080/A", "http://example.test/A"),
        ("https://example.test:443", "https://example.test/"),
        ("https://example.test:00008443/", "https://example.test:8443/"),
        ("HTTPS://Example.Test/?", "https://example.test/?"),
        ("wss://example.test/s", "https://example.test/s"),
        ("http://example.test/a b\n", "http://example.test/a%20b%0A"),
        ("http://b\u00fccher.test/\u00e4", "http://xn--bcher-kva.test/%C3%A4"),
        ("http://ex%41mple.test/", "http://example.test/"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http://[FE80::1%25eth0]/", "http://[fe80::1%25eth0]/"),
        ("http://u:p@h.test/", "http://u:p@h.test/"),
        ("h.test/redirect?to=http://x", "http://h.test/redirect?to=http://x"),
        ("h.test/http://x", "http://h.test/http://x"),
        ("http://h.test:/", "http://h.test/"),
        ("http:/h.test/x", "http://h.test/x"),
    ],
)
def test_parse_reads_what_people_type(text: str, expected: str) -> None:
    assert str(Url.parse(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://",
        "ftp://h.test/",
        "http://h.test:99999/",
        "http://h.test:0/",
        "http://h.test:8x/",
        "http://h.test:\u0663/",
        "http://[::1",
        "http://[::g]/",
        "http://[::1%25a b]/",
        "http://a b.test/",
        "http://a%00b.test/",
        "http://a<b.test/",
        "http://\u2100.test/",
        "http://h.test/\ud800",
        "http://" + "\u00fc" * 2000,
        "x" * 70_000,
    ],
)
def test_parse_refuses_what_cannot_be_sent(text: str) -> None:
    with pytest.raises(InputError):
        Url.parse(text)


def test_the_zone_of_an_address_stays_on_this_machine() -> None:
    url = Url.parse("http://[fe80::1%25eth0]:81/")
    assert url.host == "fe80::1%eth0"
    assert url.authority == "[fe80::1]:81"
    assert url.host_is_address


@pytest.mark.parametrize(
    "text",
    [
        "http://joe:s3cret@h.test:x/",
        "joe:s3cret@",
        "http://joe:s3/cret@h/?t=s3cret",
        "wget --header 'X-Api-Key: s3cret' http://h.test/",
        "http POST http://h.test/ Authorization:'Bearer s3cret'",
        "fetch('http://h.test/',{headers:{'X-Api-Key':'s3cret'}})",
        '-Headers @{ "x-api-key"="s3cret" }',
        "http://joe:p s3cret@h .test/",
        "X-Api-Key:s3cretAbc9xyz1234567890",
    ],
)
def test_no_secret_stands_in_a_refusal(text: str) -> None:
    with pytest.raises(InputError) as caught:
        Url.parse(text)
    assert "s3" not in str(caught.value)
    url = Url.parse("http://joe:s3cret@h.test/?token=s3cret")
    assert "s3cret" not in repr(url)
    assert "s3cret" not in url.origin


def test_with_scheme_moves_a_default_port_only() -> None:
    assert str(Url.parse("http://h.test/").with_scheme("https")) == "https://h.test/"
    assert str(Url.parse("http://h.test:81/").with_scheme("https")) == "https://h.test:81/"


@given(st.text(max_size=60))
def test_parse_raises_nothing_but_input_error(text: str) -> None:
    for candidate in (text, f"http://{text}", f"http://h.test/{text}"):
        try:
            url = Url.parse(candidate)
        except InputError:
            continue
        assert Url.parse(str(url)) == url
        assert not set(str(url)) & {" ", "\r", "\n", "\0"}
        assert str(url).isascii()


@given(st.text(alphabet="./?#:@[]%\\ abg\u00e9\u20ac", max_size=40))
def test_join_raises_nothing_but_input_error(reference: str) -> None:
    try:
        joined = BASE.join(reference)
    except InputError:
        return
    assert Url.parse(str(joined)) == joined
    assert without_dots(joined.path) == joined.path
