"""Writes an HTTP/1 request as bytes: what the user gave, unchanged, and the framing it lacks."""

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from wwwhy.errors import Sentence
from wwwhy.model import Failure, Proxy, Request
from wwwhy.wire.stream import StreamFailure

_BREAKING = re.compile(rb"[\r\n\0]")
_NOT_IN_METHOD = re.compile(rb"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Message:
    """A request ready to be written."""

    head: bytes = field(repr=False)
    body: bytes = field(repr=False)
    """With its chunk framing, if it is chunked."""
    holds_body: bool
    """Whether the body waits for 100 (Continue)."""


def encode(request: Request, *, forward_proxy: Proxy | None = None) -> Message:
    """Write a request; `forward_proxy` is the HTTP proxy that forwards it without a tunnel.

    Raises:
        StreamFailure: a part holds a line break, which would smuggle further fields in.

    """
    lines = [_request_line(request, absolute=forward_proxy is not None)]
    if "host" not in request.fields and request.transport.host_line:
        lines.append(b"Host: " + octets(request.url.authority))
    if forward_proxy is not None:
        lines += proxy_lines(forward_proxy, request)
    lines += [octets(name) + b": " + octets(value) for name, value in request.fields]
    lines += _framing(request)
    if any(_BREAKING.search(line) for line in lines):
        detail = Sentence("The request was not sent: a field or the target holds a line break.")
        raise StreamFailure(Failure("http.request.unsendable", detail))
    expects = "100-continue" in request.fields.tokens("expect") or _adds_expect(request)
    return Message(
        b"\r\n".join([*lines, b"", b""]), _content(request), expects and bool(request.body)
    )


def proxy_lines(proxy: Proxy, request: Request) -> list[bytes]:
    """Write the field lines that are for this proxy only."""
    lines = [octets(name) + b": " + octets(value) for name, value in proxy.fields]
    given = "proxy-authorization" in proxy.fields or "proxy-authorization" in request.fields
    # Digest answers a challenge; whoever has one puts the answer into the proxy's own fields.
    if proxy.userinfo is not None and proxy.scheme_auth == "basic" and not given:
        token = base64.b64encode(unquote_to_bytes(proxy.userinfo))
        lines.insert(0, b"Proxy-Authorization: Basic " + token)
    return lines


def octets(text: str) -> bytes:
    """Return latin-1 octets; text beyond latin-1 goes as UTF-8, as from curl's command line."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")


def _request_line(request: Request, *, absolute: bool) -> bytes:
    url = request.url
    target = request.request_target or url.target
    if absolute and request.request_target is None:
        target = f"{url.scheme}://{url.authority}{url.target}"
    method = octets(request.method)
    if not method or _NOT_IN_METHOD.search(method):
        detail = Sentence(
            "The request was not sent: its method holds a blank or a control character."
        )
        raise StreamFailure(Failure("http.request.unsendable", detail))
    return b" ".join((method, octets(target), _version(request)))


def _version(request: Request) -> bytes:
    transport = request.transport
    if transport.version_text is not None:
        return octets(transport.version_text)
    return b"HTTP/1.0" if transport.http_version == "1.0" else b"HTTP/1.1"


def _framing(request: Request) -> list[bytes]:
    lines = []
    if _adds_expect(request):
        lines.append(b"Expect: 100-continue")
    framed = "content-length" in request.fields or "transfer-encoding" in request.fields
    if request.body is not None and not framed:
        lines.append(b"Content-Length: %d" % len(request.body))
    return lines


def _adds_expect(request: Request) -> bool:
    wanted = request.transport.expect_continue and bool(request.body)
    return wanted and "expect" not in request.fields


def _content(request: Request) -> bytes:
    body = request.body or b""
    if request.body is None or "chunked" not in request.fields.tokens("transfer-encoding"):
        return body
    last = b"0\r\n\r\n"
    return b"%x\r\n" % len(body) + body + b"\r\n" + last if body else last
