"""Planted secrets: every kind in every place and coding, and none of them may be left."""

import base64
import gzip
import html
import json
import re
import time
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wwwhy.errors import Sentence, said_in
from wwwhy.model import (
    Anomaly,
    Attempt,
    Connection,
    DnsFacts,
    Exchange,
    Failure,
    Fields,
    Interim,
    Login,
    Proxy,
    ProxyFacts,
    Request,
    Response,
    Tls,
    TlsFacts,
    Transport,
    Url,
)
from wwwhy.model.content import decoded
from wwwhy.model.jsonable import to_json
from wwwhy.model.masking import Masker, credential_fields, is_credential_field
from wwwhy.model.masking.masker import MAX_BODY

JWT = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJwbGFudGVkLTEyMzQ1Njc4OTAiLCJleHAiOjF9"
    ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
)
KINDS = {
    "jwt": JWT,
    "opaque": "Zk3vQ9xW7bLm2RtYcP5sJ8dHfG1aN4eU",
    "hex": "9f86d081884c7d659a2feaa0c55ad015",
    "vendor": "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "aws": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "base64": "q83vEjRWeJCrze8SNFZ4kA==",
    "password": "Tr0ub4dor&3/plus+",
    "short": "hunter2x",
    "quoted": 'pa"ss\\w0rd<1>',
    "passphrase": "correct horse battery staple",
    "letters": "melancholia",
}
URL = Url.parse("https://api.example.test/v1/users/12345?page=2")


def ask(
    *fields: tuple[str, str], body: bytes | None = None, url: Url = URL, **more: Any
) -> Exchange:
    return Exchange(Request(url, "POST" if body else "GET", Fields.of(fields), body, **more))


def reply(*fields: tuple[str, str], body: bytes = b"", **more: Any) -> Exchange:
    return Exchange(Request(URL), Response(401, fields=Fields.of(fields), body=body, **more))


def query(text: str) -> Url:
    return Url.parse(f"https://api.example.test/cb?{text}")


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def page(text: str) -> Exchange:
    return reply(("Content-Type", "text/html"), body=text.encode())


def as_json(data: Any) -> bytes:
    return json.dumps(data).encode()


JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
PARTS = ("Content-Type", "multipart/form-data; boundary=xyz")
GZIP = ("Content-Encoding", "gzip")

