"""What the names in a structured log line mean: who asked for what, when, and what went wrong.

Every library has names of its own (pino's `req.url`, ECS's `url.path`, Serilog's `RequestPath`).
A name counts by its last words and by its value: a path starts with a slash, an address is one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.combined import address
from wwwhy.sources.serverlog.moments import Clock, epoch, moment
from wwwhy.sources.serverlog.tokens import request_line

_TIME = (
    *("time", "ts", "t", "timestamp", "timestamp", "t", "datetime", "asctime", "timeiso8601"),
    *("timelocal", "msec", "date", "eventtime", "timemillis", "timeunixnano", "startutc"),
    *("starttime", "starttimestamp", "instant.epochsecond", "time.timestamp", "t.date"),
    *("datetime.date", "created", "logtime", "when"),
)
_LEVEL = (
    *("level", "severity", "levelname", "level.name", "lvl", "loglevel", "log.level", "l"),
    *("severitytext", "levelname", "levelvalue", "l"),
)
_MESSAGE = (
    *("message", "msg", "event", "m", "renderedmessage", "shortmessage", "textpayload", "body"),
    *("text", "mt", "messagetemplate"),
)
_METHOD = ("method", "requestmethod", "httpmethod", "verb", "request.method", "reqmethod")
_TARGET = (
    *("requesturi", "originalurl", "url.original", "fullpath", "requesturl", "url", "uri"),
    *("http.url", "http.target", "httptarget", "url.full", "httpurl", "pathinfo", "requestpath"),
    *("path", "url.path", "rawpath", "target"),
)
_REQUEST = ("request", "requestline", "r", "req", "httprequest", "event", "message", "msg")
_STATUS = (
    *("status", "statuscode", "httpstatus", "responsestatus", "code", "responsecode", "res.status"),
    *("http.statuscode", "downstreamstatus", "responsestatuscode"),
)
_CLIENT = (
    *("remoteaddr", "clientip", "clientaddr", "clientaddress", "clienthost", "remoteip", "ip"),
    *("remoteaddress", "remotehost", "client", "client.address", "client.ip", "source.ip"),
    *("downstreamremoteaddress", "clientipaddress", "sourceip", "realip", "xrealip"),
)
_FORWARDED = ("xforwardedfor", "httpxforwardedfor", "forwardedfor", "xff")
_PORT = ("remoteport", "clientport", "client.port", "source.port")
_HOST = (
    *("httphost", "request.host", "req.host", "headers.host", "requesthost", "url.domain"),
    *("http.host", "authority", "vhost", "host", "server.address", "httprequest.host"),
)
_AGENT = ("useragent", "httpuseragent", "headers.useragent", "useragent.original", "ua")
_ERROR = (
    *("error", "err", "error.message", "err.message", "exception.message", "exc.message"),
    *(
        "exception",
        "thrown.message",
        "exceptionmessage",
        "exception.value",
        "exception.excvalue",
        "errormessage",
        "reason",
    ),
)
_KIND = (
    "exception.exctype",
    "error.type",
    "err.type",
    "exception.type",
    "exception.class",
    "thrown.name",
    "err.name",
)
_STACK = (
    *("stack", "stacktrace", "error.stack", "err.stack", "error.stacktrace", "excinfo", "exctext"),
    *("exception", "traceback", "x", "stacktrace", "exception.stacktrace", "exceptioninfo"),
    *("thrown.extendedstacktrace", "errorverbose"),
)
_ID = (
    *("requestid", "reqid", "req.id", "request.id", "xrequestid", "correlationid", "requestuid"),
    *("traceid", "trace.id", "trace", "dd.traceid", "http.request.id"),
)
_UPSTREAM = (
    "upstreamaddr",
    "upstream.addr",
    "upstream.address",
    "upstream.host",
    "upstream",
    "upstreamhost",
    "serviceaddr",
    "backend",
    "u",
)
_UPSTREAM_STATUS = (
    "upstreamstatus",
    "upstream.status",
    "originstatus",
    "us",
    "ust",
    "backendstatus",
)
# What stands in these is about the request that came in, whatever the library calls it.
_ROOMS = re.compile(
    r"(?:req(?:uest)?|http|httprequest|url|ctx|context|meta(?:data)?|extra|fields|attr(?:ibute)?s"
    r"|properties|state|scope|data|payload|jsonpayload|httpcontext|event|record|mdc|contextmap"
    r"|client|source|network|useragent|headers|log|labels|params|span|spans|tags|scopes|details"
    r"|info|web|webrequest|res|response|msg|message|body|trace|dd"
    r"|request\w*|incoming|inbound)"
)
_FAULT_ROOM = re.compile(r"err(?:or)?s?|exc(?:eption)?|thrown|cause|exceptioninfo")
_LEVELS = {
    # syslog and GELF
    "0": "emerg",
    "1": "alert",
    "2": "crit",
    "3": "error",
    "4": "warning",
    "5": "notice",
    "6": "info",
    "7": "debug",
    # pino and bunyan
    "10": "trace",
    "20": "debug",
    "30": "info",
    "40": "warn",
    "50": "error",
    "60": "fatal",
    # Monolog
    "100": "debug",
    "200": "info",
    "250": "notice",
    "300": "warning",
    "400": "error",
    "500": "critical",
    "550": "alert",
    "600": "emergency",
    # Serilog and zerolog shorten, or write out
    "information": "info",
    "inf": "info",
    "dbg": "debug",
    "wrn": "warning",
    "err": "error",
    "fail": "error",
    "ftl": "fatal",
    "verbose": "trace",
}
_METHODS = re.compile(r"[A-Z][A-Z-]{1,15}")
_PATH = re.compile(r"\*|/(?!:)[^\s{}<>]*")
_QUERY = ("querystring", "url.query", "requestquery", "query")
_A_QUERY = re.compile(r"\??[^\s=&?{]+=\S*")
_LINE = re.compile(r"[A-Z][A-Z-]{1,15} (?:/|\*|https?://)\S*(?: HTTP/[\d.]+)?")
_ABSOLUTE = re.compile(r"(?i)(?:https?|wss?)://([^/?#\s]{1,255})([/?#]\S*)?")
_HOSTS = re.compile(r"[\w.-]{1,253}(?::\d{1,5})?|\[[0-9a-fA-F:]{2,45}\](?::\d{1,5})?", re.ASCII)
_CODE = re.compile(r"[1-5][0-9]{2}")
_CODES = frozenset(map(int, HTTPStatus))
_PEER = re.compile(r"[^\s/]+[:.].*|unix:.*")
_CODES_OF_PEERS = re.compile(r"(?=.*\d)[\d, :-]+")
_UNIQUE = re.compile(r"(?=.*[1-9A-Za-z])[\w.:/+=-]{8,128}")
_JOINTS = re.compile(r"[_\-\s@$]")
_MAX_NAME = 200
_MAX_ROOMS = 8
_LONGEST = 3
"""Words of the longest name in the lists."""
_FILLER = re.compile(
    r"\d[\d.,]*\s?(?:ms|s|us|µs|ns|b|kb|bytes)?|http(?:/[\d.]+)?|request|response|access|log|incoming"
    r"|completed?|finished|ended|handled|served|processed|done|started|received|in|for|from|to|the"
    r"|returned|with|status|code|took|of|ok|sent|by|and|a|an|was|has|been",
    re.IGNORECASE,
)
_RAISED = re.compile(r"(?:[\w$]+[.:\\])*[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Timeout)\b.*")
_MAX_READ = 4096
_MAX_STACK = 32 * 1024


@dataclass(frozen=True, slots=True)
class Named:
    """The values of one line, found by what their names end with."""

    own: Mapping[str, tuple[str, ...]]
    """By each end of a name, what was said of the request itself; the outermost first.

    What stands inside an error (axios puts the request it made there) or a call to somebody else
    is left out.
    """
    faults: Mapping[str, tuple[str, ...]]
    """The same, and what stands inside errors."""

    @classmethod
    def of(cls, flat: Mapping[str, str]) -> "Named":
        """Take the values of a line by their dotted names."""
        own: dict[str, tuple[str, ...]] = {}
        faults: dict[str, tuple[str, ...]] = {}
        for name, text in flat.items():
            words = plain_name(name).split(".")[-_MAX_ROOMS:]
            for at in range(max(0, len(words) - _LONGEST), len(words)):
                end, rooms = ".".join(words[at:]), words[:at]
                if all(map(_ROOMS.fullmatch, rooms)):
                    own[end] = (*own.get(end, ()), text)
                if all(_ROOMS.fullmatch(each) or _FAULT_ROOM.fullmatch(each) for each in rooms):
                    faults[end] = (*faults.get(end, ()), text)
        return cls(own, faults)

    def all(self, names: tuple[str, ...], *, fault: bool = False) -> Iterator[str]:
        """Return the values under these names, in their order."""
        found = self.faults if fault else self.own
        return (text for name in names for text in found.get(name, ()))

    def first(
        self, names: tuple[str, ...], fits: Callable[[str], object] = bool, *, fault: bool = False
    ) -> str | None:
        """Return the first value under one of these names that fits; None if none does."""
        return next((text for text in self.all(names, fault=fault) if fits(text)), None)

    def request(self) -> tuple[str | None, str | None, str | None]:
        """Return method, target and Host of the request; the Host only beside a target."""
        line = next((pair for text in self.all(_REQUEST) if (pair := _of_line(text))[1]), None)
        method = (line and line[0]) or self.first(_METHOD, _METHODS.fullmatch)
        target = (line and line[1]) or self.first(_TARGET, _PATH.fullmatch)
        host = self.first(_HOST, _is_host)
        if target is None:
            target, host = self._absolute(host)
        query = self.first(_QUERY, _A_QUERY.fullmatch)
        if target and query and "?" not in target:
            target = f"{target}?{query.lstrip('?')}"
        return method, target, host if target else None

    def client(self) -> str | None:
        """Return the client's address: the peer, or whom a proxy of our own in front names."""
        peer = next(filter(None, map(_address, self.all(_CLIENT))), None)
        before = _address((self.first(_FORWARDED) or "").partition(",")[0])
        return before if before and (peer is None or not ip_address(peer).is_global) else peer

    def _absolute(self, host: str | None) -> tuple[str | None, str | None]:
        """Take a whole URL for the target; beside it stand a client or a status of this request.

        A URL alone may as well be that of somebody the application called.
        """
        text = self.first(_TARGET, _ABSOLUTE.fullmatch)
        match = _ABSOLUTE.fullmatch(text or "")
        if match is None or not self.first((*_CLIENT, *_STATUS, *_FORWARDED, *_AGENT)):
            return None, host
        rest = match[2] or "/"
        return rest if rest[0] == "/" else f"/{rest}", match[1].rpartition("@")[2]


