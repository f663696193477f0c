"""What a log line may be wrapped in on its way: syslog, journald, docker, compose, Kubernetes."""

import json
import re

_SYSLOG = re.compile(
    r"(?:<\d{1,3}>)?(?:(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]{8,15}\S{0,6})"
    r" [\w.:-]{1,255} [\w./-]{1,64}(?:\[\d+\])?|[\w./-]{1,64}\[\d+\]): (?P<line>.*)",
    re.DOTALL | re.ASCII,
)
_RFC5424 = re.compile(
    r"<\d{1,3}>1 \S+ \S+ \S+ \S+ \S+ (?:-|\[[^\]]*\]) ?(?:\ufeff)?(?P<line>.*)", re.DOTALL
)
_COMPOSE = re.compile(r"[\w.-]{1,64} +\| (?P<line>.*)", re.DOTALL)
_CRI = re.compile(r"\d{4}-\d\d-\d\dT\S{10,30} (?:stdout|stderr) [FP] (?P<line>.*)", re.DOTALL)


def unwrapped(line: str) -> str:
    """Return the line that the server itself wrote."""
    if line.startswith('{"log":'):
        return _from_docker(line)
    for envelope in (_CRI, _COMPOSE, _SYSLOG, _RFC5424):
        match = envelope.fullmatch(line)
        if match is not None:
            return match["line"]
    return line


def _from_docker(line: str) -> str:
    try:
        inner = json.loads(line).get("log")
    except (ValueError, RecursionError, AttributeError):
        return line
    return inner.rstrip("\n") if isinstance(inner, str) else line
