"""What curl prints: with -v `> `, `< ` and `* `, bodies between them, and its last word."""

import contextlib
import re
from dataclasses import dataclass, field, replace

from wwwhy.errors import InputError, Sentence
from wwwhy.model import Connection, Exchange, Failure, Request, Url
from wwwhy.sources.raw.messages import MAX_RAW, UNKNOWN_URL, parse_raw

_MARKED = re.compile(rb"^[<>] [!-~]|^\* [A-Z]", re.MULTILINE)
_CONNECTED = re.compile(
    r"Connected to \S+ \((?P<old>[^)]+)\) port (?P<old_port>\d{1,5})"
    r"|Established connection to \S+ \((?P<new>\S+) port (?P<new_port>\d{1,5})\)"
)
_STREAM = re.compile(r"OPENED stream for (https?://\S+)")
_EXIT = re.compile(r"curl: \((\d{1,3})\) (.*)")
_LAST_WORD = re.compile(rb"^curl: \(\d{1,3}\) ", re.MULTILINE)
_PLACE = re.compile(
    r"(?:Failed to connect to|connect to) (?P<host>\S{1,255}) port (?P<port>\d{1,5})"
    r"|Could not resolve host: (?P<unknown>\S{1,255})"
    r"|target host name '(?P<named>[^'\s]{1,255})'"
)
_TUNNEL = re.compile(r"(?:tunnel failed, response|received http code) (\d{3})\b")
"""The answer of a proxy to CONNECT, in the words of curl 8 and of older ones."""
_OF_TLS = frozenset({35, 51, 53, 54, 58, 59, 60, 77, 80, 82, 83, 90, 91})
_HTTPS = 443
_TIMED_OUT = 28
_SECURE = re.compile(r"SSL connection using|TLS handshake|ALPN")
_FAILURES = {
    5: "proxy.connect_failed",
    6: "dns.name_not_resolved",
    7: "tcp.refused",
    8: "http.response.invalid",
    16: "http.protocol.error",
    18: "http.response.truncated",
    28: "http.response.timed_out",
    35: "tls.failed",
    45: "tcp.address_invalid",
    47: "http.response.redirect_loop",
    51: "tls.cert.name_invalid",
    52: "http.response.empty",
    55: "tcp.reset",
    56: "tcp.reset",
    58: "tls.bad_client_auth_cert",
    59: "tls.version_or_cipher_mismatch",
    60: "tls.cert.authority_invalid",
    61: "http.response.coding_invalid",
    83: "tls.cert.authority_invalid",
    92: "http.h2.rst",
    95: "http.h3.close",
    97: "socks.reply",
}
"""curl's exit codes (libcurl-errors(3)); some cover several failures, then the words decide."""
_WORDS = (
    ("certificate has expired", "tls.cert.date_invalid"),
    ("not yet valid", "tls.cert.date_invalid"),
    ("no alternative certificate subject name", "tls.cert.name_invalid"),
    ("self-signed certificate", "tls.cert.self_signed"),
    ("self signed certificate", "tls.cert.self_signed"),
    ("wrong version number", "tls.peer_not_tls"),
    ("handshake failure", "tls.version_or_cipher_mismatch"),
    ("protocol version", "tls.version_or_cipher_mismatch"),
    ("certificate required", "tls.client_cert_required"),
    ("unrecognized name", "tls.unrecognized_name"),
    ("resolving timed out", "dns.timed_out"),
    ("connection timed out", "tcp.timed_out"),
    ("no route to host", "tcp.address_unreachable"),
    ("network is unreachable", "tcp.address_unreachable"),
    ("tunnel refused for a login", "proxy.auth_required"),
    ("tunnel refused 5", "proxy.connect_failed"),
    ("tunnel refused", "proxy.denied"),
)


@dataclass(slots=True)
class _Turn:
    """One request and what was printed about it."""

    request: list[bytes] = field(default_factory=list)
    response: list[bytes] = field(default_factory=list)
    body: list[bytes] = field(default_factory=list)
    url: str | None = None
    secure: bool = False
    address: tuple[str, int] | None = None


def is_curl_output(content: bytes) -> bool:
    """Whether it looks like what `curl -v` prints."""
    head = content[:65536]
    return bool(_MARKED.search(head)) and (b"\n> " in b"\n" + head or b"\n< " in b"\n" + head)


