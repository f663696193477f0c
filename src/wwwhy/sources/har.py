"""HAR 1.2 as browsers and Playwright write it, read tolerantly (w3c.github.io/web-performance)."""

import base64
import binascii
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from wwwhy.errors import InputError, Sentence
from wwwhy.model import (
    FAILURE_TYPES,
    Connection,
    Exchange,
    Failure,
    Fields,
    Request,
    Response,
    Timing,
    TlsFacts,
    Url,
)
from wwwhy.sources.browser_errors import failure_type

MAX_HAR = 64 * 1024 * 1024
MAX_ENTRIES = 20_000
MAX_BODY = 1024 * 1024
"""As everywhere: at most the first mebibyte of a body is kept."""
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive"})
_VERSIONS = {"h2": "2", "http/2": "2", "http/2.0": "2", "h3": "3", "http/3": "3", "http/3.0": "3"}
_VERSIONS |= {"http/1.0": "1.0", "http/0.9": "0.9"}
_ERROR_NAME = re.compile(
    r"\b(?:ERR|NS_ERROR|NS_BINDING|SSL_ERROR|SEC_ERROR|MOZILLA_PKIX_ERROR)_[A-Z0-9_]+"
)
_MOST_HOSTS = 8
_LOWEST, _FAILING, _BEYOND = 100, 400, 1000

Json = Any


def parse_har(content: bytes | str) -> list[Exchange]:
    """Read every entry of a HAR file that is an HTTP request, in order.

    Raises:
        InputError: it is too large, no JSON, or no HAR.

    """
    if len(content) > MAX_HAR:
        limit = MAX_HAR // 1024 // 1024
        raise InputError(
            "The HAR file is larger than {limit} MiB; save fewer requests.", limit=limit
        )
    try:
        text = content if isinstance(content, bytes) else content.removeprefix("\ufeff")
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("The HAR file is not readable JSON; it may have been cut off.") from None
    entries = _get(_get(data, "log"), "entries")
    if not isinstance(entries, list):
        raise InputError("The file is JSON but no HAR: it has no log.entries.")
    if len(entries) > MAX_ENTRIES:
        raise InputError(
            "The HAR file has more than {limit} entries; save fewer requests.", limit=MAX_ENTRIES
        )
    connections = _Connections()
    found = (_exchange(entry, connections) for entry in entries)
    return [exchange for exchange in found if exchange is not None]


@dataclass(slots=True)
class _History:
    """What was asked on one connection so far."""

    count: int = 0
    ended_at: float = 0.0
    hosts: dict[str, None] = field(default_factory=dict)


class _Connections:
    """The connections of a recording, and what was asked on each of them before."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._histories: dict[str, _History] = {}

    def placed(self, name: str, exchange: Exchange) -> Exchange:
        """Return the exchange with its connection's number and history."""
        number = self._numbers.setdefault(name, len(self._numbers) + 1) if name else 0
        facts = replace(exchange.connection, id=number)
        # Firefox gives the server's port for the name of the connection.
        if name and name != str(exchange.request.url.port):
            history = self._histories.setdefault(name, _History())
            facts = _after(history, exchange, facts)
            history.count += 1
            history.ended_at = max(history.ended_at, exchange.received_at)
            if len(history.hosts) < _MOST_HOSTS:
                history.hosts[exchange.request.url.host] = None
        return replace(exchange, connection=facts)


def _after(history: _History, exchange: Exchange, facts: Connection) -> Connection:
    if not history.count:
        return facts
    own = exchange.request.url.host
    idle = (exchange.timing.started_at - history.ended_at) * 1000
    return replace(
        facts,
        reused=True,
        requests_before=history.count,
        idle_before_ms=idle if idle > 0 else None,
        shared_with=tuple(host for host in history.hosts if host != own),
    )


def failing(exchanges: Sequence[Exchange]) -> Exchange | None:
    """Return the first that failed: a status of 400 or more, or no complete response."""
    return next((each for each in exchanges if is_failing(each)), None)


def is_failing(exchange: Exchange) -> bool:
    """Whether a recorded exchange ended badly."""
    return exchange.failure is not None or (exchange.status or 0) >= _FAILING


def entry(exchanges: Sequence[Exchange], number: int | None) -> Exchange:
    """Return the entry of a number (the first is 1); with None the first failing one, or the first.

    Raises:
        InputError: there is no such entry.

    """
    if not exchanges:
        raise InputError("The file holds no HTTP exchange.")
    if number is None:
        return failing(exchanges) or exchanges[0]
    if not 1 <= number <= len(exchanges):
        raise InputError(
            "There is no entry {number}; the file holds {count}.",
            number=number,
            count=len(exchanges),
        )
    return exchanges[number - 1]


def _exchange(entry: Json, connections: _Connections) -> Exchange | None:
    """Return one entry; None for data:, chrome-extension: and what else is no HTTP."""
    request = _request(_get(entry, "request"))
    if request is None:
        return None
    answer = _get(entry, "response")
    failure = _failure(entry, answer)
    status = _number(_get(answer, "status")) or 0.0
    response = _response(answer, int(status)) if _LOWEST <= status < _BEYOND else None
    if response is None and failure is None:
        failure = Failure(
            "unknown", Sentence("The recording holds no response and does not say why.")
        )
    exchange = Exchange(
        request=request,
        response=response,
        failure=failure,
        connection=_connection(entry, request.url),
        timing=_timing(entry),
    )
    return connections.placed(_text(_get(entry, "connection")), exchange)


