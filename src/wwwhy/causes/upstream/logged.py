"""Which trouble with the server behind it a gateway's log line is about.

Lines are told apart by error numbers, message codes, termination states and the phase that the
product itself names; wording counts only where a product gives nothing else.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.faults import Fault, Told
from wwwhy.model import LogLine

_MAX_READ = 4096
_MAX_SHOWN = 300

# Linux, BSD and macOS, Solaris, Windows; 70007 and the like are those of the Apache Portable
# Runtime (apr_errno.h), of which 20014 is what a closed connection becomes on the way.
_REFUSED = frozenset({"111", "61", "146", "10061"})
_TIMED_OUT = frozenset({"110", "60", "145", "10060", "70007"})
_BROKEN = frozenset({"104", "54", "131", "10054", "32", "70014", "70008", "20014"})
_OF_SOCKETS: Mapping[str, Fault] = MappingProxyType(
    {"2": Fault.SOCKET_MISSING, "20": Fault.SOCKET_MISSING, "13": Fault.SOCKET_DENIED}
)
"""ENOENT, ENOTDIR, EACCES, where a Unix socket is called; over TCP the last one is SELinux's."""

_NGINX_PHASES = (
    ("while SSL handshaking to upstream", "tls"),
    ("while connecting to upstream", "connect"),
    ("while sending request to upstream", "head"),
    ("while reading response header from upstream", "head"),
    ("while reading upstream", "body"),
)
"""What nginx was doing: constants of its source (ngx_log_t.action), in every language the same."""
_NGINX_FILE = re.compile(r"\b(?:open|mkdir|p?writev?|rename|sendfile)\(\) \"")
_NGINX_TOO_BIG = re.compile(r"sent too big header")
_NGINX_CLOSED = re.compile(r"prematurely closed")
_NGINX_INVALID = re.compile(r"upstream sent (?:no valid|invalid|duplicate|unsupported|unexpected)")
_NGINX_NAME = re.compile(r"could not be resolved|no resolver defined|host not found in upstream")
_NGINX_DOWN = re.compile(r"no live upstreams|server temporarily disabled")

_APACHE_SOCKET = "AH02454"
_APACHE_CONNECT = frozenset({"AH00957", _APACHE_SOCKET})
_APACHE_HEAD = frozenset({"AH01102", "AH01075", "AH01097"})
_APACHE_BODY = frozenset({"AH01110"})
_APACHE_ALONE: Mapping[str, Fault] = MappingProxyType(
    {"AH10124": Fault.HEAD_TOO_BIG, "AH00940": Fault.DOWN, "AH01170": Fault.DOWN}
)

_HAPROXY: Mapping[str, tuple[Fault, bool]] = MappingProxyType(
    {
        # A failed TLS handshake with the server is SC as well (measured with 2.6.12).
        "SC": (Fault.REFUSED, False),
        "sC": (Fault.CONNECT_TIMEOUT, True),
        "SH": (Fault.CLOSED, True),
        "sH": (Fault.READ_TIMEOUT, True),
        # A head that is too big, one that is malformed, and one that a rule denies.
        "PH": (Fault.HEAD_TOO_BIG, False),
        "SD": (Fault.CUT, True),
        "sD": (Fault.STALLED, True),
    }
)
"""The first two characters of the termination state, and whether they mean only this."""

