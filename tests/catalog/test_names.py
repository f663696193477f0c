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
        ("4**", "iana/4xx"),
        ("5О2", "iana/502"),
        ("nginx499", "nginx/499"),
        ("499nginx", "nginx/499"),
        ("UF,URX", "envoy/UF"),
        ("503 UC", "envoy/UC"),
        ("http.StatusNotFound", "iana/404"),
        ("HttpStatusCode.BadGateway", "iana/502"),
        ("IAmATeapot", "iana/418"),
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


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("0x80190194", "iana/404"),
        ("HRESULT -2145844844", "iana/404"),
        ("0x8007274D", "errno/ECONNREFUSED"),
        ("-2146893019", "windows-error/SEC_E_UNTRUSTED_ROOT"),
        ("2148074277", "windows-error/SEC_E_UNTRUSTED_ROOT"),
    ],
)
def test_a_number_of_windows(text, first):
    assert next(names.hresult(text)) == first


@pytest.mark.parametrize("text", ["1732183200", "0x80199999", "0x00000000", "-1", "x80190194"])
def test_no_number_of_windows(text):
    assert list(names.hresult(text)) == []


@pytest.mark.parametrize(
    ("word", "ref"),
    [
        ("basic auth", "scheme/Basic"),
        ("заголовок retry after", "field/Retry-After"),
        ("поле allow", "field/Allow"),
    ],
)
def test_a_field_or_scheme_with_its_sort_beside_it(word, ref):
    assert list(names.named_field(word)) == [ref]


@pytest.mark.parametrize("word", ["basic", "token", "404 header", "auth token"])
def test_no_field(word):
    assert list(names.named_field(word)) == []
