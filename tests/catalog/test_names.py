"""Reading a few words as one code or name."""

import pytest

from wwwhy.catalog import index, names


def whole(text):
    return list(names.whole(text, index.plain(text)))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("404", "iana/404"),
        ("HTTP404", "iana/404"),
        ("４０４", "iana/404"),
        ("5xx", "iana/5xx"),
        ("5хх", "iana/5xx"),
        ("50x", "iana/5xx"),
        ("500-599", "iana/5xx"),
        ("--", "haproxy/--"),
        ("haproxy ----", "haproxy/--"),
        ("envoy -", "envoy/-"),
        ("nginx 499", "nginx/499"),
        ("envoy UF,URX", "envoy/UF"),
        ("Слишком много запросов", "iana/429"),
        ("invalid_token", "log-line/invalid-token"),
    ],
)
def test_a_name(text, first):
    assert whole(text)[0] == first


@pytest.mark.parametrize("text", ["", "-", "500-499", "nobody --", "haproxy -", "55xx", "curl 999"])
def test_no_name(text):
    assert whole(text) == []


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("401 or 403", ["comparison/401 403 404 407"]),
        ("чем отличается 302 от 301", ["comparison/301 302 303 307 308"]),
        ("404 500", ["iana/404", "iana/500"]),
        ("404", []),
        ("404 of 500 requests", []),
    ],
)
def test_comparing(text, refs):
    assert list(names.compared(index.plain(text).split())) == refs


def test_brackets():
    assert next(names.bracketed("Unauthorized (401)")) == "iana/401"
    assert list(names.bracketed("xyzzy (plugh)")) == []
    assert list(names.bracketed("no brackets")) == []


def test_noise():
    assert names.without_noise("http 1.1 404 error") == "404"
    assert names.without_noise("ошибка 404") == "404"
    assert names.without_noise("error") == "error"


def test_kinds():
    assert names.kind_of("iana/404") == "status"
    assert names.kind_of("curl/CURLE_OK") == "error"


def test_owners_that_count_for_themselves():
    assert index.counts("curl")
    assert index.counts("errno")
    assert not index.counts("nginx")
    assert not index.counts("squid")