_WORDS: tuple[tuple[Fault, re.Pattern[str]], ...] = tuple(
    (fault, re.compile("|".join(patterns), re.IGNORECASE))
    for fault, patterns in (
        (Fault.NAME, ("no such host", "ENOTFOUND|EAI_AGAIN", "name or service", r"lookup \S+ on ")),
        (Fault.REFUSED, ("ECONNREFUSED|connection refused|actively refused", r"fail errno 111\b")),
        (
            Fault.READ_TIMEOUT,
            (
                "timeout awaiting response headers|first byte timeout|response_timeout",
                "read timeout on socket",
                r"waiting for (?:the )?response[^.]{0,30}tim",
            ),
        ),
        (
            Fault.CONNECT_TIMEOUT,
            (
                r"dial tcp[^\n]{0,120}(?:i/o timeout|deadline exceeded)",
                r"connect[^\n]{0,60}(?:timed out|timeout|ETIMEDOUT)",
                r"fail errno 110\b",
            ),
        ),
        (
            Fault.SOCKET_MISSING,
            (
                r"dial unix [^\n]{0,200}no such file",
                r"connect ENOENT",
                r"\bunix:/[^\n]{0,200}: no such file",
                r"fail errno 2\b",
            ),
        ),
        (
            Fault.SOCKET_DENIED,
            (
                r"dial unix [^\n]{0,200}permission denied",
                r"connect EACCES /",
                r"\bunix:/[^\n]{0,200}: permission denied",
            ),
        ),
        (Fault.CONNECT, ("EHOSTUNREACH|ENETUNREACH|no route to host|unreachable|dial unix",)),
        (Fault.TLS, ("x509:|tls: |ssl_|certificate",)),
        (
            Fault.HEAD_TOO_BIG,
            (
                r"response headers? (?:exceeded|too (?:big|large|long))",
                r"too (?:big|large) (?:response )?header",
                r"FetchError[^\n]{0,40}overflow",
            ),
        ),
        (Fault.CUT, ("unexpected EOF|incomplete response|straight insufficient bytes",)),
        (
            Fault.INVALID,
            (
                "malformed HTTP|http format error|transport connection broken",
                "too many transfer|multiple Content-Length",
            ),
        ),
        (
            Fault.CLOSED,
            (
                r"\bEOF\b|ECONNRESET|reset by peer|socket hang up|closed idle connection",
                "HTC eof|prematurely closed|broken pipe",
            ),
        ),
        (
            Fault.DOWN,
            (
                r"no (?:healthy|live|available) (?:upstream|server|backend)s?",
                r"handlers? .{0,2000}are down",
            ),
        ),
    )
)
"""Words of Go (Caddy, Traefik), Node, Varnish and lighttpd, whose lines have no numbers."""
_STORES = re.compile(
    r"mysql|maria|postgres|pgsql|redis|mongo|memcache|rabbit|amqp|kafka|elastic|ldap|smtp|imap"
    r"|:(?:25|389|465|587|636|1025|1433|1521|3306|5432|5672|6379|9042|9092|9200|11211|27017)\b",
    re.IGNORECASE,
)
"""Databases, queues, directories and mail: an application's trouble, where a gateway has none."""
_ENVOY: Mapping[str, tuple[Fault, bool]] = MappingProxyType(
    {
        "UT": (Fault.READ_TIMEOUT, True),
        "UC": (Fault.CLOSED, True),
        "UPE": (Fault.INVALID, True),
        "UH": (Fault.DOWN, True),
        "NR": (Fault.NO_ROUTE, True),
        "NC": (Fault.NO_ROUTE, True),
        # Connect timeouts and TLS faults as well; the details tell them apart.
        "UF": (Fault.REFUSED, False),
    }
)
"""Envoy's response flags that are about the server behind."""
_ENVOY_DETAILS: tuple[tuple[re.Pattern[str], Fault], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), fault)
    for pattern, fault in (
        (r"delayed_connect_error:[ _]*(?:111|61|146|connection_refused)", Fault.REFUSED),
        (r"delayed_connect_error:[ _]*(?:2|no_such_file\w*)\b", Fault.SOCKET_MISSING),
        (r"TLS_error", Fault.TLS),
        (r"connection_timeout", Fault.CONNECT_TIMEOUT),
        (r"response_timeout", Fault.READ_TIMEOUT),
    )
)
NGINX = frozenset({"nginx", "OpenResty", "Tengine", "Angie", "ingress-nginx"})
"""nginx and what is built on it."""
_BY_AUTH_REQUEST = 500
_BEHIND = re.compile(r"\b(?:upstream|back-?end|proxying|proxy_pass|reverse proxy)\b", re.IGNORECASE)
_OF_LIBRARIES = re.compile(
    r"\bhttp: proxy error: |'50[234] [A-Z][A-Za-z ]{3,30}' caused by: "
    r"|\bError occurred while (?:trying to proxy|proxying)\b|\bhttp proxy error\b"
)
"""net/http/httputil and Traefik (Go), http-proxy-middleware and Vite (Node)."""
_PROXYING = re.compile(r"\bprox(?:y|ied|ying)\b", re.IGNORECASE)
_PEER = re.compile(
    r"(?:https?|fastcgi|uwsgi|grpc)://[^\s\"/,]{3,255}|\b(?:\d{1,3}\.){3}\d{1,3}:\d{1,5}\b"
    r"|unix:[^\s\":,]{2,200}|\[[0-9a-fA-F:]{2,45}\]:\d{1,5}"
)


