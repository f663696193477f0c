"""What a log line may be wrapped in on its way: syslog, journald, docker, compose, Kubernetes.

Source: `journalctl -o` of systemd 252, `docker logs -t`, `kubectl logs --timestamps`, RFC 3164
and RFC 5424, docker's json-file, Fluent Bit, Vector and Filebeat, Google Cloud's textPayload.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from wwwhy.sources.serverlog.moments import LOCAL, Clock, epoch, found, moment
from wwwhy.sources.serverlog.objects import object_of

_MAX_LAYERS = 4
_MAX_OCTETS = 64 * 1024
_COLOUR = re.compile(r"\x1b\[[\d;]{0,16}m")
# A word for a level is nobody's host or program: such a line is the application's own.
_NO_LEVEL = r"(?!\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|ERR|CRIT|FATAL|ALERT|EMERG|PANIC|SEVERE))"
_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d(?::?\d\d)?)?"
_STAMP = (
    rf"(?:{_ISO}"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{4}-\d\d-\d\d [\d:]{8}(?:\.\d{6})? [A-Z+-][\w+-]{1,5}"
    r"|\d{9,11}\.\d{6}|\[ *\d{1,10}\.\d{6}\])"
)
_BSD = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?"
_HOST = rf"{_NO_LEVEL}[\w.:-]{{1,255}} "
_TAG = rf"{_NO_LEVEL}[\w./@-]{{1,64}}"
# nginx and HAProxy may leave their host out; the older form is known without it, too.
_SYSLOG = re.compile(
    rf"(?:\d{{1,6}} (?=<))?(?:<\d{{1,3}}>)?"
    rf"(?:(?:{_BSD} (?:{_HOST})?|{_STAMP} {_HOST}){_TAG}(?:\[\d+\])?|{_TAG}\[\d+\]): (?P<line>.*)",
    re.DOTALL | re.ASCII,
)
_RFC5424 = re.compile(
    r"(?:\d{1,6} )?<\d{1,3}>1 \S+ \S+ \S+ \S+ \S+ "
    r"(?:-|(?:\[[^\s\]=\"]+(?: [^\s=\]\"]+=\"(?:[^\"\\]|\\.)*\")*\])+) ?(?:\ufeff)?(?P<line>.*)",
    re.DOTALL,
)
_COMPOSE = re.compile(rf"{_NO_LEVEL}[\w.@-]{{1,128}} +\| (?P<line>.*)", re.DOTALL)
_CRI = re.compile(r"\d{4}-\d\d-\d\dT\S{10,30} (?:stdout|stderr) [FP] (?P<line>.*)", re.DOTALL)
# `docker logs -t` and `kubectl logs --timestamps`, which --prefix puts the pod before.
_STAMPED = re.compile(
    r"(?:\[pod/\S{1,300}\] )?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{7,9})?(?:Z|[+-]\d\d:\d\d) "
    r"(?P<line>(?:(?<=\.\d{7}Z )|(?<=\.\d{8}Z )|(?<=\.\d{9}Z )|(?=[\[{\d])).*)",
    re.DOTALL | re.ASCII,
)
_POD = re.compile(r"\[pod/\S{1,300}\] (?P<line>.*)", re.DOTALL)
_TEXTS = (_CRI, _POD, _COMPOSE, _SYSLOG, _RFC5424, _STAMPED)
_JOURNAL_TIMES = ("_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP")
_TIMES = ("time", "timestamp", "@timestamp", "date", "ts", "receiveTimestamp")
_OWN_WORDS = frozenset(
    {"level", "severity", "lvl", "levelname", "log.level", "loglevel", "msg", "method", "path"}
    | {"url", "uri", "status", "request", "req", "request_uri", "logger", "error", "err"}
)
"""Names by which a program speaks for itself; what only carries lines has none of them."""
_CARRIER = frozenset(
    {"agent", "input", "ecs", "source_type", "file", "stream", "container_name", "kubernetes"}
    | {"container_id", "host", "hostname", "log", "fields", "tags", "@version", "source"}
)


class Wrapped(NamedTuple):
    """A line as the server wrote it, and when it was taken up."""

    text: str
    time: float | None = None
    """Epoch seconds, from the innermost envelope; None if none tells one."""


def unwrapped(line: str) -> str:
    """Return the line that the server itself wrote."""
    return opened(line).text


def opened(line: str, clock: Clock = LOCAL) -> Wrapped:
    """Take a line out of everything that it is wrapped in, at most four layers."""
    wrapped = Wrapped(_COLOUR.sub("", line) if "\x1b" in line else line)
    for _ in range(_MAX_LAYERS):
        inner = _from_object(wrapped.text, clock) or _from_text(wrapped.text, clock)
        if inner is None:
            break
        wrapped = inner if inner.time is not None else inner._replace(time=wrapped.time)
    return wrapped


def _from_text(text: str, clock: Clock) -> Wrapped | None:
    for envelope in _TEXTS:
        match = envelope.fullmatch(text)
        if match is not None:
            head = text[: match.start("line")]
            hit = found(head, clock, within=160)
            unix = re.match(r"(\d{9,11}\.\d{6}) ", head)
            return Wrapped(match["line"], hit[0] if hit else epoch(unix[1]) if unix else None)
    return None


def _from_object(text: str, clock: Clock) -> Wrapped | None:
    """Take the line out of an object that only carries lines."""
    data = object_of(text) if text.startswith("{") else None
    if data is None:
        return None
    if "MESSAGE" in data:
        return _from_journal(data)
    inner = _carried(data)
    if inner is None:
        return None
    texts = (str(data[name]) for name in _TIMES if isinstance(data.get(name), (str, int, float)))
    times = (epoch(each) or moment(each, clock) for each in texts)
    return Wrapped(_stripped(inner), next(filter(None, times), None))


def _carried(data: Mapping[str, Any]) -> str | None:
    """Return the line in docker's `log`, textPayload, or a shipper's `message`; else None."""
    for name in ("log", "textPayload"):
        if isinstance(data.get(name), str) and "message" not in data:
            own = _OWN_WORDS - ({"severity"} if name == "textPayload" else frozenset())
            return None if own & data.keys() else data[name]
    message = data.get("message")
    carries = not _OWN_WORDS & data.keys() and _CARRIER & data.keys()
    return message if isinstance(message, str) and carries else None


def _from_journal(data: Mapping[str, Any]) -> Wrapped | None:
    """Read `journalctl -o json`; what is no UTF-8 or has control characters is a list of octets."""
    message = data["MESSAGE"]
    if isinstance(message, list) and all(type(each) is int for each in message[:_MAX_OCTETS]):
        octets = bytes(each & 255 for each in message[:_MAX_OCTETS])
        message = octets.decode("utf-8", "replace")
    if not isinstance(message, str):
        return None
    times = (epoch(str(data[name])) for name in _JOURNAL_TIMES if name in data)
    return Wrapped(_stripped(_COLOUR.sub("", message)), next(filter(None, times), None))


def _stripped(text: str) -> str:
    return text.rstrip("\r\n")