def has_last_word(content: bytes) -> bool:
    """Whether it holds the line in which curl says why it ended, such as `curl: (7) ...`."""
    return _LAST_WORD.search(content[:65536]) is not None


def parse_curl_output(content: bytes) -> list[Exchange]:
    """Read the exchanges of a `curl -v` transcript.

    Raises:
        InputError: no head in it can be read.

    """
    turns, error = _turns(content[:MAX_RAW])
    exchanges = [exchange for turn in turns for exchange in _exchanges(turn)]
    if error is not None:
        if not exchanges:
            url = _place(content[:65536].decode("utf-8", "replace"), error)
            exchanges = [Exchange(Request(url, follow_redirects=False))]
        exchanges[-1] = replace(exchanges[-1], failure=error)
    return [replace(each, index=index) for index, each in enumerate(exchanges)]


def _turns(content: bytes) -> tuple[list[_Turn], Failure | None]:
    turns = [_Turn()]
    error = None
    for row in content.split(b"\n"):
        text = row.rstrip(b"\r")
        if text[:2] in {b"> ", b">"}:
            if turns[-1].response:
                turns.append(_Turn(secure=turns[-1].secure, address=turns[-1].address))
            turns[-1].request.append(text[2:])
        elif text[:2] in {b"< ", b"<"}:
            turns[-1].response.append(text[2:])
        elif text.startswith(b"* "):
            if turns[-1].response and b"Connected to" in text:
                turns.append(_Turn())
            _learn(turns[-1], text[2:].decode("utf-8", "replace"))
        elif match := _EXIT.match(text.decode("utf-8", "replace")):
            error = _failure(int(match[1]), match[2])
        elif turns[-1].response and not re.match(rb"[{}] \[\d+ bytes data\]", text):
            turns[-1].body.append(row)
    return [turn for turn in turns if turn.request or turn.response], error


def _learn(turn: _Turn, line: str) -> None:
    if match := _CONNECTED.search(line):
        port = int(match["old_port"] or match["new_port"])
        turn.address = (match["old"] or match["new"]), port
    elif match := _STREAM.search(line):
        turn.url = match[1]
    turn.secure |= bool(_SECURE.search(line))


def _exchanges(turn: _Turn) -> list[Exchange]:
    parts = [b"\n".join(turn.request), b"\n".join(turn.response), b"\n".join(turn.body)]
    found = parse_raw(b"\n".join(part for part in parts if part))
    if not found:
        return []
    last = found[-1]
    version = last.response.version if last.response else None
    connection = Connection(
        http_version=version,
        remote_address=turn.address[0] if turn.address else None,
        remote_port=turn.address[1] if turn.address else None,
    )
    request = replace(last.request, url=_url(last.request.url, turn))
    return [*found[:-1], replace(last, request=request, connection=connection)]


def _url(url: Url, turn: _Turn) -> Url:
    if turn.url is not None:
        with contextlib.suppress(InputError):
            return Url.parse(turn.url)
    return url.with_scheme("https") if turn.secure and url != UNKNOWN_URL else url


def _place(text: str, error: Failure) -> Url:
    """Return the URL as far as curl's own words tell it: host and port, and no path."""
    match = _PLACE.search(text)
    told = error.native.get("curl") in _OF_TLS or error.phase == "tls"
    of_tls = told or _TUNNEL.search(text.lower()) is not None
    if match is None:
        return UNKNOWN_URL.with_scheme("https") if of_tls else UNKNOWN_URL
    host = (match["host"] or match["unknown"] or match["named"]).strip("[]")
    port = int(match["port"] or 0)
    scheme = "https" if port == _HTTPS or of_tls else "http"
    authority = f"[{host}]" if ":" in host else host
    with contextlib.suppress(InputError):
        return Url.parse(f"{scheme}://{authority}{f':{port}' if port else ''}/")
    return UNKNOWN_URL


def _failure(code: int, text: str) -> Failure:
    lowered = text.lower()
    if code == _TIMED_OUT and "failed to connect" in lowered:
        lowered = "connection timed out"
    if refused := _TUNNEL.search(lowered):
        lowered = f"tunnel refused {'for a login' if refused[1] == '407' else refused[1][:1]}"
    by_words = (kind for words, kind in _WORDS if words in lowered)
    kind = next(by_words, _FAILURES.get(code, "unknown"))
    return Failure(kind, Sentence("curl ended with error {code}.", code=code), {"curl": code})
