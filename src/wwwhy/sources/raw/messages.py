"""Plain HTTP messages: a response, a request, or requests with their responses (RFC 9112).

Line ends may be LF or CR LF. HTTP/2 and HTTP/3 heads are read as tools print them.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from wwwhy.errors import InputError
from wwwhy.model import (
    Anomaly,
    Connection,
    Exchange,
    Field,
    Fields,
    Interim,
    Request,
    Response,
    Url,
)
from wwwhy.sources.octets import octets

MAX_RAW = 64 * 1024 * 1024
MAX_MESSAGES = 1000
MAX_BODY = 1024 * 1024
UNKNOWN_URL = Url.parse("http://unknown.invalid/")
"""Stands for the URL of a response that came without its request."""
_STATUS_LINE = re.compile(
    rb"HTTP/(?P<version>\d(?:\.\d)?)[ \t]+(?P<status>[1-9]\d\d)(?:[ \t](?P<reason>.*))?"
)
_REQUEST_LINE = re.compile(
    rb"(?P<method>[!#$%&'*+.^_`|~0-9A-Za-z-]+) (?P<target>\S+)(?: HTTP/(?P<version>\d(?:\.\d)?))?"
)
_NEXT_RESPONSE = re.compile(rb"^HTTP/\d(?:\.\d)? [1-9]\d\d(?: |\r?$)", re.MULTILINE)
_NEXT_REQUEST = re.compile(
    rb"^(?:GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|CONNECT|TRACE) \S+ HTTP/\d(?:\.\d)?\r?$",
    re.MULTILINE,
)
_BLANK_LINE = re.compile(rb"^\r?\n", re.MULTILINE)
_MESSAGE = re.compile(rb"HTTP/\d(?:\.\d)? [1-9]\d\d[ \r\n]|[A-Z]{3,20} \S+ HTTP/\d(?:\.\d)?\r?\n")
_NOT_BLANK = re.compile(rb"[^\r\n]")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]*\r?\n")
_SWITCHING = 101


@dataclass(frozen=True, slots=True)
class Message:
    """One head with what follows it."""

    start: re.Match[bytes]
    fields: Fields
    anomalies: tuple[Anomaly, ...]
    head: bytes
    body: bytes | None
    """None where the head has no blank line behind it, or nothing behind that."""

    @property
    def is_response(self) -> bool:
        """Whether it begins with a status line."""
        return self.start.re is _STATUS_LINE


def is_message(content: bytes) -> bool:
    """Whether it begins like an HTTP message."""
    first = content[:65536].lstrip(b"\r\n").partition(b"\n")[0].rstrip(b"\r")
    request = _REQUEST_LINE.fullmatch(first)
    return bool(_STATUS_LINE.fullmatch(first) or (request and request["version"]))


def parse_raw(content: bytes | str) -> list[Exchange]:
    """Read one message or several; a response belongs to the request before it.

    Raises:
        InputError: it is too large, or does not begin like an HTTP message.

    """
    data = octets(content) if isinstance(content, str) else content
    if len(data) > MAX_RAW:
        raise InputError("The message is larger than {limit} MiB.", limit=MAX_RAW // 1024 // 1024)
    exchanges: list[Exchange] = []
    interim: list[Interim] = []
    for message in messages(data):
        if not message.is_response:
            exchanges.append(Exchange(request_of(message, None)))
            continue
        response = response_of(message)
        if _is_interim(response):
            interim.append(Interim(response.status, response.reason, response.fields, 0.0))
            continue
        if not exchanges or exchanges[-1].response is not None:
            exchanges.append(Exchange(Request(UNKNOWN_URL, follow_redirects=False)))
        response = replace(response, interim=tuple(interim))
        connection = Connection(http_version=response.version)
        exchanges[-1] = replace(exchanges[-1], response=response, connection=connection)
        interim = []
    return [replace(each, index=index) for index, each in enumerate(exchanges)]


def messages(data: bytes) -> list[Message]:
    """Split text into messages.

    Raises:
        InputError: what stands where a message should begin is none.

    """
    split = _Splitter(data)
    found: list[Message] = []
    at = 0
    while begin := _NOT_BLANK.search(data, at):
        message, at = split.message(begin.start())
        found.append(message)
        if len(found) > MAX_MESSAGES:
            raise InputError("The text holds more than {limit} messages.", limit=MAX_MESSAGES)
    return found


def request_of(message: Message, url: Url | None) -> Request:
    """Make the request that a head and a body are; `url` where it is known otherwise."""
    target = message.start["target"].decode("utf-8", "surrogateescape")
    host = message.fields.get("host") or UNKNOWN_URL.authority
    if url is None:
        if "://" in target:
            url = Url.parse(target)
        elif target.startswith("/"):
            url = Url.parse(f"{'https' if host.endswith(':443') else 'http'}://{host}{target}")
        else:
            url = Url.parse(f"http://{host}/")
    usual = {url.target, f"{url.scheme}://{url.authority}{url.target}", str(url)}
    return Request(
        url=url,
        method=message.start["method"].decode("latin-1"),
        fields=message.fields,
        body=message.body,
        follow_redirects=False,
        request_target=None if target in usual or "://" in target else target,
    )


def response_of(message: Message) -> Response:
    """Make the response that a head and a body are."""
    fields, body = message.fields, message.body or b""
    version = message.start["version"].decode()
    declared = fields.get("content-length") or ""
    length = int(declared) if re.fullmatch(r"[0-9]{1,18}", declared) else None
    chunked = "chunked" in fields.tokens("transfer-encoding")
    opened = _dechunked(body) if chunked else None
    body = body if opened is None else opened
    framing = "content-length" if length is not None else "close" if body else "none"
    framing = "chunked" if chunked else "stream" if version[0] in "23" else framing
    return Response(
        status=int(message.start["status"]),
        reason=(message.start["reason"] or b"").decode("latin-1").strip(),
        version=version.removesuffix(".0") if version[0] in "23" else version,
        fields=fields,
        body=body[:MAX_BODY],
        body_length=len(body),
        declared_length=length,
        framing=framing,
        raw_head=message.head,
        anomalies=message.anomalies,
    )


def _is_interim(response: Response) -> bool:
    return response.status // 100 == 1 and response.status != _SWITCHING


class _Splitter:
    """Cuts text into messages; where one may begin is looked up once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._responses = [match.start() for match in _NEXT_RESPONSE.finditer(data)]
        self._requests = [match.start() for match in _NEXT_REQUEST.finditer(data)]

    def message(self, at: int) -> tuple[Message, int]:
        """Read the message that begins there; return it and where it ends."""
        data = self.data
        line_end = data.find(b"\n", at)
        first = data[at : line_end if line_end >= 0 else len(data)].rstrip(b"\r")
        start = _STATUS_LINE.fullmatch(first) or _REQUEST_LINE.fullmatch(first)
        if start is None:
            number = data[:at].count(b"\n") + 1
            raise InputError(
                "Line {number} begins no HTTP message; expected like 'GET /path HTTP/1.1' or"
                " 'HTTP/1.1 200 OK'.",
                number=number,
            )
        blank = _BLANK_LINE.search(data, at)
        head = data[at : blank.start() if blank else len(data)]
        fields, anomalies = _fields(head)
        if blank is None:
            return Message(start, fields, anomalies, head, None), len(data)
        body, end = self._body(blank.end(), start, fields)
        return Message(start, fields, anomalies, head, body or None), end

    def _body(self, at: int, start: re.Match[bytes], fields: Fields) -> tuple[bytes, int]:
        if start.re is _STATUS_LINE and 100 <= int(start["status"]) < 200:  # noqa: PLR2004
            return b"", at
        declared = fields.get("content-length") or ""
        if re.fullmatch(r"[0-9]{1,9}", declared):
            end = at + int(declared)
            rest = _NOT_BLANK.search(self.data, end)
            if end <= len(self.data) and (rest is None or _MESSAGE.match(self.data, rest.start())):
                return self.data[at:end], end
        following = self._following(at, start)
        if following is None:
            return self.data[at:], len(self.data)
        return re.sub(rb"(?:\r?\n){1,2}\Z", b"", self.data[at:following]), following

    def _following(self, at: int, start: re.Match[bytes]) -> int | None:
        """Find the next message: the response to a request, or what follows a redirect or 401."""
        response, request = _next(self._responses, at), _next(self._requests, at)
        if start.re is _REQUEST_LINE:
            return request if response is None else response
        status = int(start["status"])
        tunnel = b"connection established" in (start["reason"] or b"").lower()
        if not (300 <= status < 400 or status in {401, 407} or tunnel):  # noqa: PLR2004 (RFC 9110)
            return request
        return min((each for each in (response, request) if each is not None), default=None)