PLACES: dict[str, Callable[[str], Exchange]] = {
    # what we send
    "bearer": lambda s: ask(("Authorization", f"Bearer {s}")),
    "bearer-lower": lambda s: ask(("authorization", f"bearer {s}")),
    "bearer-twice": lambda s: ask(("Authorization", f"Bearer Bearer {s}")),
    "bearer-quoted": lambda s: ask(("Authorization", f'Bearer "{s}"')),
    "bearer-newline": lambda s: ask(("Authorization", f"Bearer {s}\n")),
    "token-scheme": lambda s: ask(("Authorization", f"Token {s}")),
    "unknown-scheme": lambda s: ask(("Authorization", f"Custom {s}")),
    "no-scheme": lambda s: ask(("Authorization", s)),
    "basic": lambda s: ask(("Authorization", f"Basic {b64('bob:' + s)}")),
    "basic-user": lambda s: ask(("Authorization", f"Basic {b64(s + ':')}")),
    "basic-plain": lambda s: ask(("Authorization", f"Basic bob:{s}")),
    "digest": lambda s: ask(("Authorization", f'Digest username="bob", response="{quote(s)}"')),
    "hawk": lambda s: ask(("Authorization", f'Hawk id="x", mac="{quote(s)}"')),
    "proxy-authorization": lambda s: ask(("Proxy-Authorization", f"Basic {b64('bob:' + s)}")),
    "x-authorization": lambda s: ask(("X-Authorization", f"Bearer {s}")),
    "cookie": lambda s: ask(("Cookie", f"theme=dark; session={s.replace(';', '')}; a=b")),
    "cookie-unknown": lambda s: ask(("Cookie", f"blob={s}")),
    "cookie-quoted": lambda s: ask(("Cookie", f'token="{quote(s)}"')),
    "x-api-key": lambda s: ask(("X-Api-Key", s)),
    "apikey": lambda s: ask(("apikey", s)),
    "x-auth-token": lambda s: ask(("X-Auth-Token", s)),
    "x-auth-token-bearer": lambda s: ask(("X-Auth-Token", f"Bearer {s}")),
    "x-csrf-token": lambda s: ask(("X-CSRF-Token", s)),
    "security-token": lambda s: ask(("X-Amz-Security-Token", s)),
    "private-token": lambda s: ask(("PRIVATE-TOKEN", s)),
    "subscription-key": lambda s: ask(("Ocp-Apim-Subscription-Key", s)),
    "password-field": lambda s: ask(("X-Password", s)),
    "dpop": lambda s: ask(("DPoP", s)),
    "referer": lambda s: ask(("Referer", f"https://a.test/x?access_token={quote(s)}")),
    "userinfo": lambda s: ask(url=Url.parse(f"https://bob:{quote(s, safe='')}@a.test/")),
    "userinfo-token": lambda s: ask(url=Url.parse(f"https://x:{quote(s, safe='')}@a.test/")),
    "query-api-key": lambda s: ask(url=query(f"page=2&api_key={quote(s)}")),
    "query-access-token": lambda s: ask(url=query(f"access_token={quote_plus(s)}&page=2")),
    "query-case": lambda s: ask(url=query(f"AccessToken={quote(s, safe='')}")),
    "query-password": lambda s: ask(url=query(f"user=bob&password={quote(s)}")),
    "query-signature": lambda s: ask(url=query(f"X-Amz-Signature={quote(s)}&X-Amz-Expires=60")),
    "query-sig": lambda s: ask(url=query(f"sv=2020&sig={quote(s)}")),
    "query-nested": lambda s: ask(
        url=query("next=" + quote(f"https://b.test/?token={quote(s)}", safe=""))
    ),
    "fragment": lambda s: ask(url=Url.parse(f"https://a.test/#access_token={quote(s)}&state=1")),
    "matrix": lambda s: ask(url=Url.parse(f"https://a.test/x;jsessionid={quote(s, safe='')}")),
    "form": lambda s: ask(FORM, body=f"user=bob&password={quote_plus(s)}&n=1".encode()),
    "form-nested-name": lambda s: ask(FORM, body=f"user%5Bpassword%5D={quote_plus(s)}".encode()),
    "form-without-type": lambda s: ask(body=f"grant_type=password&client_secret={quote(s)}".encode()),
    "json": lambda s: ask(JSON, body=as_json({"user": "bob", "password": s})),
    "json-pretty": lambda s: ask(JSON, body=json.dumps({"a": {"apiKey": s}}, indent=2).encode()),
    "json-deep": lambda s: ask(JSON, body=as_json({"a": [{"b": {"client_secret": s}}]})),
    "json-list": lambda s: ask(JSON, body=as_json({"tokens": ["none", s]})),
    "json-object": lambda s: ask(JSON, body=as_json({"token": {"value": s, "type": "x"}})),
    "json-cut": lambda s: ask(JSON, body=as_json({"password": s, "rest": "x" * 50})[:-20]),
    "json-in-json": lambda s: ask(JSON, body=as_json({"body": json.dumps({"password": quote(s)})})),
    "json-utf16": lambda s: ask(JSON, body=json.dumps({"password": s}).encode("utf-16")),
    "json-gzip": lambda s: ask(JSON, GZIP, body=gzip.compress(as_json({"password": s}))),
    "multipart": lambda s: ask(
        PARTS,
        body=f'--xyz\r\nContent-Disposition: form-data; name="password"\r\n\r\n{s}\r\n--xyz--'.encode(),
    ),
    "xml": lambda s: ask(
        ("Content-Type", "text/xml"), body=f"<u><Password>{html.escape(s)}</Password></u>".encode()
    ),
    "soap": lambda s: ask(
        ("Content-Type", "text/xml"),
        body=f'<wsse:Password Type="x">{html.escape(s)}</wsse:Password>'.encode(),
    ),
    "login": lambda s: ask(login=Login("digest", "bob", s)),
    "proxy-userinfo": lambda s: ask(
        transport=Transport(proxy=Proxy("http", "p.test", 3128, f"bob:{quote(s, safe='')}"))
    ),
    "key-password": lambda s: ask(transport=Transport(tls=Tls(key_password=s))),
    # what comes back
    "set-cookie": lambda s: reply(("Set-Cookie", f"sid={quote(s)}; Path=/; HttpOnly")),
    "set-cookie-quoted": lambda s: reply(("Set-Cookie", f'auth="{quote(s)}"; Secure')),
    "location-query": lambda s: reply(("Location", f"/cb?code=1&token={quote(s)}")),
    "location-fragment": lambda s: reply(("Location", f"https://a.test/#id_token={quote(s)}")),
    "location-userinfo": lambda s: reply(("Location", f"https://u:{quote(s, safe='')}@a.test/")),
    "link": lambda s: reply(("Link", f"<https://a.test/?api_key={quote(s, safe='')}>; rel=next")),
    "refresh": lambda s: reply(("Refresh", f"0; url=/x?access_token={quote(s, safe='')}")),
    "response-token": lambda s: reply(("X-Auth-Token", s)),
    "trailer": lambda s: reply(trailers=Fields.of([("X-Api-Key", s)])),
    "interim": lambda s: reply(
        interim=(Interim(103, "Early Hints", Fields.of([("X-Auth-Token", s)]), 1.0),)
    ),
    "raw-head": lambda s: reply(raw_head=f"HTTP/1.1 401 No\r\nX-Auth-Token: {quote(s)}\r\n\r\n".encode()),
    "raw-cookie": lambda s: reply(raw_head=f"HTTP/1.1 200 OK\r\nset-cookie:sid={quote(s)}\r\n".encode()),
    "anomaly": lambda s: reply(anomalies=(Anomaly("x", 0, f"X-Api-Key: {quote(s)}"),)),
    "json-answer": lambda s: reply(JSON, body=as_json({"access_token": s, "expires_in": 3600})),
    "json-answer-gzip": lambda s: reply(JSON, GZIP, body=gzip.compress(as_json({"refresh_token": s}))),
    "json-answer-deflate": lambda s: reply(
        JSON, ("Content-Encoding", "deflate"), body=zlib.compress(as_json({"secret": s}))
    ),
    "har-like": lambda s: reply(JSON, body=as_json([{"name": "X-Api-Key", "value": quote(s)}])),
    "html-input": lambda s: page(f'<input type="hidden" name="csrf_token" value="{html.escape(s)}">'),
    "html-input-turned": lambda s: page(f'<input value="{quote(s)}" type="hidden" name="csrf_token">'),
    "html-meta": lambda s: page(f'<meta name="csrf-token" content="{quote(s)}">'),
    "html-link": lambda s: page(f'<a href="https://a.test/?token={quote(s, safe="")}">x</a>'),
    "javascript": lambda s: page(f"<script>var apiKey = '{quote(s)}';</script>"),
    "debug-page": lambda s: page(f"<pre>DB_PASSWORD = '{quote(s)}'\n</pre>"),
    "echoed-line": lambda s: page(f"Authorization: Bearer {quote(s, safe='')}\nHost: x"),
    "proxy-reply": lambda s: Exchange(
        Request(URL),
        connection=Connection(
            proxy=ProxyFacts("http", "p.test", 1, 407, fields=Fields.of([("Set-Cookie", f"a_token={quote(s)}")]))
        ),
    ),
    "proxy-body": lambda s: Exchange(
        Request(URL),
        connection=Connection(proxy=ProxyFacts("http", "p", 1, 407, body=as_json({"password": s}))),
    ),
    "failure": lambda s: Exchange(
        Request(URL), failure=Failure("tcp.refused", f"cannot reach https://u:{quote(s, safe='')}@x.test/")
    ),
    "failure-native": lambda s: Exchange(
        Request(URL), failure=Failure("tcp.refused", native={"text": f"password={quote(s)}"})
    ),
    "attempt": lambda s: Exchange(
        Request(URL),
        connection=Connection(
            attempts=(Attempt("::1", Failure("tcp.refused", f"token={quote(s)}"), 1.0),),
            dns=DnsFacts("x", "system", failure=Failure("dns.failed", f"secret: {quote(s)}")),
        ),
    ),
    "first-bytes": lambda s: Exchange(
        Request(URL),
        connection=Connection(
            first_bytes=f"X-Api-Key: {quote(s)}\r\n".encode(),
            tls=TlsFacts(first_bytes=f"password={quote(s)}".encode()),
        ),
    ),
}  # fmt: skip
CODINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "percent": lambda s: quote(s, safe=""),
    "percent-lower": lambda s: re.sub("%..", lambda m: m[0].lower(), quote(s, safe="")),
    "plus": quote_plus,
    "base64": b64,
    "base64url": lambda s: base64.urlsafe_b64encode(s.encode()).decode(),
    "base64-inside": lambda s: b64(f"xx{s}yy"),
    "base64-inside-one": lambda s: b64(f"x{s}y"),
    "json": lambda s: json.dumps(s)[1:-1],
    "html": html.escape,
}