def lines_of(case: Case) -> tuple[LogLine, ...]:
    """Return the log lines that can be about the answer.

    nginx makes requests beside the one it serves, and names them: nobody waits for a `mirror`, and
    an include is a part of a page. Only `auth_request` decides, and where that fails nginx says
    500 itself (ngx_http_auth_request_module).
    """
    if case.status == _BY_AUTH_REQUEST and case.answered_by.name in NGINX:
        return case.log
    return tuple(each for each in case.log if not each.values.get("subrequest"))


def logged(
    lines: Iterable[LogLine], *, plain: bool = True, proxied: bool = False
) -> tuple[Told, ...]:
    """Return what logs say, one statement a log: the last one, which led to the answer.

    A gateway that tries several servers writes a line for each; the last one decided. `plain` says
    whether logs of no known format count even where they do not speak as a gateway does: an
    application that has its own trouble with a database uses the same words. `proxied` says that
    the answer's status is one that gateways give, so that words of a proxy are enough.
    """
    last: dict[tuple[str, str], Told] = {}
    for line in lines:
        reader = _READERS.get(line.server)
        is_unknown = reader is None and line.server == "application"
        if is_unknown and (plain or _speaks_as_gateway(line) or (proxied and _is_a_proxy_s(line))):
            reader = _by_words
        found = reader(line) if reader else None
        key = (line.source, line.server)
        # To be given up is what follows from the fault before it.
        if found is not None and (found[0] is not Fault.DOWN or key not in last):
            last[key] = _told(line, *found)
    return tuple(last.values())


def _speaks_as_gateway(line: LogLine) -> bool:
    """Whether a line of no known format names a server behind, its address and this very request.

    An application that fails to reach a database of its own names no upstream.
    """
    names_request = line.target is not None and line.certainty != "window"
    text = line.message[:_MAX_READ]
    return (
        names_request and bool(_BEHIND.search(text)) and bool(line.upstream or _PEER.search(text))
    )


def _is_a_proxy_s(line: LogLine) -> bool:
    """Whether a line of no known format is about passing a request on, and about this one.

    Proxies of Go's and Node's libraries name no request, so nothing else may have gone on.
    """
    if line.certainty == "window":
        return False
    text = line.message[:_MAX_READ]
    return bool(_OF_LIBRARIES.search(text) or (line.target and _PROXYING.search(text)))


def _told(line: LogLine, fault: Fault, certain: bool) -> Told:
    certain = certain and line.certainty != "window"
    text = line.text if line.server in {"haproxy", "envoy"} else line.message
    if line.server == "apache" and line.code:
        text = " ".join(filter(None, (_apache_errno(line), f"{line.code}: {line.message}")))
    peer = line.upstream or next(iter(_PEER.findall(line.message[:_MAX_READ])), None)
    shown = text[:_MAX_SHOWN]
    return Told(
        fault,
        shown,
        line.pointer,
        is_log=True,
        certain=certain,
        peer=peer,
        product=line.server,
        answered=line.status,
    )


def _apache_errno(line: LogLine) -> str:
    number = line.values.get("errno")
    return f"({number}){line.values.get('reason', '')}:" if number else ""


