"""Takes pasted log lines, exceptions, JSON and HTML bodies apart, into what can be looked up."""

import json
import re
from collections.abc import Iterator

from wwwhy.catalog.index import plain

_DEEP, _LONG_VALUE, _MANY = 4, 300, 40
_NAME = (
    r"\b(?:ERR|NS_ERROR|NS_BINDING|SSL_ERROR|SEC_ERROR|MOZILLA_PKIX_ERROR|PR|CURLE|X509_V_ERR|EAI"
    r"|DNS_PROBE|INET_E|SEC_E|CERT_E|CRYPT_E|ERROR_WINHTTP|ERROR_INTERNET|NSURLError|kCFError|WSAE|GRPC_STATUS|QPACK|H3|TCP|RPC_STATUS|HPE|UND_ERR)_?[A-Za-z0-9_]{2,60}"
    r"|\bE[A-Z]{3,15}\b"
)
# Compiled when they are needed: most questions are a code or a name, and need none of them.
_W3C = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [^\n]*?"
_IN_TEXT = (
    # IIS, W3C format: ... 401 2 5 15 is status, sub-status, Windows error, time.
    ("iis ", rf"{_W3C} ([45]\d\d) (\d{{1,3}}) \d+(?: \d+|$)"),
    ("heroku ", r"\bcode=([HRL]\d\d)\b"),
    (
        "haproxy ",
        r" ([CSPLRIDUKcs-][RQCHDLT-])(?:[A-Z-]{2}) [+]?\d+/\d+/\d+",
    ),
    ("squid ", r"\b((?:NONE|TAG|UDP)(?:_[A-Z_]{1,30})?)/\d{3}\b"),
    ("envoy ", r'HTTP/[0-9.]+" \d{3} ([A-Z]{2,7})\b'),
    ("envoy ", r'HTTP/[0-9.]+" \d{3} [A-Z]{2,7},([A-Z]{2,7})\b'),
    ("envoy ", r"\bresponse_flags?\"?\s{0,3}[:=]\s{0,3}\"?([A-Z][A-Z,]{1,30})\b"),
    ("haproxy ", r"\bterm(?:ination)?_state\"?\s{0,3}[:=]\s{0,3}\"?([A-Za-z-]{2,4})(?![\w-])"),
    ("warning ", r"^\s{0,9}[Ww]arning: ?(\d{3}) "),
    (
        "safari ",
        r"\b(?:NSURLErrorDomain|kCFErrorDomainCFNetwork)[^\d-]{0,12}(-?\d{1,5})\b",
    ),
    ("curl ", r"\b[Cc](?:url|URL)(?: error)?:? ?\(?(\d{1,3})(?:\)|:)"),
    ("errno ", r"\((\d{1,3}): ?[A-Z][a-z]+"),
    ("errno ", r"\((\d{1,3})\)[A-Z][a-z]+"),
    ("errno ", r"\b[Ee]rrno[ =:]+(?:-(?=\d{3}))?(\d{1,3})\b"),
    ("safari ", r"\bkCFStreamErrorDomainSSL[^\d-]{0,12}(-\d{4,5})\b"),
    ("darwin ", r"\bNSPOSIXErrorDomain[^\d-]{0,12}(\d{1,3})\b"),
    ("", r"\b(?:WinError|os error|winerror|code:) ?(1[01]0\d\d)\b"),
    ("tls alert ", r"\b(?:SSLV3|TLSV1|TLSV13)_ALERT_([A-Z_]{4,40})\b"),
    ("tls alert ", r"\b[Rr]eceived fatal alert: (\w{4,40})\b"),
    ("tls alert ", r"\bremote error: tls: ([a-z ]{4,40})\b"),
    # rustls, and Erlang.
    ("tls alert ", r"\bAlertReceived\((\w{4,40})\)"),
    ("tls alert ", r":tls_alert, \{:(\w{4,40})\b"),
    ("", r"\((1[01]0\d\d)\)"),
    ("cloudflare ", r"\b[Ee]rror (?:code:? )?(1\d\d\d)\b"),
    ("akamai ", r"\b(Reference #\d{1,2})\.[0-9a-f]"),
    ("grpc ", r"\bgrpc-status: ?(\d{1,2})\b"),
    ("grpc ", r"\bcode ?= ?([A-Z][A-Za-z_]{1,20})\b"),
    ("grpc ", r"\bStatusCode=\"?([A-Z][A-Za-z]{1,20})\"?, Detail\b"),
    ("grpc ", r"(?<![\d.])(?:1[0-6]|\d) ([A-Z][A-Z_]{4,24})\b"),
    ("grpc ", r"^\s*status[=: ]+(1[0-6]|\d)\s*$"),
    # Erlang and Elixir write :econnrefused.
    ("", r"(?<![\w:]):(e[a-z]{3,14})\b"),
    ("", r"\b(AH\d{5})\b"),
    ("", r"\b([45]\d\d\.\d{1,3})\b(?![.\d%]|\s?(?:ms|s|secs?|[KMG]i?B|px|мс|сек|с|[КМГ]Б)\b)"),
)
_SIGNS = frozenset(":=_({[\"'")
_IN_HUMPS = frozenset({"grpc ", "tls alert "})
_WITH_MEMBERS = frozenset({"envoy ", "haproxy "})
_GRPC_BODY = r'\{\s*"code"\s*:\s*(1[0-6]|[1-9])\s*,\s*"message"'
"""What a gateway from HTTP to gRPC writes: the number of gRPC, and not of HTTP."""
_ANNOUNCED = r"\bHTTP ERROR ([1-5]\d\d)\b"
"""How Chromium and its relatives write the code below a page of their own, in every language."""
_CLOSED = (
    r"(?i)(?:websocket|closeevent|connectionclosed|\bwss?://|\bclosed? (?:code|frame))"
    r"[\s\S]{0,300}?(?<![\w.:])(1\d{3}|[34]\d{3})(?![\w]|[.:]\d)"
)
_STATUSES = (
    rf"{_W3C} ([1-5]\d\d) \d{{1,3}} \d+(?: \d+|$)",
    # http.sys, HTTPERR: version, method, address, stream, status, site, reason.
    rf"{_W3C} HTTP/[\d.]+ [A-Z]+ \S+ (?:\S+ )?([1-5]\d\d) \S+ [A-Z]\w+ \S+$",
    # nginx and Apache: "GET / HTTP/1.1" 502 157
    r'(?: HTTP/[0-9.]+"|\bstatus[=: ]+"?)\s?([1-9]\d\d)\b',
    r"\bHTTP/[0-9.]+ ([1-9]\d\d)\b",
    r"/[-+]?\d+ ([1-9]\d\d) [+]?\d+ \S+ \S+ [A-Za-z-]{4} ",
    r"\b[A-Z][A-Z_]{3,40}/([1-9]\d\d) \d+ [A-Z]+ ",
    r"\b(?:status|code)(?: code)?(?: of|:|=)? ([1-5]\d\d)\b",
    # Amazon's load balancer and CloudFront.
    r"^\w{2,5} \S+T\S+ app/\S+ \S+ \S+ (?:-?[\d.]+ ){3}(\d{3}) ",
    r"^[\d-]{10}\s[\d:]{8}\s[A-Z]{3}\d\S*\s\d+\s\S+\s[A-Z]+\s\S+\s\S+\s(\d{3})\s",
    r"\berror:? ([45]\d\d)\b",
    r"\bcode E([45]\d\d)\b",
    r"(?:^|[\s'\"`(\[:])([45]\d\d) [A-Z][a-z]+\b",
    r"\b[A-Z]{3,7} https?://\S+ ([1-5]\d\d)\b",
)
_TAG = r"<[^<>]{1,500}>"
_TITLE = r"(?i)<(title|h1)\b[^<>]{0,200}>([^<>]{2,200})</\1"
_HUMP = r"(?<=[a-z])(?=[A-Z])"
_COUNTS = (
    r"\b[a-z]{2,10}://\S{1,2000}",
    # A port behind a host, a line behind a file: 10.0.0.1:500, Foo.java:404.
    r"(?:\b(?=[\w-]{1,60}\.)[\w.-]{3,200}|localhost|\]):\d{1,5}\b",
    (
        r"\b(?:port|pid|process|line|lines|signal|row|column|offset|attempt|version"
        r"|порт(?:а|у|е|ом|ы|ов)?|процесс\w{0,3}|строк\w{1,3}|сигнал\w{0,3}|попытк\w{1,3}|верси\w{1,3})"
        r"(?: number| номер| №)?[\s=:#№]{1,3}\d{1,9}\b"
    ),
    (
        r"(?<![\w.])\d{1,9}(?:[.,]\d{1,9})?\s?(?:ms|msecs?|µs|ns|secs?|seconds?|min|mins|minutes?"
        r"|hours?|days?|bytes?|[kmgt]i?b|%|px|times|lines|rows|items|records|pages|мс|сек|секунд\w?"
        r"|минут\w?|час(?:а|ов|ы)?|дн(?:я|ей|и)|день|раза?|байт\w?|[кмг]б|строк\w?|штук\w?|шт|рубл\w{1,2})"
        r"(?!\w)"
    ),
    r"(?<![\w.])\d{1,9} s(?!\w)",
    r"\b(?!\w{0,30}(?:status|code|err|num|http|result|response))\w{1,40}=\d{1,9}\b",
)
"""Numbers that say what they are, and are no codes: ports, lines, times, sizes, settings."""
_PART = r":\s+|\s+-\s+|[\n;]"
_CLASS = r"(?:[\w$]+(?:\.|\\|::))*(?:\w+\$)?([A-Za-z_]\w{2,60})"