def everything(exchange: Exchange) -> str:
    """All that a report, a log or a traceback could show of an exchange, also compressed."""
    opened = [exchange.request.body or b""]
    opened.append(decoded(opened[0], exchange.request.fields))
    if exchange.response:
        opened.append(decoded(exchange.response.body, exchange.response.fields))
    texts = [each.decode(c, "replace") for each in opened for c in ("utf-8", "latin-1", "utf-16")]
    data = json.dumps(to_json(exchange), ensure_ascii=False)
    values = [value for fields in all_fields(exchange) for _, value in fields]
    return "\n".join(
        [data, json.dumps(to_json(exchange)), repr(exchange), str(exchange), *texts, *values]
    )


def all_fields(exchange: Exchange) -> list[Fields]:
    found = [exchange.request.fields]
    if exchange.response:
        found += [exchange.response.fields, exchange.response.trailers]
        found += [each.fields for each in exchange.response.interim]
    return [*found, exchange.connection.proxy.fields] if exchange.connection.proxy else found


def forms_of(secret: str) -> set[str]:
    forms = {coding(secret) for name, coding in CODINGS.items() if "inside" not in name}
    for pad in ("", "x", "xx"):
        # What any base64 of a text with the secret in it must contain.
        whole = base64.b64encode((pad + secret).encode()).decode().rstrip("=")
        first = (len(pad) * 8 + 5) // 6
        forms.add(whole[first : (len(pad) + len(secret.encode())) * 8 // 6])
    return forms | {each.replace("+", "-").replace("/", "_") for each in forms}


# Of a kind that is hidden in plain text as well: letters and digits, at least eight.
secrets = st.text(
    st.sampled_from("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789-_.~+/=!@#$%^*()"),
    min_size=8,
    max_size=40,
).filter(
    lambda s: re.search(r"[a-z]", s) and re.search(r"\d", s) and s[0].isalnum() and s[-1].isalnum()
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_planted_secret_is_left(place: str, kind: str) -> None:
    secret = KINDS[kind]
    planted = PLACES[place](secret)
    shown = everything(Masker().exchange(planted))
    assert not [form for form in forms_of(secret) if form in shown]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_known_secret_is_hidden_wherever_it_stands(kind: str, coding: str) -> None:
    secret = KINDS[kind]
    written = CODINGS[coding](secret)
    request = Request(URL.join(f"/a/{quote(written)}"), fields=Fields.of([("X-Api-Key", secret)]))
    echo = Response(
        400,
        f"Bad {written}",
        fields=Fields.of([("X-Echo", f"got {written} from you"), GZIP]),
        body=gzip.compress(f"<p>You sent {written}.</p>".encode()),
    )
    shown = everything(Masker().exchange(Exchange(request, echo, Failure("internal", written))))
    assert not [form for form in forms_of(secret) if form in shown]
    assert "You sent" in shown


@settings(max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
@given(secrets, st.sampled_from(sorted(PLACES)))
def test_no_random_secret_is_left(secret: str, place: str) -> None:
    planted = PLACES[place](secret)
    shown = everything(Masker().exchange(planted))
    assert not [form for form in forms_of(secret) if form in shown]


def test_there_are_enough_planted_secrets() -> None:
    assert len(PLACES) * len(KINDS) + len(CODINGS) * len(KINDS) >= 500


TYPICAL = Exchange(
    Request(
        URL,
        fields=Fields.of(
            [
                ("Host", "api.example.test"),
                ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0"),
                ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
                ("Accept-Language", "en-US,en;q=0.5"),
                ("Authorization", f"Bearer {JWT}"),
                ("Cookie", "session=Zk3vQ9xW7bLm2RtY; theme=dark"),
                ("If-None-Match", '"33a64df551425fcc55e4d42a148795d9f25f89d4"'),
                ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            ]
        ),
    ),
    Response(
        401,
        "Unauthorized",
        fields=Fields.of(
            [
                ("Server", "nginx/1.22.1"),
                ("Date", "Fri, 20 Nov 2026 12:00:00 GMT"),
                ("Content-Type", "text/html; charset=utf-8"),
                ("WWW-Authenticate", 'Bearer realm="api", error="invalid_token", error_description="The access token expired"'),
                ("X-Request-Id", "4bf92f3577b34da6a3ce929d0e0e4736"),
                ("CF-Ray", "8c1d2e3f4a5b6c7d-FRA"),
                ("ETag", 'W/"0815-9f86d081884c7d659a2feaa0c55ad015"'),
                ("Location", "https://login.example.test/auth/realms/main?client_id=web-app&scope=openid%20email"),
            ]
        ),
        body=b"<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>\r\n<center>"
        b"<h1>401 Authorization Required</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>",
        body_length=179,
        declared_length=179,
        framing="content-length",
        raw_head=b"HTTP/1.1 401 Unauthorized\r\nServer: nginx/1.22.1\r\n\r\n",
    ),
)  # fmt: skip


def test_ordinary_values_stay_readable() -> None:
    masked = Masker().exchange(TYPICAL)
    hidden = {"Authorization": "Bearer <token:1>", "Cookie": "session=<cookie:1>; theme=<cookie:2>"}
    for name, value in TYPICAL.request.fields:
        assert masked.request.fields.get(name) == hidden.get(name, value)
    assert masked.response == TYPICAL.response
    assert masked.request.url == URL


@pytest.mark.parametrize(
    "text",
    [
        "User-Agent: curl/7.88.1",
        "https://example.test/v1/users/12345?page=2&sort=-created_at&q=hello+world",
        "https://example.test/orgs/acme/repos/wwwhy/commit/da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "/static/js/main.4f5a6b7c8d9e0a1b2c3d.chunk.js?v=20261120",
        "/item/550e8400-e29b-41d4-a716-446655440000",
        '2026/11/20 12:00:00 [error] 7#7: *1 user "bob": password mismatch, client: 127.0.0.1',
        'AH01617: user bob: authentication failure for "/private": Password Mismatch',
        '{"error":"invalid_token","error_description":"The access token expired","code":"PGRST301"}',
        '{"error":{"code":"InvalidAuthenticationToken","message":"Access token has expired."}}',
        '{"password":["This field is required."],"token":["The token must be valid."]}',
        '{"token_type":"Bearer","expires_in":3600,"scope":"read write"}',
        '{"id":"550e8400-e29b-41d4-a716-446655440000","commit":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}',
        '{"usage":{"prompt_tokens":1234,"max_tokens":4096}}',
        '{"created_at":"2026-11-20T12:00:00.000Z","author":"bob","keywords":["a","b"]}',
        "Authorization: header is missing",
        "Bearer authentication required; basic information follows",
        "Token expired: please log in again",
        "grant_type=password&scope=openid",
        "<title>401 Authorization Required</title>",
        "const token = getToken(); if (password === null) {}",
        "ERR_SSL_PROTOCOL_ERROR SSL_R_WRONG_VERSION_NUMBER rest_forbidden_context",
        "curl -H 'Authorization: Bearer $TOKEN' https://example.test/",
        "Cookie: please allow cookies, they keep you logged in",
        "mailto:bob@example.test and git@github.test:acme/wwwhy.git",
        "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= is no secret in a policy",
        "jwt malformed, session: expired, cookie: missing",
    ],
)  # fmt: skip
def test_ordinary_texts_stay_readable(text: str) -> None:
    assert Masker().text(text) == text
    body = text.encode()
    assert Masker().exchange(reply(body=body)).response == reply(body=body).response


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"token was {JWT}.", "token was <token:1>"),
        ("Bearer Zk3vQ9xW7bLm2RtY rejected", "Bearer <token:1> rejected"),
        (f"Basic {b64('bob:hunter2x')} rejected", "Basic <password:1> rejected"),
        ("key AKIAIOSFODNN7EXAMPLE is unknown", "key <key:1> is unknown"),
        ("postgres://bob:hunter2x@db.test:5432/x", "postgres://<password:1>@db.test:5432/x"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "<key:1>"),
        ('{"k":"-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n"}', '{"k":"<key:1>\\n"}'),
        ("curl -H 'X-Api-Key: abc123def' https://a.test", "curl -H 'X-Api-Key: <key:1>' https://a.test"),
        ("curl -u bob:x 'https://a.test/?sig=aB3dE5gH'", "curl -u bob:x 'https://a.test/?sig=<key:1>'"),
        ("curl -b 'sid=aB3dE5gH' -H 'Cookie: a=aB3dE5gH'", "curl -b 'sid=<cookie:1>' -H 'Cookie: a=<cookie:1>'"),
        ("/bot123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc/getMe", "/bot<key:1>/getMe"),
        ("/reset/9f86d081884c7d659a2feaa0c55ad015", "/reset/<token:1>"),
        ('{"pin": 123456}', '{"pin": "<password:1>"}'),
        ("DB_PASSWORD=hunter2x", "DB_PASSWORD=<password:1>"),
        ("password: hunter2x\nuser: bob", "password: <password:1>\nuser: bob"),
        ("{'api_key': 'abc123def'}", "{'api_key': '<key:1>'}"),
        ('href="/cb?code=aB3dE5gH&x=1"', 'href="/cb?code=<token:1>&x=1"'),
    ],
)  # fmt: skip
def test_text(text: str, shown: str) -> None:
    if text.startswith("/"):
        assert Masker().url(text) == shown
    else:
        assert Masker().text(text).rstrip(".") == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Bearer undefined", "Bearer undefined"),
        ("Bearer {{token}}", "Bearer {{token}}"),
        ("Bearer <token>", "Bearer <token>"),
        ("Bearer", "Bearer"),
        ("Negotiate", "Negotiate"),
        ("Bearer abc\n", "Bearer <token:1>\n"),
        ('Bearer "abc"', 'Bearer "<token:1>"'),
        ("Bearer Bearer abc", "Bearer Bearer <token:1>"),
        ("abc", "<token:1>"),
        (f"{JWT} x", "<token:1>"),
        ("Negotiate YIIC", "Negotiate <token:1>"),
        (
            'Digest username="bob", realm="r", nonce="n", uri="/x", response="abc", qop=auth, nc=1',
            'Digest username="<user:1>", realm="r", nonce="n", uri="/x", response="<key:1>", qop=auth, nc=1',
        ),
        (
            "AWS4-HMAC-SHA256 Credential=AKID/20261120/eu/s3/aws4_request, SignedHeaders=host;date, Signature=ab12",
            "AWS4-HMAC-SHA256 Credential=<key:1>/20261120/eu/s3/aws4_request, SignedHeaders=host;date, Signature=<key:2>",
        ),
        ('OAuth realm="x", oauth_token="abc"', 'OAuth realm="x", oauth_token="<token:1>"'),
        ("AWS AKID:sig=", "AWS <token:1>"),
    ],
)  # fmt: skip
def test_structure_of_credentials_stays(value: str, shown: str) -> None:
    masked = Masker().exchange(ask(("Authorization", value)))
    assert masked.request.fields.get("authorization") == shown


