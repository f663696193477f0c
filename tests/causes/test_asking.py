"""Who is asking, read from requests and answers of many makers."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.causes import Case, ProbeResult, ProbeState, asking
from wwwhy.model import Box, Exchange, Fields, Login, LogLine, Proxy, Request, Response, Url

PLAIN = Request(Url.parse("http://shop.test/orders"))


def answer(status: int = 401, body: str = "", **fields: str) -> Exchange:
    lines = Fields.of((name.replace("_", "-"), value) for name, value in fields.items())
    return Exchange(PLAIN, Response(status, fields=lines, body=body.encode()))


def carrying(*lines: tuple[str, str], query: str = "") -> Request:
    url = Url.parse(f"http://shop.test/orders{query and '?'}{query}")
    return replace(PLAIN, url=url, fields=Fields.of(lines))


def json_of(body: str) -> Request:
    asked = carrying(("Content-Type", "application/json"))
    return replace(asked, method="POST", body=body.encode())


@pytest.mark.parametrize(
    ("value", "scheme"),
    [
        ("Bearer abc", "bearer"),
        ("bearer  abc", "bearer"),
        ("AWS4-HMAC-SHA256 Credential=x", "aws4-hmac-sha256"),
        ("eyJhbGciOiJub25lIn0.e30.", ""),
        ("Bearer", ""),
        ("", None),
        ("   ", None),
    ],
)
def test_the_scheme_of_a_request(value, scheme):
    assert asking.scheme_of(carrying(("Authorization", value))) == scheme


def test_a_request_without_the_field_has_no_scheme():
    assert asking.scheme_of(PLAIN) is None


@pytest.mark.parametrize(
    "request_",
    [
        carrying(("Authorization", "Bearer x")),
        carrying(("X-Api-Key", "k")),
        carrying(("api_key", "k")),
        carrying(("Private-Token", "k")),
        carrying(("X-Token", "k")),
        carrying(("Cookie", "theme=dark; PHPSESSID=q1w2e3")),
        carrying(("Cookie", "connect.sid=s%3Aabc")),
        carrying(("Cookie", "id=8f14e45fceea167a5a36dedd4bea2543")),
        carrying(query="access_token=abc"),
        carrying(query="X-Amz-Signature=abc"),
        carrying(query="page=2&key=a1b2c3d4e5f6a7b8c9"),
        replace(PLAIN, login=Login("digest", "ann", "secret")),
        PLAIN.with_tls(cert_file="client.pem"),
        replace(PLAIN, method="POST", body=b"user=ann&password=secret"),
        replace(
            carrying(("Content-Type", "application/json")),
            method="POST",
            body=b'{"email": "ann@shop.test", "password": "secret"}',
        ),
    ],
)
def test_what_shows_who_is_asking_is_seen(request_):
    assert asking.shown(request_)


@pytest.mark.parametrize(
    "request_",
    [
        PLAIN,
        carrying(("Accept", "*/*"), ("User-Agent", "curl/8")),
        carrying(("Authorization", "  ")),
        carrying(
            ("Cookie", "_ga=GA1.2.1234567890.1700000000; lang=en; __cf_bm=a1b2c3d4e5f6g7h8i9")
        ),
        carrying(("Cookie", "csrftoken=a1b2c3d4e5f6g7h8i9j0; AWSALB=a1b2c3d4e5f6g7h8i9j0")),
        carrying(query="page=2&sort=key&key=name"),
        replace(PLAIN, method="POST", body=b"name=ann&city=Rome"),
        replace(
            carrying(("Content-Type", "application/json")), method="POST", body=b'{"name": "x"'
        ),
    ],
)
def test_what_shows_nobody_is_not_taken_for_a_proof(request_):
    assert asking.shown(request_) == ()


def test_what_stayed_behind_at_redirects_is_listed_once():
    hops = (
        Exchange(PLAIN, withheld=()),
        Exchange(PLAIN, withheld=("Authorization", "Cookie", "Host", "method")),
        Exchange(PLAIN, withheld=("Cookie", "body")),
    )
    assert asking.left_behind(Case(hops[-1], hops[-1], hops)) == ("Authorization", "Cookie")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (answer(401), answer(403)),
        (answer(body="missing token"), answer(body="invalid token")),
        (answer(body='{"detail": "Bitte anmelden"}'), answer(body='{"detail": "Ungültig"}')),
        (
            answer(www_authenticate="Bearer"),
            answer(www_authenticate='Bearer error="invalid_token"'),
        ),
        (answer(www_authenticate="Bearer"), answer(www_authenticate='Basic realm="x"')),
    ],
)
def test_answers_that_say_different_things(one, other):
    assert asking.says_otherwise(one, other)
    assert asking.says_otherwise(other, one)


def test_a_part_of_an_id_is_no_word():
    one = answer(body='{"message": "Forbidden", "request": "5d0c19aa-fade-4bcd-beef-0123456789ab"}')
    other = answer(
        body='{"message": "Forbidden", "request": "71ec20bb-4401-4acd-9eef-dddddddddd01"}'
    )
    assert not asking.says_otherwise(one, other)


@pytest.mark.parametrize(
    ("proxy", "role", "by_proxy"),
    [
        (Proxy("http", "127.0.0.1", 3128), "forward-proxy", True),
        (Proxy("http", "127.0.0.1", 3128), "application", None),
        (Proxy("http", "127.0.0.1", 3128, tunnel=True), "forward-proxy", False),
        (Proxy("socks5", "127.0.0.1", 1080), "forward-proxy", False),
        (None, "forward-proxy", False),
    ],
)
def test_a_proxy_that_answers_by_itself_is_told_from_the_site(proxy, role, by_proxy):
    asked = replace(PLAIN, transport=replace(PLAIN.transport, proxy=proxy))
    exchange = Exchange(asked, Response(401))
    case = Case(exchange, exchange, answered_by=Box("some", role))
    assert asking.asked_by_proxy(case) is by_proxy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (answer(body="no"), answer(body="no")),
        (answer(body="at 12:00:01, id 7f3a"), answer(body="at 12:00:02, id 91bc")),
        (
            answer(www_authenticate='Digest realm="a", nonce="x1", opaque="o1"'),
            answer(www_authenticate='Digest realm="a", nonce="y2", opaque="o2"'),
        ),
    ],
)
def test_times_ids_and_nonces_make_no_difference(one, other):
    assert not asking.says_otherwise(one, other)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"code": "not_authenticated"}', "application/json"),
        ('{"code": "rest_not_logged_in"}', "application/json"),
        ('{"message": "Missing Authentication Token"}', "application/json"),
        ('{"detail": "Authentication credentials were not provided."}', "application/problem+json"),
        ('{"message": "No API key found in request"}', "application/json"),
        ("Unauthenticated.", "text/plain"),
    ],
)
def test_the_words_for_missing_credentials(body, kind):
    assert asking.says_missing(answer(body=body, content_type=kind).response)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"code": "invalid_token"}', "application/json"),
        ('{"message": "Bad credentials"}', "application/json"),
        ("<p>Login required for some pages</p>", "text/html"),
        ("", "application/json"),
    ],
)
def test_other_words_are_not_taken_for_them(body, kind):
    assert asking.says_missing(answer(body=body, content_type=kind).response) is None


def test_no_answer_says_nothing():
    assert asking.says_missing(None) is None
    assert asking.readable(None) == ""


def test_escapes_of_json_are_read():
    body = '{"m": "\\u0422\\u043e\\u043a\\u0435\\u043d"}'
    escaped = answer(body=body, content_type="application/json")
    assert "Токен" in asking.pieces(escaped.response)


def test_a_command_carries_nothing_but_its_options():
    request = carrying(("Authorization", "Bearer s3cret"), query="a=1&b=2")
    command = asking.command(replace(request), "-H", "X-API-Key: KEY")
    assert command == "curl -H 'X-API-Key: KEY' 'http://shop.test/orders?a=1&b=2'"


@pytest.mark.parametrize(
    ("scheme", "written"),
    [("basic", "Basic"), ("ntlm", "NTLM"), ("apikey", "APIKey"), ("aws4-hmac-sha256",) * 2],
)
def test_schemes_are_written_as_people_know_them(scheme, written):
    assert asking.proper(scheme) == written


def test_only_a_line_about_this_very_request_counts():

    line = LogLine("error.log", 1, "nginx", "error", "password mismatch", message="mismatch")
    exchange = answer()
    case = Case(exchange, exchange, log=(line,))
    assert asking.own_word(case, re.compile("mismatch")) is None
    case = replace(case, log=(line, replace(line, certainty="request")))
    found = asking.own_word(case, re.compile("mismatch"))
    assert found is not None
    assert found.certainty == "request"


@given(st.text(max_size=200), st.text(max_size=200), st.binary(max_size=400))
def test_hostile_requests_and_answers_are_read(name, value, body):
    request = replace(carrying((name, value), ("Cookie", value), query=value), body=body)
    exchange = Exchange(
        request, Response(401, fields=Fields.of([("WWW-Authenticate", value)]), body=body)
    )
    asking.shown(request)
    asking.scheme_of(carrying(("Authorization", value)))
    asking.says_missing(exchange.response)
    assert not asking.says_otherwise(exchange, exchange)


def test_a_session_that_was_handed_out_on_the_way_is_seen():
    given = answer(302, set_cookie="session=abc; Path=/app; HttpOnly")
    counted = answer(302, set_cookie="_ga=GA1.2.1; Path=/")
    last = answer(401)
    assert asking.handed_out(Case(last, last, (given, counted, last))) == ("session",)
    assert asking.handed_out(Case(given, given, (given,))) == ()


# What is not explained by its name ------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        (carrying(("X-Door", "sesame"), ("Accept", "*/*"), ("X-Request-Id", "1")), ("X-Door",)),
        (carrying(("Cookie", "lang=de; u=1f; _ga=GA1.2.3; beta=true")), ("u",)),
        (carrying(("Ticket", "ST-1"), ("Referer", "http://a.test/")), ()),
        (carrying(("X-Door", " ")), ()),
    ],
)
def test_what_nobody_can_tell_by_its_name(request_, names):
    assert asking.unexplained(request_) == names


@pytest.mark.parametrize(
    "request_",
    [
        carrying(("Ticket", "ST-1")),
        carrying(("X-User-Pass", "ann:secret")),
        carrying(("Cookie", "kc-access=abc")),
        carrying(("Cookie", "__Host-s=1")),
        carrying(query="auth=eyJhbGciOiJub25lIn0.e30."),
    ],
)
def test_more_that_shows_who_is_asking(request_):
    assert asking.shown(request_)


def probed(before: Exchange, **probes: Exchange) -> Case:
    results = {
        name.replace("_", "-"): ProbeResult(
            name.replace("_", "-"), ProbeState.DONE, (replace(each, index=place),)
        )
        for place, (name, each) in enumerate(probes.items(), 1)
    }
    return Case(before, before, probes=results)


def test_a_field_that_is_looked_at_is_named():
    asked = replace(answer(body="wrong"), request=carrying(("X-Door", "x"), ("Accept", "*/*")))
    bare = replace(answer(body="who?"), request=carrying(("Accept", "*/*")))
    assert asking.looked_at(probed(asked, without_other_fields=bare)) == ("X-Door",)
    same = replace(answer(body="wrong"), request=bare.request)
    assert asking.looked_at(probed(asked, without_other_fields=same)) == ()
    assert asking.looked_at(probed(asked)) == ()


def test_an_address_may_be_open_to_nobody():
    assert asking.open_to_nobody(probed(answer(), without_credentials=answer(200))) is True
    assert asking.open_to_nobody(probed(answer(), without_credentials=answer(403))) is False
    assert asking.open_to_nobody(probed(answer())) is None


@pytest.mark.parametrize(
    ("probes", "by_proxy"),
    [
        ({"site_that_cannot_exist": answer(WWW_Authenticate="Basic")}, True),
        ({"site_that_cannot_exist": answer(502)}, False),
        ({"site_that_cannot_exist": answer()}, False),
        ({"without_proxy": answer(WWW_Authenticate="Basic")}, False),
        ({"without_proxy": answer(200)}, None),
    ],
)
def test_a_proxy_asks_for_any_site(probes, by_proxy):
    asked = PLAIN.with_transport(proxy=Proxy("http", "127.0.0.1", 3128))
    exchange = replace(answer(WWW_Authenticate="Basic"), request=asked)
    assert asking.asked_by_proxy(probed(exchange, **probes)) is by_proxy


@pytest.mark.parametrize(
    "body",
    [
        '{"message": "VPN connection required"}',
        '{"error": "terms_acceptance_required"}',
        '{"message": "Client update required: 3.2 is not supported any more"}',
        '{"message": "API v1 was retired; no key of v1 is required any more, use v2"}',
        '{"error": "csrf_token_missing"}',
        '{"error": "password_change_required"}',
        '{"error": "mfa_token_required"}',
    ],
)
def test_the_lack_of_something_else_is_no_lack_of_credentials(body):
    assert asking.says_missing(answer(body=body, content_type="application/json").response) is None


@pytest.mark.parametrize(
    "body",
    [
        '{"detail": "Authentication credentials were not provided."}',
        '{"error": "token_required"}',
        '{"error": "missing_authorization"}',
        '{"code": "UNAUTHENTICATED"}',
        '{"message": "No API key found in request"}',
        '{"message": "You are not logged in"}',
        '{"message": "API key missing"}',
    ],
)
def test_the_lack_of_credentials_is_heard(body):
    assert asking.says_missing(answer(body=body, content_type="application/json").response)


@pytest.mark.parametrize(
    "request_",
    [
        json_of('{"auth": {"user": "ann", "password": "secret"}}'),
        json_of('[{"apiKey": "k9f8e7d6c5b4a3928170"}]'),
        replace(
            carrying(("Content-Type", "multipart/form-data; boundary=x")),
            method="POST",
            body=b'--x\r\nContent-Disposition: form-data; name="pass"\r\n\r\nsecret\r\n--x--\r\n',
        ),
        replace(
            carrying(("Content-Type", "text/xml")),
            method="POST",
            body=b'<s:Envelope><wsse:Password Type="x">secret</wsse:Password></s:Envelope>',
        ),
        replace(PLAIN, url=Url.parse("http://shop.test/x;jsessionid=ABCDEF0123456789ABCDEF01")),
    ],
)
def test_a_secret_is_seen_wherever_it_stands(request_):
    assert asking.shown(request_)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/bot123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe", True),
        ("/v1/keys/k9f8e7d6c5b4a3928170aabbccddeeff/data", True),
        ("/v1/orders/42/items", False),
        ("/", False),
    ],
)
def test_a_key_in_the_path_is_seen(path, found):
    request = replace(PLAIN, url=Url.parse(f"http://shop.test{path}"))
    assert asking.has_key_in_path(request) is found


@pytest.mark.parametrize("name", ["password", "passwort", "pwd", "пароль", "pin"])
def test_names_of_passwords(name):
    assert asking.names_password(name)


@pytest.mark.parametrize("name", ["page", "passport_id", "token", "spinner"])
def test_names_of_other_things(name):
    assert not asking.names_password(name)
