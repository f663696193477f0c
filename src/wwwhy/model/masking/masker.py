"""Whole messages with their secrets replaced: the last thing that happens before anyone looks."""

import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from wwwhy.model.connection import Connection
from wwwhy.model.content import decoded
from wwwhy.model.exchange import Exchange
from wwwhy.model.failure import Failure
from wwwhy.model.fields import Field, Fields
from wwwhy.model.finding import Value
from wwwhy.model.masking import values
from wwwhy.model.masking.names import is_credential_field
from wwwhy.model.masking.pseudonyms import Pseudonyms
from wwwhy.model.masking.secrecy import Suspicion, is_opaque_word, looks_secret, suspicion
from wwwhy.model.masking.text import TextMask
from wwwhy.model.request import Request, Transport
from wwwhy.model.response import Response
from wwwhy.model.url import Url

MAX_BODY = 1024 * 1024
"""Longest part of a body that is kept in a masked copy, in bytes."""

_URL_FIELDS = frozenset(
    {
        "location",
        "content-location",
        "referer",
        "x-original-url",
        "x-rewrite-url",
        "x-forwarded-uri",
        "x-original-uri",
        "x-accel-redirect",
        "destination",
    }
)
_CHALLENGE_FIELDS = frozenset(
    {
        "www-authenticate",
        "proxy-authenticate",
        "authentication-info",
        "proxy-authentication-info",
    }
)
# Random by nature and no secrets, although their names or values may look like some.
_PUBLIC_FIELDS = frozenset(
    """
    accept accept-encoding accept-language access-control-allow-headers
    access-control-expose-headers access-control-request-headers age allow alt-svc cache-control
    cache-status cf-cache-status cf-ray connection content-digest content-disposition
    content-encoding content-language content-length content-md5 content-range
    content-security-policy content-type date digest dnt etag expect expires host idempotency-key
    if-match if-modified-since if-none-match if-range if-unmodified-since keep-alive last-modified
    nel origin permissions-policy pragma priority proxy-connection proxy-status public-key-pins
    range repr-digest retry-after sec-ch-ua sec-fetch-dest sec-fetch-mode sec-fetch-site
    sec-websocket-accept sec-websocket-extensions sec-websocket-key sec-websocket-protocol
    sec-websocket-version server server-timing strict-transport-security surrogate-key te
    traceparent trailer transfer-encoding upgrade user-agent vary via want-digest
    x-amz-cf-id x-amz-cf-pop x-amz-id-2 x-amz-request-id x-amzn-requestid x-amzn-trace-id
    x-b3-spanid
    x-b3-traceid x-cache x-cache-key x-content-type-options x-correlation-id x-frame-options
    x-powered-by x-request-id x-served-by x-timer x-trace-id x-varnish
    """.split()  # noqa: SIM905 (words are read more easily without quotes)
)
_HEAD_LINE = re.compile(r"(?P<name>[^:\r\n\s]{1,200})(?P<between>:[ \t]*)(?P<value>[^\r\n]*)")
_FORM = re.compile(r"[\w.%+\[\]-]{1,200}=[^\s<>{}]*")
_FORM_TYPE = "application/x-www-form-urlencoded"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class Masker:
    """Shows the same secret under the same name (`<token:1>`) in everything of one report.

    The names are ordinals of first appearance for each kind, so they say nothing about the secret.
    Mask all exchanges of a report with one masker; what one of them revealed is hidden in the
    next, and in every text after it. Nothing is masked twice: a masked copy stays as it is.
    """

    def __init__(self) -> None:
        self._names = Pseudonyms()
        self._text = TextMask(self._names)

    def text(self, text: str) -> str:
        """Return any text (a log line, a command, a page) with its secrets replaced."""
        return self._text.text(text)

    def url(self, url: str) -> str:
        """Return a URL with user info, tokens in its path and secret parameters replaced."""
        return self._text.url(url)

    def value(self, value: Value) -> Value:
        """Return a value of some evidence with the secrets in its text replaced."""
        if isinstance(value, str):
            return self._text.text(value)
        return tuple(map(self._text.text, value)) if isinstance(value, tuple) else value

    def learn(self, *exchanges: Exchange) -> None:
        """Take in the secrets of exchanges, so that none shows in a text masked before they are."""
        for exchange in exchanges:
            self._exchange(exchange)

    def exchange(self, exchange: Exchange) -> Exchange:
        """Return a copy without secrets; statuses, names, structure and lengths stay."""
        known = self._names.spread_count
        masked = self._exchange(exchange)
        # What stands first may repeat a secret that only a later part revealed.
        return masked if self._names.spread_count == known else self._exchange(exchange)

    def request(self, request: Request) -> Request:
        """Return a copy of a request without its secrets."""
        login = request.login
        if login is not None:
            login = replace(
                login,
                username=self._names.label(login.username, "user", is_certain=False),
                password=self._names.label(login.password, "password"),
            )
        return replace(
            request,
            url=self._url(request.url),
            fields=self.fields(request.fields),
            body=None if request.body is None else self._sent(request.body, request.fields),
            transport=self._transport(request.transport),
            login=login,
        )

    def response(self, response: Response) -> Response:
        """Return a copy of a response without its secrets."""
        return replace(
            response,
            reason=self._text.text(response.reason),
            fields=self.fields(response.fields),
            body=self._received(response.body, response.fields),
            interim=tuple(
                replace(each, reason=self._text.text(each.reason), fields=self.fields(each.fields))
                for each in response.interim
            ),
            trailers=self.fields(response.trailers),
            raw_head=self._head(response.raw_head.decode("latin-1")).encode("latin-1", "replace"),
            anomalies=tuple(
                replace(each, text=self._head(each.text)) for each in response.anomalies
            ),
        )

    def fields(self, fields: Fields) -> Fields:
        """Return a copy of field lines whose secret values are replaced."""
        return Fields(
            tuple(Field(line.name, self.field(line.name, line.value)) for line in fields.lines)
        )

    def field(self, name: str, value: str) -> str:
        """Return the value of one field line with its secrets replaced."""
        lower = name.lower()
        if lower.endswith("authorization"):
            return self._names.hidden(values.credentials(value, self._names))
        hide = self._special(lower)
        if hide is not None:
            return self._names.hidden(hide(value))
        return self._text.text(self._unknown(name, value))

    def _special(self, lower: str) -> Callable[[str], str] | None:
        if lower in {"cookie", "cookie2"}:
            return lambda value: values.cookies(value, self._names)
        if lower in {"set-cookie", "set-cookie2"}:
            return lambda value: values.set_cookie(value, self._names)
        if lower in _URL_FIELDS:
            return self._text.url
        if lower in _CHALLENGE_FIELDS:
            return self._text.challenge
        return self._text.text if lower in _PUBLIC_FIELDS else None

    def _unknown(self, name: str, value: str) -> str:
        judged = suspicion(name)
        certain = judged is Suspicion.CERTAIN or is_credential_field(name)
        hinted = judged is Suspicion.HINT and is_opaque_word(value)
        shaped = judged is Suspicion.NONE and looks_secret(value)
        return self._text.secret(name, value) if certain or hinted or shaped else value

    def _exchange(self, exchange: Exchange) -> Exchange:
        return replace(
            exchange,
            request=self.request(exchange.request),
            response=exchange.response and self.response(exchange.response),
            failure=exchange.failure and self._failure(exchange.failure),
            connection=self._connection(exchange.connection),
        )

    def _failure(self, failure: Failure) -> Failure:
        native = {
            key: self._text.text(each) if isinstance(each, str) else each
            for key, each in failure.native.items()
        }
        detail = self._text.text(failure.detail)
        return replace(failure, detail=detail, native=MappingProxyType(native))

    def _connection(self, connection: Connection) -> Connection:
        proxy, tls = connection.proxy, connection.tls
        if proxy is not None:
            proxy = replace(
                proxy,
                reason=self._text.text(proxy.reason),
                fields=self.fields(proxy.fields),
                body=self._received(proxy.body, proxy.fields),
            )
        if tls is not None and tls.first_bytes:
            tls = replace(tls, first_bytes=self._octets(tls.first_bytes))
        first_bytes = self._octets(connection.first_bytes)
        return replace(connection, proxy=proxy, tls=tls, first_bytes=first_bytes)

    def _transport(self, transport: Transport) -> Transport:
        proxy, tls = transport.proxy, transport.tls
        if proxy is not None and proxy.userinfo:
            shown = self._text.url(f"//{proxy.userinfo}@")
            userinfo = shown.removeprefix("//").removesuffix("@")
            proxy = replace(proxy, userinfo=userinfo)
        if tls.key_password:
            tls = replace(tls, key_password=self._names.label(tls.key_password, "password"))
        return replace(transport, proxy=proxy, tls=tls)

    def _url(self, url: Url) -> Url:
        userinfo = url.userinfo
        if userinfo:
            userinfo = self._text.url(f"//{userinfo}@").removeprefix("//").removesuffix("@")
        return replace(
            url,
            userinfo=userinfo,
            path=self._text.url(url.path),
            query=url.query and self._text.url(f"?{url.query}")[1:],
            fragment=url.fragment and self._text.url(f"#{url.fragment}")[1:],
        )

    def _head(self, head: str) -> str:
        """Mask the head of a message, or one line of it, as it stood on the wire."""
        return self._text.text(
            _HEAD_LINE.sub(
                lambda m: f"{m['name']}{m['between']}{self.field(m['name'], m['value'])}", head
            )
        )

    def _octets(self, octets: bytes) -> bytes:
        return self._head(octets.decode("latin-1")).encode("latin-1", "replace") if octets else b""

    def _sent(self, body: bytes, fields: Fields) -> bytes:
        return self._body(body[:MAX_BODY], fields, strict=True)

    def _received(self, body: bytes, fields: Fields) -> bytes:
        return self._body(body[:MAX_BODY], fields, strict=False)

    def _body(self, body: bytes, fields: Fields, *, strict: bool) -> bytes:
        codings = [each for each in fields.tokens("content-encoding") if each != "identity"]
        if not body or not codings:
            return self._content(body, fields, strict=strict) if body else body
        opened = decoded(body, fields)
        if opened == body[: len(opened)] or len(codings) > 1:
            # Nobody can look into it, so nobody may carry it out.
            return f"<content in {', '.join(sorted(codings))}, {len(body)} bytes>".encode()
        masked = self._content(opened, fields, strict=strict)
        return body if masked == opened else _packed(masked, codings[0])

    def _content(self, content: bytes, fields: Fields, *, strict: bool) -> bytes:
        text, charset = _decoded(content)
        media_type = (fields.get("content-type") or "").partition(";")[0].strip().lower()
        if media_type == _FORM_TYPE or (not media_type and _FORM.fullmatch(text)):
            masked = self._names.hidden(self._text.query(text))
        elif media_type.startswith("multipart/"):
            masked = self._text.multipart(text)
        elif "json" in media_type or text.lstrip()[:1] in {"{", "["}:
            masked = self._text.json(text, strict=strict)
        else:
            masked = self._text.text(text, strict=strict)
        return content if masked == text else masked.encode(charset, "replace")


def _decoded(content: bytes) -> tuple[str, str]:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace"), "utf-16"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"


def _packed(content: bytes, coding: str) -> bytes:
    window = _GZIP_WINDOW if coding in {"gzip", "x-gzip"} else zlib.MAX_WBITS
    packer = zlib.compressobj(wbits=window)
    return packer.compress(content) + packer.flush()