def line_of(line: str, flat: Mapping[str, str], clock: Clock) -> LogLine | None:
    """Make a line out of named values; None if they tell no time, or nothing but one.

    It is an access line if it has a status and nothing to say but that there was a request.
    """
    named = Named.of(flat)
    time = next((t for text in named.all(_TIME) if (t := _time(text, clock))), None)
    message = (named.first(_MESSAGE) or "").strip()
    error, raised = _error(named), _raised(named)
    method, target, host = named.request()
    status = named.first(_STATUS, _CODE.fullmatch) if target else None
    if time is None or not (message or target or error or raised):
        return None
    level = _level(named.first(_LEVEL))
    upstream = named.first(_UPSTREAM, _PEER.fullmatch)
    quiet = status and not (error or raised)
    access = quiet and _only_tells(message, method or "", target or "", status or "")
    return LogLine(
        source="",
        number=None,
        server="nginx" if access and _is_nginx(flat) else "application",
        kind="access" if access else "error",
        text=line,
        time=time,
        level=level or None,
        message=_with_error(message, error or raised),
        client=named.client(),
        method=method,
        target=target,
        host=host,
        status=int(status) if status else None,
        upstream=upstream,
        upstream_status=named.first(_UPSTREAM_STATUS, _CODES_OF_PEERS.fullmatch),
        values=_values(named, target, raised),
    )


