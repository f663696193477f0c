"""Takes pasted log lines, exceptions, JSON and HTML bodies apart, into what can be looked up."""

import json
import re
from collections.abc import Iterator

from wwwhy.catalog.index import plain

_DEEP, _LONG_VALUE, _MANY = 4, 300, 40
_NAME = re.compile(
    r"\b(?:ERR|NS_ERROR|NS_BINDING|SSL_ERROR|SEC_ERROR|MOZILLA_PKIX_ERROR|PR|CURLE|X509_V_ERR|EAI"
    r"|DNS_PROBE|INET_E|NSURLError|kCFError|WSAE|GRPC_STATUS|QPACK|H3|TCP|RPC_STATUS|HPE|UND_ERR)_?[A-Za-z0-9_]{2,60}"
    r"|\bE[A-Z]{3,15}\b"
)
_IN_TEXT = (
    # IIS, W3C format: ... 401 2 5 15 is status, sub-status, Windows error, time.
    ("iis ", re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .* ([45]\d\d) ([1-9]\d{0,2}) \d+ \d+")),
    ("heroku ", re.compile(r"\bcode=([HRL]\d\d)\b")),
    (
        "haproxy ",
        re.compile(r" ([CSPLRIDUKcs-][RQCHDLT-])(?:[A-Z-]{2}) [+]?\d+/\d+/\d+"),
    ),
    ("envoy ", re.compile(r'HTTP/[0-9.]+" \d{3} ([A-Z]{2,7})\b')),
    ("envoy ", re.compile(r'HTTP/[0-9.]+" \d{3} [A-Z]{2,7},([A-Z]{2,7})\b')),
    (
        "safari ",
        re.compile(r"\b(?:NSURLErrorDomain|kCFErrorDomainCFNetwork)[^\d-]{0,12}(-?\d{1,5})\b"),
    ),
    ("curl ", re.compile(r"\b[Cc](?:url|URL)(?: error)?:? ?\(?(\d{1,3})(?:\)|:)")),
    ("errno ", re.compile(r"\((\d{1,3}): ?[A-Z][a-z]+")),
    ("errno ", re.compile(r"\((\d{1,3})\)[A-Z][a-z]+")),
    ("errno ", re.compile(r"\b[Ee]rrno[ =:]+(\d{1,3})\b")),
    ("tls alert ", re.compile(r"\b(?:SSLV3|TLSV1|TLSV13)_ALERT_([A-Z_]{4,40})\b")),
    ("tls alert ", re.compile(r"\b[Rr]eceived fatal alert: (\w{4,40})\b")),
    ("tls alert ", re.compile(r"\bremote error: tls: ([a-z ]{4,40})\b")),
    ("", re.compile(r"\((1[01]0\d\d)\)")),
    ("cloudflare ", re.compile(r"\b[Ee]rror (?:code:? )?(1\d\d\d)\b")),
    ("akamai ", re.compile(r"\b(Reference #\d{1,2})\.[0-9a-f]")),
    ("grpc ", re.compile(r"\bgrpc-status: ?(\d{1,2})\b")),
    ("grpc ", re.compile(r"\bcode = ([A-Z][A-Za-z]{1,20})\b")),
    # Erlang and Elixir write :econnrefused.
    ("", re.compile(r"(?<![\w:]):(e[a-z]{3,14})\b")),
    ("", re.compile(r"\b(AH\d{5})\b")),
    ("", re.compile(r"\b([45]\d\d\.\d{1,3})\b(?![.\d])")),
)
_IN_HUMPS = frozenset({"grpc ", "tls alert "})
_STATUSES = (
    # nginx and Apache: "GET / HTTP/1.1" 502 157
    re.compile(r'(?: HTTP/[0-9.]+"|\bstatus[=: ]+"?)\s?([1-9]\d\d)\b'),
    re.compile(r"\bHTTP/[0-9.]+ ([1-9]\d\d)\b"),
    re.compile(r"/[-+]?\d+ ([1-9]\d\d) [+]?\d+ \S+ \S+ [A-Za-z-]{4} "),
    re.compile(r"\b[A-Z][A-Z_]{3,40}/([1-9]\d\d) \d+ [A-Z]+ "),
    re.compile(r"\b(?:status|code)(?: code)?(?: of|:|=)? ([1-5]\d\d)\b"),
    # Amazon's load balancer and CloudFront.
    re.compile(r"^\w{2,5} \S+T\S+ app/\S+ \S+ \S+ (?:-?[\d.]+ ){3}(\d{3}) "),
    re.compile(r"^[\d-]{10}\s[\d:]{8}\s[A-Z]{3}\d\S*\s\d+\s\S+\s[A-Z]+\s\S+\s\S+\s(\d{3})\s"),
    re.compile(r"\berror:? ([45]\d\d)\b"),
    re.compile(r"\bcode E([45]\d\d)\b"),
    re.compile(r"(?:^|[\s'\"`(\[:])([45]\d\d) [A-Z][a-z]+\b"),
    re.compile(r"\b[A-Z]{3,7} https?://\S+ ([1-5]\d\d)\b"),
)
_TAG = re.compile(r"<[^<>]{1,500}>")
_TITLE = re.compile(r"<(title|h1)\b[^<>]{0,200}>([^<>]{2,200})</\1", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PART = re.compile(r":\s+|\s+-\s+|[\n;]")
_CLASS = re.compile(r"(?:[\w$]+(?:\.|\\|::))*(?:\w+\$)?([A-Za-z_]\w{2,60})")


def questions(text: str) -> Iterator[str]:
    """Yield codes and names that stand in a text, the owner's word before them.

    The form in which programs write them is known.
    """
    for owner, pattern in _IN_TEXT:
        for found in pattern.findall(text)[:2]:
            code = found if isinstance(found, str) else ".".join(found)
            yield owner + (_HUMP.sub(" ", code) if owner in _IN_HUMPS else code)
    yield from _NAME.findall(text)


def statuses(text: str) -> Iterator[str]:
    """Yield the HTTP status codes that stand in a log line or a program's message."""
    for pattern in _STATUSES:
        yield from pattern.findall(text)[:2]


def parts(text: str) -> Iterator[str]:
    """Yield the parts of a chain of errors, the last first: `a: b: c` gives c, b, a.

    Of a class with its package the class follows: `java.net.ConnectException`.
    """
    for part in [each for each in _PART.split(text) if each.strip()][-_MANY:][::-1]:
        told = part.strip(" \"'`{}[]()\t\r")
        if len(told.split()) > 1:
            yield told
        named = _CLASS.fullmatch(told)
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
    if "<" not in text or _TAG.search(text) is None:
        return
    yield from dict.fromkeys(each[2].strip() for each in _TITLE.finditer(text))
    pieces = (each.strip() for each in _TAG.split(text)[:_MANY])
    yield from (each for each in pieces if 2 < len(each) <= _LONG_VALUE)  # noqa: PLR2004 (404)
    yield re.sub(r"\s+", " ", _TAG.sub(" ", text)).strip()


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


def _scalars(data: object, deep: int) -> Iterator[str]:
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for each in list(inner)[:_MANY]:
        if isinstance(each, str | int) and not isinstance(each, bool):
            value = str(each)
            if 2 < len(value) <= _LONG_VALUE and plain(value):  # noqa: PLR2004 (404)
                yield value
        elif deep:
            yield from _scalars(each, deep - 1)