def test_the_same_secret_has_the_same_name_everywhere() -> None:
    masker = Masker()
    first = masker.exchange(
        ask(("Authorization", f"Bearer {JWT}"), url=query(f"access_token={JWT}"))
    )
    assert first.request.fields.get("authorization") == "Bearer <token:1>"
    assert first.request.url.query == "access_token=<token:1>"
    second = masker.exchange(ask(("X-Auth-Token", JWT), ("Authorization", "Bearer other-token")))
    assert second.request.fields.get("x-auth-token") == "<token:1>"
    assert second.request.fields.get("authorization") == "Bearer <token:2>"
    assert masker.text(f"was {JWT}") == "was <token:1>"


def test_a_cookie_is_followed_from_set_cookie_to_cookie() -> None:
    masker = Masker()
    masker.exchange(reply(("Set-Cookie", "XSRF-TOKEN=ab%3D12cd; Path=/")))
    asked = masker.exchange(ask(("Cookie", "XSRF-TOKEN=ab%3D12cd"), ("X-XSRF-TOKEN", "ab=12cd")))
    assert asked.request.fields.get("cookie") == "XSRF-TOKEN=<cookie:1>"
    assert asked.request.fields.get("x-xsrf-token") == "<cookie:1>"


def test_a_password_is_the_same_in_basic_in_a_url_and_in_a_form() -> None:
    masker = Masker()
    basic = ask(("Authorization", f"Basic {b64('bob:hunter2x')}"))
    assert masker.exchange(basic).request.fields.get("authorization") == "Basic <password:1>"
    assert masker.url("https://bob:hunter2x@a.test/") == "https://<password:1>@a.test/"
    form = masker.exchange(ask(FORM, body=b"user=bob&password=hunter2x"))
    assert form.request.body == b"user=bob&password=<password:1>"


