"""Places where a secret can stand, kinds of secrets, and what must not be left of them."""

import base64
import gzip
import html
import json
import re
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

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
