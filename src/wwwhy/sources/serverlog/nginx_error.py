"""nginx's error log: `2026/11/21 00:15:19 [error] 7#7: *3 message, client: ..., request: "..."`.

Source: ngx_log_error_core and ngx_http_log_error of nginx 1.22.1; times are local, without zone.
"""

import re

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.moments import LOCAL, Clock, moment
from wwwhy.sources.serverlog.tokens import request_line

_LINE = re.compile(
    # some collectors take the time away
    r"(?:(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) )?"
    r"\[(?P<level>[a-z]+)\] (?P<pid>\d+)#(?P<tid>\d+): "
    r"(?:\*(?P<connection>\d+) )?(?P<rest>.*)",
    re.DOTALL | re.ASCII,
)
_MAX_READ = 16 * 1024
_CONTEXT = re.compile(r", client: (?P<client>[^,]*), server: (?P<server>[^,]*)")
_QUOTED = re.compile(
    r", (?P<name>request|subrequest|upstream|host|referrer): \"(?P<value>.*?)\""
    r"(?=, (?:subrequest|upstream|host|referrer): \"|\s*\Z)",
    re.DOTALL,
)
# ngx_log_error_core ends every message after 2048 bytes, wherever that is.
_CUT = re.compile(r", request: \"(?P<value>[^\"]*)\Z", re.DOTALL)
_ERRNO = re.compile(r"\((?P<number>\d+): (?P<text>[^()]*)\)")


def confidence(head: str) -> float:
    """How sure it is that these lines are nginx's."""
    return share(head, _LINE.fullmatch)


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line.

    A user name or Referer may hold what looks like the context that nginx adds; such a line is
    marked `ambiguous` in its values, because nobody can tell which of them nginx wrote.
    """
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    rest = match["rest"][:_MAX_READ]
    context = _CONTEXT.search(rest)
    quoted = (
        {m["name"]: m["value"] for m in _QUOTED.finditer(rest, context.end())} if context else {}
    )
    cut = _CUT.search(rest, context.end()) if context and "request" not in quoted else None
    method, target = request_line(cut["value"] if cut else quoted.get("request", ""))
    values = {"pid": match["pid"], "connection": match["connection"] or ""}
    values["cut"] = "yes" if cut else ""
    values |= {"subrequest": quoted.get("subrequest", ""), "referer": quoted.get("referrer", "")}
    if context:
        values["server_name"] = context["server"]
        values["ambiguous"] = "yes" if len(_CONTEXT.findall(rest)) > 1 else ""
    errno = _ERRNO.search(rest, 0, context.start() if context else len(rest))
    values["errno"] = errno["number"] if errno else ""
    return LogLine(
        source="",
        number=None,
        server="nginx",
        kind="error",
        text=line,
        time=moment(match["time"] or "", clock),
        level=match["level"],
        message=rest[: context.start()] if context else rest,
        client=context["client"] if context else None,
        method=method,
        target=target,
        host=quoted.get("host"),
        upstream=quoted.get("upstream"),
        values={name: value for name, value in values.items() if value},
    )
