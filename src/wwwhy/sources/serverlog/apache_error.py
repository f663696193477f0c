"""Apache's error log, 2.4's default form, and the shorter one of 2.2.

`[Sat Nov 21 00:15:19.7 2026] [core:error] [pid 7:tid 9] [client 127.0.0.1:5246] AH01630: ...`
Source: do_errorlog_default in server/log.c of httpd 2.4.71; times are local, without zone.
"""

import re

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.combined import address
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.moments import LOCAL, Clock, moment

_ERRNO = r"(?:\((?P<{}>\d+)\)(?P<{}>[^\[\]]*?): )?"
_LINE = re.compile(
    r"\[(?P<time>[A-Z\d][^\]]{10,40})\] "
    r"\[(?:(?P<module>\w*):)?(?P<level>emerg|alert|crit|error|warn|notice|info|debug|trace\d)\] "
    r"(?:\[pid (?P<pid>\d+)(?::tid (?P<tid>\d+))?\] )?(?:\[[^\]\s]{1,64}\] )?"
    r"(?:[\w/.-]{1,64}\.c\(\d+\): )?"
    + _ERRNO.format("errno", "reason")
    + r"(?:\[client (?P<client>[^\]]*)\] )?(?:\[remote (?P<remote>[^\]]*)\] )?"
    + _ERRNO.format("errno2", "reason2")
    + r"(?:(?P<code>AH\d{5}): )?(?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_REFERER = re.compile(r", referer: (?P<referer>\S*)\s*\Z")
# AH02032 (421): behind a proxy its client is the proxy, and the name is all that tells.
_HOST = re.compile(r"\bhostname (?P<host>[^\s\"<>]{1,255}) provided via HTTP\b")
_REQUEST = re.compile(r"in request (?P<method>[A-Z]\S{0,31}) (?P<target>\S+) HTTP/")


def confidence(head: str) -> float:
    """How sure it is that these lines are Apache's."""
    return share(head, _LINE.fullmatch)


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line; `values` has module, pid, tid, port (the client's), errno and referer."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    client, port = _client_and_port(match["client"] or "", has_port=match["module"] is not None)
    message = match["message"]
    referer = _REFERER.search(message)
    request = _REQUEST.search(message)
    host = _HOST.search(message)
    values = {
        "module": match["module"],
        "pid": match["pid"],
        "tid": match["tid"],
        "port": port,
        "errno": match["errno"] or match["errno2"],
        "reason": match["reason"] or match["reason2"],
        "referer": referer["referer"] if referer else "",
    }
    return LogLine(
        source="",
        number=None,
        server="apache",
        kind="error",
        text=line,
        time=moment(match["time"], clock),
        level=match["level"],
        code=match["code"],
        message=message[: referer.start()] if referer else message,
        client=client or None,
        method=request["method"] if request else None,
        target=request["target"] if request else None,
        host=host["host"] if host else None,
        values={name: value for name, value in values.items() if value},
    )


def _client_and_port(text: str, *, has_port: bool) -> tuple[str, str]:
    """Split `192.0.2.1:52462`; 2.4 writes `::1:52462` without brackets, 2.2 has no port."""
    client, _, port = text.rpartition(":")
    if has_port and port.isdecimal() and address(client):
        return client.strip("[]"), port
    return text.strip("[]"), ""