def test_what_a_later_part_reveals_is_hidden_in_an_earlier_one() -> None:
    secret = KINDS["opaque"]
    masked = Masker().exchange(
        Exchange(
            Request(URL.join(f"/x/{secret[:20]}/{secret}")),
            Response(200, fields=Fields.of([JSON]), body=as_json({"access_token": secret})),
        )
    )
    assert secret not in everything(masked)


def test_learning_hides_a_secret_in_texts_that_come_first() -> None:
    masker = Masker()
    masker.learn(ask(("X-Api-Key", "melancholia")))
    assert masker.text("my melancholia is known") == "my <key:1> is known"
    assert masker.text("melancholically") == "melancholically"


def test_values_of_evidence() -> None:
    masker = Masker()
    masker.exchange(ask(("X-Api-Key", "hunter2x")))
    assert masker.value("the key hunter2x") == "the key <key:1>"
    assert masker.value(("hunter2x", "b")) == ("<key:1>", "b")
    for value in (5, 1.5, True, None):
        assert masker.value(value) is value


def test_short_and_ordinary_secrets_do_not_spoil_other_texts() -> None:
    masker = Masker()
    masked = masker.exchange(
        ask(
            ("Cookie", "lang=en-US; n=1; theme=dark"),
            ("X-Api-Key", "test"),
            ("Accept-Language", "en-US"),
        )
    )
    assert masked.request.fields.get("accept-language") == "en-US"
    assert masked.request.fields.get("x-api-key") == "<key:1>"
    assert masker.text("a test in the dark: 1") == "a test in the dark: 1"