def plain_name(name: str) -> str:
    """Return a name in small letters, without what libraries join words by."""
    return _JOINTS.sub("", name[:_MAX_NAME]).lower()


def _time(text: str, clock: Clock) -> float | None:
    # Python writes a float as it likes it, with an exponent where it is large.
    if "e" in text.lower() and re.fullmatch(r"\d\.\d{1,20}[eE]\+?\d{1,2}", text):
        text = f"{float(text):.6f}"
    return epoch(text) or moment(text.strip("[]"), clock)


def _level(text: str | None) -> str:
    word = (text or "").strip("[]: ").lower()[:40]
    return _LEVELS.get(word, word)


def _of_line(text: str) -> tuple[str | None, str | None]:
    """Read a text that is nothing but a request line; its version may be left out."""
    return request_line(text) if _LINE.fullmatch(text) else (None, None)


def _is_host(text: str) -> bool:
    """Whether a text is a Host and no machine's name: those have neither a dot nor a port."""
    return bool(_HOSTS.fullmatch(text)) and bool(re.search(r"[.:]|\Alocalhost\Z", text))


def _address(text: str) -> str | None:
    text = text.strip()[:64]
    head, _, port = text.rpartition(":")
    return address(text) or (address(head) if port.isdecimal() else None)


def _error(named: Named) -> str:
    """Return what the line's error says, in one line."""
    text = named.first(_ERROR, lambda each: each.strip() and "\n" not in each.strip(), fault=True)
    kind = named.first(_KIND, fault=True)
    text = (text or "").strip()[:_MAX_READ]
    return f"{kind}: {text}" if kind and text and kind not in text else text


