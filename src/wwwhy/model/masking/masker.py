"""Whole messages with their secrets replaced: the last thing that happens before anyone looks."""

import re
import zlib
from collections.abc import Callable

from wwwhy.model.content import decoded
from wwwhy.model.exchange import Exchange
from wwwhy.model.fields import Fields
from wwwhy.model.finding import Value
from wwwhy.model.masking import messages
from wwwhy.model.masking.fields import FieldMask
from wwwhy.model.masking.pseudonyms import Pseudonyms
from wwwhy.model.masking.text import TextMask
from wwwhy.model.request import Request
from wwwhy.model.response import Response
from wwwhy.model.url import Url

MAX_BODY = 64 * 1024
"""Longest part of a body that is kept in a masked copy, in bytes; to look for secrets in a mebibyte
takes half a second, and a diagnosis has up to thirty of them."""
MAX_HEAD = 64 * 1024
"""Longest part of a message's head, as it stood on the wire, that is kept in a masked copy, in
bytes; its field lines are all there."""

_FORM = re.compile(r"[\w.%+\[\]-]{1,200}=[^\s<>{}]*")
_FORM_TYPE = "application/x-www-form-urlencoded"
_NO_FORM = frozenset('{[<"')
"""How JSON and XML begin."""
_SEALED = b"<content in "
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class Masker:
    """Shows the same secret under the same name (`<token:1>`) in everything of one report.

    The names are ordinals of first appearance for each kind, so they say nothing about the secret.
    Mask all exchanges of a report with one masker; what one of them revealed is hidden in the
    next, and in every text after it. A masked copy stays as it is when it is masked again.
    """

    def __init__(self) -> None:
        self._names = Pseudonyms()
        self._finder = _Finder(self._names)

    def text(self, text: str) -> str:
        """Return any text (a log line, a command, a page) with its secrets replaced."""
        masked = self._names.hidden(self._finder.text(text))
        # Where nothing is replaced it stays what it is: a `Sentence` knows other languages.
        return text if masked == text else masked

    def url(self, url: str) -> str:
        """Return a URL with user info, tokens in its path and secret parameters replaced."""
        return self._names.hidden(self._finder.link(url))

    def value(self, value: Value) -> Value:
        """Return a value of some evidence with the secrets in its text replaced."""
        if isinstance(value, str):
            return self.text(value)
        return tuple(map(self.text, value)) if isinstance(value, tuple) else value

    def fields(self, fields: Fields) -> Fields:
        """Return a copy of field lines without their secrets."""
        return messages.fields(messages.fields(fields, self._finder), _Sweeper(self._names.hidden))

    def request(self, request: Request) -> Request:
        """Return a copy of a request without its secrets."""
        return messages.request(
            messages.request(request, self._finder), _Sweeper(self._names.hidden)
        )

    def response(self, response: Response) -> Response:
        """Return a copy of a response without its secrets."""
        return messages.response(
            messages.response(response, self._finder), _Sweeper(self._names.hidden)
        )

    def exchange(self, exchange: Exchange) -> Exchange:
        """Return a copy without secrets; statuses, names, structure and lengths stay."""
        masked = messages.exchange(exchange, self._finder)
        # What one part revealed may stand, unannounced, in any other.
        seen = _Collector()
        messages.exchange(masked, seen)
        hide = self._names.hiding("\n".join(seen.texts))
        return messages.exchange(masked, _Sweeper(hide)) if hide else masked

    def distrust(self, *names: str) -> None:
        """Hide the values of fields of these names as well, for something showed what they are."""
        self._finder.distrust(*names)

    def learn(self, *exchanges: Exchange) -> None:
        """Take in the secrets of exchanges, so that none shows in a text masked before they are."""
        for exchange in exchanges:
            messages.exchange(exchange, self._finder)