def test_nothing_but_values_changes() -> None:
    exchange = ask(JSON, ("Authorization", f"Bearer {JWT}"), body=as_json({"password": "hunter2x"}))
    answer = Response(
        403,
        "Forbidden",
        fields=Fields.of([("Set-Cookie", "sid=aB3dE5gH; Path=/; Secure"), ("X-A", "b")]),
        body=as_json({"token": "aB3dE5gH", "n": [1, 2]}),
        body_length=5_000_000,
        declared_length=5_000_000,
        complete=False,
        framing="content-length",
    )
    full = Exchange(exchange.request, answer, Failure("http.response.truncated", "cut"), index=3)
    masked = Masker().exchange(full)
    assert masked.response is not None
    assert [line.name for line in masked.response.fields] == ["Set-Cookie", "X-A"]
    assert masked.response.fields.get("set-cookie") == "sid=<cookie:1>; Path=/; Secure"
    assert json.loads(masked.response.body) == {"token": "<cookie:1>", "n": [1, 2]}
    same = ("status", "reason", "body_length", "declared_length", "complete", "framing", "version")
    assert all(getattr(masked.response, name) == getattr(answer, name) for name in same)
    assert (masked.index, masked.role, masked.timing) == (full.index, full.role, full.timing)
    assert masked.failure == full.failure