def questions(text: str) -> Iterator[str]:
    """Yield codes and names that stand in a text, the owner's word before them.

    The form in which programs write them is known.
    """
    # Plain words hold none of these, and to compile the patterns takes 20 ms.
    patterns = _IN_TEXT if counted(text) or not _SIGNS.isdisjoint(text) else ()
    for owner, pattern in patterns:
        for found in re.findall(pattern, text)[:2]:
            code = found if isinstance(found, str) else ".".join(found)
            yield owner + (re.sub(_HUMP, " ", code) if owner in _IN_HUMPS else code)
    yield from re.findall(_NAME, text)


def counted(text: str) -> bool:
    """Whether there is a digit in a text; without one it holds no number of anybody's."""
    return any(map(str.isdigit, text))


def closed(text: str) -> Iterator[str]:
    """Yield the close codes of a text that speaks of a WebSocket."""
    if counted(text) and (found := re.search(_CLOSED, without_counts(text, urls=False))):
        yield found[1]


def announced(text: str) -> Iterator[str]:
    """Yield the status codes that a browser writes on a page of its own."""
    if "HTTP ERROR" in text:
        yield from re.findall(_ANNOUNCED, text)[:2]


def without_counts(text: str, *, urls: bool = True) -> str:
    """Leave out the numbers that say themselves that they are no codes: ports, times, sizes.

    Arguments:
        text: what was pasted.
        urls: whether addresses are left out too.

    """
    if not counted(text):
        return text
    for pattern in _COUNTS if urls else _COUNTS[1:]:
        text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
    return text


