"""Access lines of the combined family, read by the shape of their words and not by their places.

Common, combined, a virtual host in front, further words behind: what nginx, Apache, gunicorn and
most applications write. The words that every such line has are a time, a request and a status.
"""

import ipaddress
import re
from collections.abc import Sequence
from itertools import pairwise

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.moments import LOCAL, Clock, moment
from wwwhy.sources.serverlog.tokens import Token, request_line, tokens

_HOST = re.compile(r"(?=.*[A-Za-z_.])[\w.-]{1,253}(?::\d{1,5})?", re.ASCII)
_METHOD = re.compile(r"[A-Za-z][\w-]{0,31} \S.* HTTP/\d")
_UPSTREAM = frozenset({"upstream", "upstream_addr", "ups_ad", "ua_addr", "backend"})
_UPSTREAM_STATUS = frozenset({"upstream_status", "ups_status", "us", "ust"})


def read(line: str, clock: Clock = LOCAL, server: str = "combined") -> LogLine | None:
    """Read one line; None if it lacks a time, a request or a status code."""
    words = tokens(line)
    times = ((at, _moment(words, at, clock)) for at in range(len(words)))
    at_time, time = next((pair for pair in times if pair[1] is not None), (None, None))
    at_request = _request_place(words, at_time)
    if at_time is None or at_request is None:
        return None
    at_status = next((i for i in range(at_request + 1, len(words)) if _is_status(words[i])), None)
    if at_status is None:
        return None
    method, target = request_line(words[at_request].text)
    client, host = _client_and_host(words[:at_time])
    upstream = {w.key.lower(): w.text for w in words if w.key} | _ingress(words[at_status:])
    return LogLine(
        source="",
        number=None,
        server=server,
        kind="access",
        text=line,
        time=time,
        message=words[at_request].text,
        client=client,
        method=method,
        target=target,
        host=host,
        status=int(words[at_status].text),
        upstream=next((upstream[name] for name in _UPSTREAM if name in upstream), None),
        upstream_status=next((upstream[n] for n in _UPSTREAM_STATUS if n in upstream), None),
        values=_values(words, at_time, at_status),
    )


def address(text: str) -> str | None:
    """Return a text that is an IP address, without brackets; None if it is none."""
    try:
        return ipaddress.ip_address(text.strip("[]").partition("%")[0]).compressed
    except ValueError:
        return None


def _moment(words: Sequence[Token], at: int, clock: Clock) -> float | None:
    word = words[at]
    if word.key or not any(map(str.isdecimal, word.text)):
        return None
    # PHP-FPM writes no brackets around its time, so its zone is the next word.
    zone = words[at + 1].text if word.kind == "bare" and at + 1 < len(words) else ""
    text = f"{word.text} {zone}" if re.fullmatch(r"[+-]\d{4}", zone) else word.text
    return moment(text, clock)


def _request_place(words: Sequence[Token], at_time: int | None) -> int | None:
    """Return where the request line stands: what looks like one, else the quotes after the time.

    The latter holds bytes that were no request, such as a TLS hello.
    """
    if at_time is None:
        return None
    quoted = [i for i, word in enumerate(words) if word.kind == "quoted" and not word.key]
    shaped = next((i for i in quoted if _METHOD.match(words[i].text)), None)
    behind = range(at_time + 1, at_time + 3)
    return shaped if shaped is not None else next((i for i in quoted if i in behind), None)


def _is_status(word: Token) -> bool:
    return word.kind == "bare" and not word.key and re.fullmatch(r"[0-9]{3}", word.text) is not None


def _client_and_host(words: Sequence[Token]) -> tuple[str | None, str | None]:
    """Find the client's address, with or without a port, and the host that may stand beside it."""
    first = next((i for i, word in enumerate(words) if address(word.text)), None)
    if first is None:
        split = [word.text.rpartition(":") for word in words[:2]]
        with_port = next((i for i, parts in enumerate(split) if address(parts[0])), None)
        if with_port is not None:
            others = [word.text for word in words[:2] if _HOST.fullmatch(word.text)]
            hosts = [text for text in others if text != words[with_port].text]
            return address(split[with_port][0]), hosts[0] if hosts else None
    before = words[: 1 if first is None else first]
    hosts = [word.text for word in before if _HOST.fullmatch(word.text)]
    if first is None:
        # HostnameLookups on: the client is a name, and stands first.
        return (hosts[0] if hosts else None), None
    return address(words[first].text), hosts[0] if hosts else None


def _ingress(words: Sequence[Token]) -> dict[str, str]:
    """Read what ingress-nginx adds: `[service] [] 172.17.0.5:8080 59 0.000 200 id`."""
    is_pair = (one.kind == two.kind == "bracketed" for one, two in pairwise(words))
    at = next((i for i, both in enumerate(is_pair) if both), None)
    rest = words[at + 2 :] if at is not None else []
    if len(rest) < 4 or rest[0].text == "-":  # noqa: PLR2004 (address, length, time, status)
        return {}
    return {"upstream": rest[0].text, "upstream_status": rest[3].text}


def _values(words: Sequence[Token], at_time: int, at_status: int) -> dict[str, str]:
    values = {word.key.lower(): word.text for word in words if word.key}
    before = [word.text for word in words[:at_time] if word.kind == "bare"]
    if len(before) > 2:  # noqa: PLR2004 (client, identity, user)
        values["user"] = " ".join(before[2:]) if address(before[0]) else before[-1]
    behind = words[at_status + 1 :]
    if behind and behind[0].text.isdecimal():
        values["bytes"] = behind[0].text
    quoted = [word.text for word in behind if word.kind == "quoted" and not word.key]
    values.update(zip(("referer", "user_agent", "forwarded_for"), quoted, strict=False))
    return {name: text for name, text in values.items() if text not in {"", "-"}}