def test_a_body_nobody_can_open_is_not_carried_out() -> None:
    for coding in ("br", "zstd", "gzip, br", "gzip"):
        masked = Masker().exchange(reply(("Content-Encoding", coding), body=b"\x1b\x03secret"))
        assert masked.response is not None
        assert masked.response.body.startswith(b"<content in ")
        assert Masker().exchange(masked) == masked


def test_a_compressed_body_stays_compressed() -> None:
    masked = Masker().exchange(
        reply(JSON, GZIP, body=gzip.compress(as_json({"password": "hunter2x"})))
    )
    assert masked.response is not None
    assert gzip.decompress(masked.response.body) == b'{"password": "<password:1>"}'
    assert masked.response.text == '{"password": "<password:1>"}'
    plain = reply(JSON, GZIP, body=gzip.compress(b'{"a": 1}'))
    assert Masker().exchange(plain) == plain


@pytest.mark.parametrize(
    "body",
    [
        '{"password": "hunter2x=1&b"}',
        '[{"api_key": "hunter2x"}]',
        "<a><password>hunter2x</password></a>",
        "password: hunter2x",
        "a b=1&password=hunter2x",
        '{"a": {"client_secret": "hunter2x"}}',
        "Authorization: Bearer hunter2x",
    ],
)
def test_what_is_no_form_is_read_for_what_it_is(body: str) -> None:
    """`curl -d` says that everything is a form."""
    form = ("Content-Type", "application/x-www-form-urlencoded")
    masked = Masker().exchange(ask(form, body=body.encode())).request
    assert b"hunter2x" not in (masked.body or b"")


def test_long_bodies_are_cut() -> None:
    masked = Masker().exchange(ask(body=b"a" * 3_000_000))
    assert masked.request.body == b"a" * MAX_BODY


def test_a_compressed_body_is_cut_where_nobody_looked_at_the_rest() -> None:
    content = b"all is well " * MAX_BODY + b"password=hunter2x"
    masked = Masker().exchange(reply(GZIP, body=gzip.compress(content)))
    assert masked.response is not None
    assert gzip.decompress(masked.response.body) == content[:MAX_BODY]


@pytest.mark.parametrize("place", PLACES)
def test_a_masked_exchange_stays_as_it_is(place: str) -> None:
    masker = Masker()
    masked = masker.exchange(PLACES[place](KINDS["opaque"]))
    assert masker.exchange(masked) == masked
    assert Masker().exchange(masked) == masked


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_makes_it_raise(text: str) -> None:
    masker = Masker()
    masker.text(text)
    masker.url(text)
    fields = [("Authorization", text), ("Cookie", text), ("Set-Cookie", text), ("X-Api-Key", text)]
    octets = text.encode("utf-8", "surrogatepass")
    masker.exchange(
        Exchange(
            Request(URL, fields=Fields.of(fields), body=octets),
            Response(
                200,
                text,
                fields=Fields.of([("Location", text), JSON]),
                body=octets,
                raw_head=octets,
            ),
        )
    )