def _request(data: Json) -> Request | None:
    try:
        url = Url.parse(_text(_get(data, "url")))
    except InputError:
        return None
    body = _posted(_get(data, "postData"))
    lines = [line for line in _lines(_get(data, "headers")) if line[0].lower() not in _FRAMING]
    return Request(
        url=url,
        method=_text(_get(data, "method")) or "GET",
        fields=Fields.of(lines),
        body=body,
        follow_redirects=False,
    )


def _posted(data: Json) -> bytes | None:
    """Return a request's body; forms without a text are put together again from their fields."""
    if not isinstance(data, dict):
        return None
    text = data.get("text")
    if isinstance(text, str):
        return _decoded(text, _text(data.get("encoding") or data.get("_encoding")))[:MAX_BODY]
    params = [each for each in _list(data.get("params")) if isinstance(each, dict)]
    if "urlencoded" not in _text(data.get("mimeType")) or not params:
        return b""
    pairs = (f"{_text(each.get('name'))}={_text(each.get('value'))}" for each in params)
    return "&".join(pairs).encode("utf-8", "replace")[:MAX_BODY]


def _response(data: Json, status: int) -> Response:
    content = _get(data, "content")
    text = _get(content, "text")
    body = b""
    if isinstance(text, str):
        body = _decoded(text, _text(_get(content, "encoding")))
    fields = Fields.of(_lines(_get(data, "headers")))
    sizes = (_number(_get(data, "bodySize")), _number(_get(content, "size")))
    size = next((int(each) for each in sizes if each is not None and each > 0), len(body))
    declared = fields.get("content-length") or ""
    return Response(
        status=status,
        reason=_text(_get(data, "statusText")),
        version=_version(_get(data, "httpVersion")) or "1.1",
        fields=fields,
        body=body[:MAX_BODY],
        body_length=max(size, len(body)) if body else size,
        declared_length=int(declared) if re.fullmatch(r"[0-9]{1,18}", declared) else None,
    )


def _failure(entry: Json, answer: Json) -> Failure | None:
    """Read `_error` (Chrome), `_failureText` (Playwright) or a name in the status text."""
    texts = (
        _get(answer, "_error"),
        _get(answer, "_failureText"),
        _get(entry, "_error"),
        _get(entry, "_failureText"),
    )
    text = next((each for each in texts if isinstance(each, str) and each), "")
    match = _ERROR_NAME.search(text)
    if match is None:
        return (
            Failure("unknown", Sentence("The browser says that the request failed."))
            if text
            else None
        )
    kind = failure_type(match[0])
    assert kind in FAILURE_TYPES
    return Failure(
        kind, Sentence("The browser says {error}.", error=match[0]), {"browser": match[0]}
    )


def _connection(entry: Json, url: Url) -> Connection:
    address = _text(_get(entry, "serverIPAddress")).strip("[]") or None
    port = _number(_get(entry, "_serverPort"))
    security = _get(entry, "_securityDetails")
    version = _version(_get(_get(entry, "response"), "httpVersion"))
    return Connection(
        http_version=version or _version(_get(_get(entry, "request"), "httpVersion")),
        remote_address=address,
        remote_port=(int(port) if port else url.port) if address else None,
        tls=_tls(security) if isinstance(security, dict) and security else None,
    )


def _tls(security: Mapping[str, Json]) -> TlsFacts:
    return TlsFacts(version=_text(security.get("protocol")) or None, handshake_done=True)


def _timing(entry: Json) -> Timing:
    parts = _get(entry, "timings")
    phases = {name: _duration(_get(parts, name)) for name in ("dns", "connect", "ssl", "wait")}
    connect, tls = phases["connect"], phases["ssl"]
    # A HAR counts TLS as a part of connect.
    tcp = connect - tls if connect is not None and tls is not None and tls <= connect else connect
    return Timing(
        started_at=_moment(_text(_get(entry, "startedDateTime"))),
        dns_ms=phases["dns"],
        tcp_ms=tcp,
        tls_ms=tls,
        wait_ms=phases["wait"],
        receive_ms=_duration(_get(parts, "receive")),
        total_ms=_duration(_get(entry, "time")) or 0.0,
    )


def _moment(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _duration(value: Json) -> float | None:
    number = _number(value)
    return None if number is None or number < 0 else number


def _version(value: Json) -> str | None:
    text = _text(value).lower()
    return _VERSIONS.get(text) or ("1.1" if text == "http/1.1" else None)


def _lines(headers: Json) -> Iterable[tuple[str, str]]:
    """Yield field lines; pseudo-fields of HTTP/2 are none, and Chrome joins lines by line feeds."""
    for each in _list(headers):
        name, value = _text(_get(each, "name")), _text(_get(each, "value"))
        if name and not name.startswith(":"):
            for line in value.split("\n"):
                yield _field_text(name), _field_text(line)


def _field_text(text: str) -> str:
    """Return latin-1 text: browsers decode fields as latin-1, other recorders as UTF-8."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("latin-1")
    return text


def _decoded(text: str, encoding: str) -> bytes:
    if encoding.lower() != "base64":
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return b""


def _get(data: Json, name: str) -> Json:
    return data.get(name) if isinstance(data, dict) else None


def _list(data: Json) -> list[Json]:
    return data if isinstance(data, list) else []


def _text(data: Json) -> str:
    return data if isinstance(data, str) else ""


def _number(data: Json) -> float | None:
    if isinstance(data, bool) or not isinstance(data, int | float):
        return None
    try:
        number = float(data)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
