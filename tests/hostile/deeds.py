"""Everything a server can do to a client that trusts it, by name."""

import gzip
import zlib
from collections.abc import Mapping

from tests.hostile.servers import Deed, Visit, answer, raw

# Not random, so that a failure happens again.
NOISE = bytes((i * 7919 + (i >> 3) * 104_729) % 256 for i in range(65_536))
HEAD = b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def _garbage(visit: Visit) -> None:
    visit.send_for_ever(NOISE)


def _endless_line(visit: Visit) -> None:
    visit.send(HEAD + b"X-Long: ")
    visit.send_for_ever(b"a" * 65_536)


def _endless_lines(visit: Visit) -> None:
    visit.send(HEAD)
    visit.send_for_ever(b"X-Many: a\r\n" * 1000)


def _endless_reason(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 403 ")
    visit.send_for_ever(b"no " * 1000)


def _endless_blank_lines(visit: Visit) -> None:
    visit.send_for_ever(b"\r\n" * 1000)


def _endless_body(visit: Visit) -> None:
    visit.send(HEAD + b"\r\n")
    visit.send_for_ever(b"<p>no</p>" * 1000)


def _endless_chunks(visit: Visit) -> None:
    visit.send(CHUNKED)
    visit.send_for_ever(b"1\r\na\r\n" * 1000)


def _endless_chunk_extension(visit: Visit) -> None:
    visit.send(CHUNKED + b"1;")
    visit.send_for_ever(b"x=y;" * 1000)


def _endless_chunk_size(visit: Visit) -> None:
    visit.send(CHUNKED)
    visit.send_for_ever(b"0" * 1000)


def _endless_trailers(visit: Visit) -> None:
    visit.send(CHUNKED + b"0\r\n")
    visit.send_for_ever(b"X-Late: a\r\n" * 1000)


def _endless_interim(visit: Visit) -> None:
    visit.send_for_ever(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 100)


def _thousands_of_interim(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 102 Processing\r\n\r\n" * 5000)
    visit.send(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")


def _one_byte_each_half_second(visit: Visit) -> None:
    for byte in HEAD * 10:
        if visit.stopped.wait(0.5):
            return
        visit.send(bytes([byte]))


def _body_byte_each_half_second(visit: Visit) -> None:
    visit.send(HEAD + b"Content-Length: 100000\r\n\r\n")
    while not visit.stopped.wait(0.5):
        visit.send(b"x")


def _silence(visit: Visit) -> None:
    visit.wait()


def _close_at_once(visit: Visit) -> None:
    del visit


def _reset_at_once(visit: Visit) -> None:
    visit.reset()


def _reset_in_the_head(visit: Visit) -> None:
    visit.send(HEAD)
    visit.reset()


def _reset_in_the_body(visit: Visit) -> None:
    visit.send(HEAD + b"Content-Length: 100000\r\n\r\nhalf")
    visit.reset()


def _half_closed(visit: Visit) -> None:
    visit.send(HEAD + b"Content-Length: 100000\r\n\r\nhalf")
    visit.connection.shutdown(1)
    visit.wait()


def _bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = [packer.compress(b"\0" * 1_000_000) for _ in range(size // 1_000_000)]
    return b"".join([*packed, packer.flush()])


GZIP = b"Content-Encoding: gzip"
BOMB = _bomb(500_000_000)
MEMBERS = gzip.compress(b"", mtime=0) * 50_000
ENDLESS: Mapping[str, Deed] = {
    "garbage": _garbage,
    "an endless line": _endless_line,
    "endless lines": _endless_lines,
    "an endless reason": _endless_reason,
    "endless blank lines": _endless_blank_lines,
    "an endless body": _endless_body,
    "endless chunks": _endless_chunks,
    "an endless chunk extension": _endless_chunk_extension,
    "an endless chunk size": _endless_chunk_size,
    "endless trailers": _endless_trailers,
    "endless interim responses": _endless_interim,
    "one byte each half second": _one_byte_each_half_second,
    "a body byte each half second": _body_byte_each_half_second,
    "silence": _silence,
    "half closed": _half_closed,
}
"""What never ends by itself."""
QUICK: Mapping[str, Deed] = {
    "some garbage": raw(NOISE),
    "nothing": _close_at_once,
    "a reset": _reset_at_once,
    "a reset in the head": _reset_in_the_head,
    "a reset in the body": _reset_in_the_body,
    "thousands of interim responses": _thousands_of_interim,
    "a gzip bomb": answer("403 Forbidden", GZIP, body=BOMB),
    "a gzip bomb in a gzip bomb": answer(
        "403 Forbidden", b"Content-Encoding: gzip, gzip", body=gzip.compress(BOMB, mtime=0)
    ),
    "many codings": answer(
        "403 Forbidden", b"Content-Encoding: " + b"gzip, " * 5000 + b"gzip", body=BOMB
    ),
    "50,000 gzip members": answer("403 Forbidden", GZIP, body=MEMBERS),
    "gzip that is none": answer("403 Forbidden", GZIP, body=NOISE),
    "gzip cut off": answer("403 Forbidden", GZIP, body=BOMB[:1000]),
    "100,000 lines": answer("403 Forbidden", *[b"X-Many: a"] * 100_000),
    "900 cookies": answer("403 Forbidden", *[b"Set-Cookie: c=" + b"x" * 250] * 900),
    "cookies of all names": answer(
        "403 Forbidden",
        *[b"Set-Cookie: c%d=1; Max-Age=99999999999999999999" % i for i in range(900)],
    ),
    "one cookie of 200 kB": answer("403 Forbidden", b"Set-Cookie: " + b"a=b; " * 40_000),
    "a huge Location": answer("302 Found", b"Location: /" + b"a" * 200_000),
    "a Location of dots": answer("302 Found", b"Location: " + b"../" * 60_000),
    "a Location that is none": answer("302 Found", b"Location: http://[::1\x1b[2J"),
    "a Location without a host": answer("302 Found", b"Location: http:///x"),
    "many Locations": answer("302 Found", *[b"Location: /%d" % i for i in range(900)]),
    "a huge reason": answer("403 " + "no" * 100_000),
    "a status of many digits": answer("9" * 5000),
    "status 000": answer("000 Nothing"),
    "status 99999": answer("99999 Too much"),
    "a negative status": answer("-403 Forbidden"),
    "a status in Arabic digits": raw("HTTP/1.1 ٤٠٣ no\r\n\r\n".encode()),
    "HTTP/9.9": answer("403 Forbidden", version="HTTP/9.9"),
    "no version": raw(b"403 Forbidden\r\n\r\n"),
    "only NULs": raw(b"\x00" * 100_000),
    "only a status line": raw(b"HTTP/1.1 403 Forbidden"),
    "NULs in fields": answer("403 Forbidden", b"X-\x00Nul: a\x00b", b"Server: ng\x00inx"),
    "lines without a colon": answer("403 Forbidden", *[b"no colon here"] * 500),
    "colons only": answer("403 Forbidden", *[b":::::"] * 500),
    "folded for ever": answer("403 Forbidden", b"X-Fold: a" + b"\r\n b" * 900),
    "negative length": raw(HEAD + b"Content-Length: -5\r\n\r\nno"),
    "two lengths": raw(HEAD + b"Content-Length: 2\r\nContent-Length: 200\r\n\r\nno"),
    "a list of lengths": raw(HEAD + b"Content-Length: " + b"2," * 50_000 + b"2\r\n\r\nno"),
    "a length of 5000 digits": raw(HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nno"),
    "a length in words": raw(HEAD + b"Content-Length: two\r\n\r\nno"),
    "lengths and chunks": raw(CHUNKED[:-2] + b"Content-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    "chunked twice": raw(HEAD + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
    "an unknown transfer coding": raw(HEAD + b"Transfer-Encoding: zstd\r\n\r\nno"),
    "no body where there is one": raw(
        b"HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\nsurprise!"
    ),
    "304 unasked": answer("304 Not Modified", b"ETag: " + b'"' * 1000),
    "101 unasked": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n" + NOISE),
    "h2 unasked": raw(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + NOISE),
    "TLS on port 80": raw(b"\x15\x03\x01\x00\x02\x02\x46"),
    "SSH": raw(b"SSH-2.0-OpenSSH_9.2p1 \x1b[31mDebian\r\n"),
    "FTP": raw(b"220 ready\r\n500 what?\r\n"),
    "redis": raw(b"-ERR wrong number of arguments for 'get' command\r\n"),
    "two responses": raw((HEAD + b"Content-Length: 2\r\n\r\nno") * 100),
}
"""What ends by itself."""
for _size in (
    "ffffffffffffffffffff",
    "-1",
    "1_0",
    "0x10",
    "",
    " 5",
    "5 5",
    "+5",
    "zz",
    "5;" + "e" * 99_999,
):
    QUICK = {
        **QUICK,
        f"chunk size {_size[:20]!r}": raw(CHUNKED + _size.encode() + b"\r\nhello\r\n0\r\n\r\n"),
    }
_VALUES = {
    "Date": (
        "Thu, 99 Foo 99999 99:99:99 GMT",
        "9" * 100_000,
        ", " * 50_000,
        "Fri, 31 Dec 9999 23:59:59 -9999",
    ),
    "Retry-After": ("9" * 5000, "-5", "1e999", "Fri, 31 Dec 9999 23:59:59 GMT", "٣"),
    "Age": ("9" * 5000, "NaN"),
    "WWW-Authenticate": (
        "Basic " + "realm=" * 30_000,
        "," * 200_000,
        'Digest nonce="' + "\\" * 200_000,
        "Bearer " + ", ".join(f"a{i}=b" for i in range(20_000)),
        'Bearer error="\x1b[2J\u0085", scope="' + "a " * 50_000 + '"',
        "Negotiate " + "A" * 200_000,
        "NTLM TlRMTVNTUAACAAAA" + "/" * 4000,
        'Digest realm="x", nonce="y", qop="auth", algorithm=' + "MD5" * 1000,
    ),
    "Allow": ("GET, " * 40_000, "\x1b[2J"),
    "Via": ("1.1 a, " * 30_000, "(" * 100_000),
    "Server": ("nginx/" + "9" * 100_000, "/" * 100_000, "(" * 100_000, "\x1b]0;x\x07"),
    "Content-Type": (
        "text/html; charset=" + "x" * 100_000,
        "text/html; charset=rot13",
        "; " * 50_000,
    ),
    "Set-Cookie": ("a=b; Expires=" + "9" * 100_000, "=" * 100_000, "a=b; Domain=" + "." * 50_000),
    "Strict-Transport-Security": ("max-age=" + "9" * 5000,),
    "Alt-Svc": ('h3=":443"; ma=' + "9" * 5000, "h3=" * 50_000),
    "Link": ("<" * 100_000,),
    "Cache-Control": ("max-age=" + "9" * 5000, "private=" * 30_000),
    "Content-Security-Policy": ("default-src " * 20_000,),
    "Access-Control-Allow-Origin": ("*, " * 60_000, "null\x00"),
    "Vary": ("a," * 100_000,),
    "Proxy-Status": ("x; error=" + "a" * 100_000, '"' * 100_000, "a;b=?1;c=:" + "A" * 50_000),
    "Proxy-Authenticate": ("," * 100_000,),
    "Server-Timing": ("a;dur=" + "9" * 5000, ";" * 100_000),
    "Content-Encoding": ("br", "x" * 100_000, "gzip;q=1"),
    "Content-Range": ("bytes 9-1/" + "9" * 5000,),
    "CF-RAY": ("\x1b" * 1000,),
}
_BODIES = {
    "deep JSON": ("application/json", b"[" * 500_000),
    "deep JSON objects": ("application/json", b'{"error":' * 100_000),
    "a number of many digits": ("application/json", b'{"code": ' + b"9" * 500_000 + b"}"),
    "JSON of strange numbers": (
        "application/json",
        b'{"status": 1e999, "code": NaN, "error": -Infinity}',
    ),
    "JSON with lone surrogates": (
        "application/problem+json",
        b'{"title": "\\ud800", "detail": "\\u0000\\u202e"}',
    ),
    "JSON of wrong types": (
        "application/problem+json",
        b'{"title": [], "status": {}, "type": 5, "errors": "x"}',
    ),
    "a million keys": (
        "application/json",
        b"{" + b",".join(b'"k%d":"invalid_token"' % i for i in range(60_000)) + b"}",
    ),
    "deep HTML": ("text/html", b"<div>" * 200_000),
    "opening brackets": ("text/html", b"<" * 1_000_000),
    "one long title": ("text/html", b"<title>" + b"a" * 1_000_000),
    "titles": ("text/html", b"<title>502 Bad Gateway" * 40_000),
    "blanks": ("text/html", b" " * 1_000_000),
    "letters": ("text/html", b"a" * 1_000_000),
    "digits": ("text/plain", b"1" * 1_000_000),
    "line feeds": ("text/plain", b"\n" * 1_000_000),
    "quotes": ("text/html", b"\"'" * 500_000),
    "entities": (
        "application/xml",
        b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 1000 + b'">]><x>' + b"&a;" * 100_000,
    ),
    "external entities": (
        "text/xml",
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Error><Code>&a;</Code></Error>',
    ),
    "XML error": ("application/xml", b"<Error><Code>" * 50_000),
    "noise": ("text/html", NOISE * 15),
    "broken UTF-8": (
        "text/html; charset=utf-8",
        b"\xc3\x28\xa0\xa1\xe2\x28\xa1\xf0\x28\x8c\xbc" * 50_000,
    ),
    "UTF-16": ("text/html; charset=utf-16", "\u202e403".encode("utf-16") * 50_000),
    "SOAP": ("text/xml", b"<soap:Envelope>" * 50_000),
    "tokens": ("text/plain", b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln " * 20_000),
    "addresses": ("text/plain", b"http://a:b@c/" * 50_000),
    "mails": ("text/plain", b"a@" * 400_000),
}
FIELDS: Mapping[str, Deed] = {
    f"{name}: {value[:24]}": answer(
        "401 Unauthorized", f"{name}: ".encode() + value.encode()[:240_000]
    )
    for name, values in _VALUES.items()
    for value in values
}
"""Single fields that invite a parser to fail."""
BODIES: Mapping[str, Deed] = {
    name: answer("403 Forbidden", f"Content-Type: {kind}", body=body)
    for name, (kind, body) in _BODIES.items()
}
"""Bodies that invite a reader to fail."""