_pieces = st.lists(
    st.sampled_from(
        ["password", "token", "=", ":", '"', "'", "{", "}", "[", "]", ",", " ", "\n", "\\", "&", "?",
         "https://", "a:b@", "Bearer ", "Cookie: ", "Authorization: ", "aB3dE5gH", "hunter2x", "<", ">", "%3D",
         "<token:1>", "<password>", "</password>", 'name="', 'value="', "eyJhbGciOiJI.eyJzdWIi.abc", ";", "#"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(_pieces)
def test_masking_a_masked_text_changes_nothing(text: str) -> None:
    masker = Masker()
    once = masker.text(text)
    assert masker.text(once) == once


HOSTILE = [
    "a", "password", "password=", 'password="', '"password":"', '"password":{', "'password':'", "eyJ", "eyJa.",
    "eyJhbGciOi.eyJz.", "https://", "https://a:b@c/", "a=b&", "token=x&", "a:", "a: ", "<password>", "<a b=", "</", '\\"', "\\",
    "Bearer ", "Bearer a", "Basic abcdefgh1 ", "Authorization: ", "Cookie: a=", 'name="a" value=', 'value="a" name=', "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN ", "[", "{", '"', "%", "%41", "/", "//", "aB3dE5gH", "aB3dE5gH ", ";a=b", "\r\n", " ", "@", "?a=https://b", "1",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begun = time.process_time()
        Masker().text(text)
        Masker().exchange(reply(JSON, body=text.encode()))
        Masker().url(text[: size // 10])
        return time.process_time() - begun

    small, large = seconds(100_000), seconds(400_000)
    # Four times the text may take four times as long, and twice that on a busy machine.
    assert large < max(8 * small, 1.0)
    assert large < 6


def test_a_page_of_many_secrets_is_bounded() -> None:
    body = as_json([{"token": f"aB3dE5gH{n:06d}zZ"} for n in range(5000)])
    begun = time.process_time()
    masked = Masker().exchange(reply(JSON, body=body))
    assert time.process_time() - begun < 5
    assert masked.response is not None
    assert b"aB3dE5gH" not in masked.response.body


def test_a_typical_exchange_takes_less_than_a_millisecond() -> None:
    def once() -> float:
        begun = time.process_time()
        for _ in range(20):
            Masker().exchange(TYPICAL)
        return (time.process_time() - begun) / 20

    assert min(once() for _ in range(5)) < 0.001


def test_no_repr_shows_a_secret() -> None:
    secret = KINDS["opaque"]
    url = Url.parse(
        f"https://bob:{secret}@a.test/reset/{secret};s={secret}?token={secret}#t={secret}"
    )
    fields = Fields.of([("Authorization", f"Bearer {secret}"), ("X", secret)])
    proxy = Proxy("http", "p.test", 1, f"bob:{secret}")
    everything_in_it = (
        url,
        fields,
        proxy,
        Login("basic", secret, secret),
        Tls(key_password=secret),
        Request(url, fields=fields, body=secret.encode(), transport=Transport(proxy=proxy)),
        Response(
            200,
            fields=fields,
            body=secret.encode(),
            interim=(Interim(103, "", fields, 1.0),),
            trailers=fields,
            raw_head=secret.encode(),
            anomalies=(Anomaly("x", 0, secret),),
        ),
        Connection(
            proxy=ProxyFacts("http", "p", 1, fields=fields, body=secret.encode()),
            tls=TlsFacts(first_bytes=secret.encode()),
            first_bytes=secret.encode(),
        ),
    )
    for each in everything_in_it:
        assert secret not in repr(each)
        assert secret not in repr((each,))
        if not isinstance(each, Url):
            assert secret not in str(each)
            assert secret not in f"{each}"


def test_credential_fields() -> None:
    names = ("Authorization", "X-Api-Key", "apikey", "X-Auth-Token", "DPoP", "X-CSRF-Token")
    assert all(map(is_credential_field, names))
    assert all(map(is_credential_field, ("Private-Token", "token", "Ocp-Apim-Subscription-Key")))
    for name in ("WWW-Authenticate", "Accept", "Cookie", "Set-Cookie", "Host", "ETag"):
        assert not is_credential_field(name)
    fields = Fields.of(
        [("Accept", "*"), ("x-api-key", "1"), ("Authorization", "2"), ("x-api-key", "3")]
    )
    assert credential_fields(fields) == ("x-api-key", "Authorization")


def test_a_sentence_stays_one_unless_something_in_it_is_hidden():
    plain = Sentence("{name} does not exist.", name="a.test")
    telling = Sentence("There is no file {path!r}.", path=JWT)
    for said in (Masker().text, lambda text: _detail_of(Masker(), text)):
        assert said_in(said(plain), "ru") == "Имени a.test не существует."
        assert JWT not in said_in(said(telling), "ru")


def _detail_of(masker: Masker, detail: str) -> str:
    failure = Failure("tcp.failed", detail)
    masked = masker.exchange(Exchange(Request(URL), failure=failure)).failure
    assert masked is not None
    return masked.detail


def test_proxies_lose_their_secrets_also_where_they_are_not_used():
    secret = "pr0xy-p4ss-9137"
    sent = Fields.of([("Proxy-Authorization", f"Basic {secret}"), ("X-Trace", "7")])
    proxy = Proxy("http", "proxy.test", 3128, f"user:{secret}", fields=sent)
    asked = Request(Url.parse("http://a.test/")).with_transport(proxy=proxy, unused_proxy=proxy)
    shown = Masker().request(asked)
    assert secret not in json.dumps(to_json(shown))
    assert shown.transport.proxy is not None
    assert shown.transport.proxy.fields.get("x-trace") == "7"