def _nginx(line: LogLine) -> tuple[Fault, bool] | None:
    """Read the phase and the error number of nginx 1.22.1 and its relatives."""
    message = line.message[:_MAX_READ]
    whole = (
        (_NGINX_NAME, Fault.NAME),
        (_NGINX_DOWN, Fault.DOWN),
        (_NGINX_TOO_BIG, Fault.HEAD_TOO_BIG),
        (_NGINX_INVALID, Fault.INVALID),
    )
    for pattern, fault in whole:
        if pattern.search(message):
            return fault, True
    phase = next((name for words, name in _NGINX_PHASES if words in message), None)
    if phase is None:
        return None
    return _nginx_in_phase(phase, message, line.values.get("errno", ""))


def _nginx_in_phase(phase: str, message: str, errno: str) -> tuple[Fault, bool] | None:
    closed = bool(_NGINX_CLOSED.search(message))
    if phase == "tls":
        return Fault.TLS, True
    if phase == "connect":
        if not errno:
            return None
        return _unconnected(errno, is_local="connect() to unix:" in message), True
    if _NGINX_FILE.search(message):
        return Fault.STORAGE, True
    late, ended = (
        (Fault.READ_TIMEOUT, Fault.CLOSED) if phase == "head" else (Fault.STALLED, Fault.CUT)
    )
    if errno in _TIMED_OUT:
        return late, True
    return (ended, True) if closed or errno in _BROKEN else None


def _unconnected(errno: str, *, is_local: bool) -> Fault:
    if is_local and errno in _OF_SOCKETS:
        return _OF_SOCKETS[errno]
    if errno in _REFUSED:
        return Fault.REFUSED
    return Fault.CONNECT_TIMEOUT if errno in _TIMED_OUT else Fault.CONNECT


def _apache(line: LogLine) -> tuple[Fault, bool] | None:
    """Read the message code and the error number of mod_proxy (httpd 2.4.71)."""
    code, errno = line.code or "", line.values.get("errno", "")
    if code in _APACHE_ALONE:
        return _APACHE_ALONE[code], True
    if code in _APACHE_CONNECT:
        return _unconnected(errno, is_local=code == _APACHE_SOCKET), True
    if code in _APACHE_HEAD:
        late, ended = Fault.READ_TIMEOUT, Fault.CLOSED
    elif code in _APACHE_BODY:
        late, ended = Fault.STALLED, Fault.CUT
    else:
        return None
    if errno in _TIMED_OUT:
        return late, True
    return (ended if errno in _BROKEN else Fault.INVALID), True


def _haproxy(line: LogLine) -> tuple[Fault, bool] | None:
    """Read the termination state (configuration.html#8.5); `<NOSRV>` means none was left."""
    state = line.values.get("state", "")[:2]
    if state not in _HAPROXY:
        return None
    if line.values.get("server") == "<NOSRV>":
        # Without a backend the frontend's name stands in its place.
        routed = line.values.get("backend") != line.values.get("frontend")
        return (Fault.DOWN if routed else Fault.NO_ROUTE, True) if state == "SC" else None
    return _HAPROXY[state]


def _envoy(line: LogLine) -> tuple[Fault, bool] | None:
    """Read the details first, then the flags; a status without flags is the program's own."""
    details = line.values.get("details", "")
    said = (fault for pattern, fault in _ENVOY_DETAILS if pattern.search(details))
    flags = line.values.get("flags", "").split(",")
    by_flag = next((_ENVOY[flag] for flag in flags if flag in _ENVOY), None)
    if by_flag is None or by_flag[0] is not Fault.REFUSED:
        return by_flag
    told = next(said, None)
    return by_flag if told is None else (told, True)


def _by_words(line: LogLine) -> tuple[Fault, bool] | None:
    if line.kind != "error":
        return None
    parts = (line.message, line.values.get("error", ""), line.values.get("exception", ""))
    text = " ".join(filter(None, parts))[:_MAX_READ]
    if line.server == "application" and _STORES.search(text):
        return None
    fault = next((fault for fault, pattern in _WORDS if pattern.search(text)), None)
    return None if fault is None else (fault, True)


_READERS: Mapping[str, Callable[[LogLine], tuple[Fault, bool] | None]] = MappingProxyType(
    {
        "nginx": _nginx,
        "apache": _apache,
        "haproxy": _haproxy,
        "caddy": _by_words,
        "lighttpd": _by_words,
        "envoy": _envoy,
    }
)