def _raised(named: Named) -> str:
    """Return the exception of a stack: Python says it last, others first."""
    stack = named.first(
        _STACK, lambda each: "\n" in each.strip() or _RAISED.match(each), fault=True
    )
    lines = [each.strip() for each in (stack or "")[-_MAX_STACK:].splitlines() if each.strip()]
    found = [each for each in lines if _RAISED.match(each)]
    if not found:
        return ""
    return (found[-1] if "Traceback (" in (stack or "") else found[0])[:_MAX_READ]


def _with_error(message: str, error: str) -> str:
    if message in error:
        return error
    return message if error in message else f"{message}: {error}"


def _only_tells(message: str, method: str, target: str, status: str) -> bool:
    """Whether a message only tells that there was a request, and how it ended."""
    rest = message[:_MAX_READ]
    reason = HTTPStatus(int(status)).phrase if int(status) in _CODES else ""
    for text in sorted(filter(None, (method, target, status, reason)), key=len, reverse=True):
        rest = rest.replace(text, " ")
    words = re.findall(r"[^\s\"'()\[\]{}:;,|>=<-]+", rest)
    return all(_FILLER.fullmatch(word) for word in words)


def _is_nginx(flat: Mapping[str, str]) -> bool:
    """Whether somebody kept nginx's own names for its variables."""
    own = {"time_local", "time_iso8601", "remote_addr", "remote_user", "body_bytes_sent"}
    own |= {"upstream_addr", "upstream_status", "request_time", "upstream_response_time"}
    return len(own & flat.keys()) > 1


def _values(named: Named, target: str | None, raised: str) -> dict[str, str]:
    found = {
        "user_agent": named.first(_AGENT),
        "port": named.first(_PORT, str.isdecimal),
        "request_id": named.first(_ID, _UNIQUE.fullmatch),
        "logger": named.first(("logger", "loggername", "log.logger", "category", "sourcecontext")),
        "duration": named.first(("requesttime", "responsetime", "duration", "latency", "elapsed")),
        "forwarded_for": named.first(_FORWARDED),
        "exception": raised,
        "path_only": "yes" if target and "?" not in target else "",
    }
    return {name: text[:_MAX_READ] for name, text in found.items() if text and text != "-"}