class _Finder:
    """Finds secrets by name, structure and shape, and names them."""

    def __init__(self, names: Pseudonyms) -> None:
        self._names = names
        self._text = TextMask(names)
        self._fields = FieldMask(names, self._text)
        self.field = self._fields.field
        self.distrust = self._fields.distrust

    def text(self, text: str) -> str:
        return self._text.text(text) if text else text

    def link(self, url: str) -> str:
        return self._text.url(url)

    def octets(self, octets: bytes) -> bytes:
        if len(octets) > MAX_HEAD:
            # At the end of a line, for half of a secret is not found.
            end = octets.rfind(b"\n", 0, MAX_HEAD) + 1
            octets = octets[: end or MAX_HEAD]
        return self._fields.head(octets.decode("latin-1")).encode("latin-1", "replace")

    def url(self, url: Url) -> Url:
        # As a whole, for a path tells what the parameters behind it are for.
        path, _, query = self._text.url(f"{url.path}?{url.query or ''}").partition("?")
        return Url(
            scheme=url.scheme,
            host=url.host,
            port=url.port,
            path=path,
            query=url.query and query,
            fragment=url.fragment and self._text.url(f"#{url.fragment}")[1:],
            userinfo=url.userinfo and self.userinfo(url.userinfo),
        )

    def userinfo(self, userinfo: str) -> str:
        return self._text.url(f"//{userinfo}@").removeprefix("//").removesuffix("@")

    def secret(self, secret: str, kind: str) -> str:
        return self._names.label(secret, kind, is_certain=kind != "user")

    def body(self, body: bytes, fields: Fields, *, sent: bool) -> bytes:
        return _recoded(body, fields, lambda text: self._content(text, fields, strict=sent))

    def _content(self, text: str, fields: Fields, *, strict: bool) -> str:
        media_type = (fields.get("content-type") or "").partition(";")[0].strip().lower()
        text = self._text.cards(text)
        read = self._text.form if strict else self._text.query
        if media_type in {_FORM_TYPE, ""} and _FORM.fullmatch(text):
            return read(text)
        if media_type == _FORM_TYPE and text.lstrip()[:1] not in _NO_FORM:
            # curl -d calls everything a form; what is none may hold secrets all the same.
            text = read(text)
        if media_type.startswith("multipart/"):
            return self._text.multipart(text)
        if "json" in media_type or text.lstrip()[:1] in {"{", "["}:
            return self._text.json(text, strict=strict)
        return self._text.text(text, strict=strict)


class _Sweeper:
    """Replaces the secrets that are known by now, wherever they stand."""

    def __init__(self, hide: Callable[[str], str]) -> None:
        self.text = hide

    def field(self, _name: str, value: str) -> str:
        return self.text(value)

    def octets(self, octets: bytes) -> bytes:
        return self.text(octets.decode("latin-1")).encode("latin-1", "replace")

    def url(self, url: Url) -> Url:
        return Url(
            scheme=url.scheme,
            host=url.host,
            port=url.port,
            path=self.text(url.path),
            query=url.query and self.text(url.query),
            fragment=url.fragment and self.text(url.fragment),
            userinfo=url.userinfo,
        )

    def userinfo(self, userinfo: str) -> str:
        return userinfo

    def secret(self, secret: str, _kind: str) -> str:
        return secret

    def body(self, body: bytes, fields: Fields, *, sent: bool) -> bytes:  # noqa: ARG002 (Visitor)
        return _recoded(body, fields, self.text)


class _Collector:
    """Gathers every text of an exchange, to ask once whether a secret stands in any of them."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def text(self, text: str) -> str:
        self.texts.append(text)
        return text

    def field(self, _name: str, value: str) -> str:
        return self.text(value)

    def octets(self, octets: bytes) -> bytes:
        self.texts.append(octets.decode("latin-1"))
        return octets

    def url(self, url: Url) -> Url:
        self.texts.append(str(url))
        return url

    def userinfo(self, userinfo: str) -> str:
        return userinfo

    def secret(self, secret: str, _kind: str) -> str:
        return secret

    def body(self, body: bytes, fields: Fields, *, sent: bool) -> bytes:  # noqa: ARG002 (Visitor)
        return _recoded(body, fields, self.text)


def _recoded(body: bytes, fields: Fields, change: Callable[[str], str]) -> bytes:
    """Change the text of a body inside its content coding (RFC 9110 section 8.4)."""
    codings = [each for each in fields.tokens("content-encoding") if each != "identity"]
    if not codings or body.startswith(_SEALED):
        return _changed(body[:MAX_BODY], change)
    opened = decoded(body, fields, MAX_BODY)
    if len(codings) > 1 or opened == body[: len(opened)]:
        # Nobody can look into it, so nobody may carry it out.
        return _SEALED + f"{', '.join(sorted(codings))}, {len(body)} bytes>".encode()
    changed = _changed(opened, change)
    # Where the bound was met, nobody has looked at the rest.
    is_whole = changed == opened and len(opened) < MAX_BODY
    return body if is_whole else _packed(changed, codings[0])


def _changed(content: bytes, change: Callable[[str], str]) -> bytes:
    charset = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    try:
        text = content.decode(charset)
    except UnicodeDecodeError:
        charset = "latin-1"
        text = content.decode(charset)
    changed = change(text)
    return content if changed == text else changed.encode(charset, "replace")


def _packed(content: bytes, coding: str) -> bytes:
    window = _GZIP_WINDOW if coding in {"gzip", "x-gzip"} else zlib.MAX_WBITS
    packer = zlib.compressobj(wbits=window)
    return packer.compress(content) + packer.flush()