def statuses(text: str) -> Iterator[str]:
    """Yield the HTTP status codes that stand in a log line or a program's message."""
    for pattern in _STATUSES if counted(text) else ():
        yield from re.findall(pattern, text)[:2]


def parts(text: str) -> Iterator[str]:
    """Yield the parts of a chain of errors, the last first: `a: b: c` gives c, b, a.

    Of a class with its package the class follows: `java.net.ConnectException`.
    """
    for part in [each for each in re.split(_PART, text) if each.strip()][-_MANY:][::-1]:
        told = part.strip(" \"'`{}[]()\t\r")
        if len(told.split()) > 1:
            yield told
        named = re.fullmatch(_CLASS, told)
        if named and re.search(r"[a-z][A-Z]|_|^[A-Z]{3}", named[1]):
            yield named[1]


def field_name(text: str) -> str:
    """Return the name of a field if the text is one line of a message: `Retry-After: 5`."""
    match = re.fullmatch(r"\s*([A-Za-z][A-Za-z0-9-]{1,40}):(?!//)[^\n]*", text)
    return match[1] if match else ""


def shown(text: str) -> Iterator[str]:
    """Yield the headings of a page, what its elements say, and its whole text without tags.

    Nothing is yielded if it is neither HTML nor XML.
    """
    if "<" not in text or re.search(_TAG, text) is None:
        return
    yield from dict.fromkeys(each[2].strip() for each in re.finditer(_TITLE, text))
    pieces = (each.strip() for each in re.split(_TAG, text)[:_MANY])
    yield from (each for each in pieces if 2 < len(each) <= _LONG_VALUE)  # noqa: PLR2004 (404)
    yield re.sub(r"\s+", " ", re.sub(_TAG, " ", text)).strip()


def values(text: str) -> Iterator[str]:
    """Yield what a JSON body says, texts before numbers; nothing if it is none."""
    told = text.strip()
    if told[:1] not in {"{", "["}:
        return
    try:
        found = list(_scalars(json.loads(told), _DEEP))
    except (ValueError, RecursionError):
        return
    yield from (each for each in found if not each.isdigit())
    yield from (each for each in found if re.fullmatch(r"[1-5]\d\d", each))


def members(text: str) -> Iterator[str]:
    """Yield what a JSON line of a proxy's log or a body of gRPC says in members of its own."""
    told = text.strip()
    if told[:1] != "{":
        return
    for owner, pattern in _IN_TEXT:
        if owner in _WITH_MEMBERS:
            yield from (owner + found for found in re.findall(pattern, told)[:2])
    if found := re.match(_GRPC_BODY, told):
        yield f"grpc {found[1]}"


def _scalars(data: object, deep: int) -> Iterator[str]:
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for each in list(inner)[:_MANY]:
        if isinstance(each, str | int) and not isinstance(each, bool):
            value = str(each)
            if 2 < len(value) <= _LONG_VALUE and plain(value):  # noqa: PLR2004 (404)
                yield value
        elif deep:
            yield from _scalars(each, deep - 1)