def _next(places: list[int], at: int) -> int | None:
    found = bisect_left(places, at)
    return places[found] if found < len(places) else None


def _fields(head: bytes) -> tuple[Fields, tuple[Anomaly, ...]]:
    lines: list[Field] = []
    notes: list[Anomaly] = []
    offset = 0
    for number, row in enumerate(head.split(b"\n")):
        text = row.rstrip(b"\r").decode("latin-1")
        name, colon, value = text.partition(":")
        if number == 0 or not text.strip():
            pass
        elif text[0] in " \t" and lines:
            notes.append(Anomaly("obs_fold", offset, f"the value of {lines[-1].name} is folded"))
            lines[-1] = Field(lines[-1].name, f"{lines[-1].value} {text.strip()}".strip())
        elif not colon:
            notes.append(Anomaly("line_without_colon", offset, f"{text[:60]!a} has no colon"))
        else:
            if name != name.rstrip():
                sentence = f"a blank stands between {name.strip()[:60]!a} and colon"
                notes.append(Anomaly("space_before_colon", offset, sentence))
            lines.append(Field(name.strip(), value.strip(" \t")))
        offset += len(row) + 1
    return Fields(tuple(lines)), tuple(notes)


def _dechunked(body: bytes) -> bytes | None:
    """Undo chunks; None for a body that has none, as curl -i prints it."""
    parts: list[bytes] = []
    at = 0
    while match := _CHUNK.match(body, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(parts)
        at = match.end() + size
        parts.append(body[match.end() : at])
        end = re.compile(rb"\r?\n").match(body, at)
        if end is None:
            return None
        at = end.end()
    return None
