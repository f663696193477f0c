"""Case files: recorded exchanges, logs and configuration in one text, for replaying a rule.

Sections begin with a line `### role name`: baseline, follow-up, probe ID, probe-failed ID FAILURE,
log SERVER KIND, config SERVER, expect VERDICT, also CAUSE... The content of an exchange is its
messages as `messages.py` reads them, below lines with the facts that no message holds:

    # @url http://shop.test/cart
    # @connection {"http_version": "1.1"}    also @request, @response, @failure, @timing, @exchange:
                                             attributes of that dataclass, as in `model.jsonable`
    # @body base64                           the response's body is base64
    # anything else                          a comment

A line of the content that begins with `###` has a backslash in front of it.
"""

import base64
import binascii
import contextlib
import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeVar

from wwwhy.errors import InputError
from wwwhy.model import Connection, Exchange, Failure, Request, Response, Role, Timing, Url
from wwwhy.model.jsonable import from_json, to_json
from wwwhy.sources.octets import octets
from wwwhy.sources.raw.messages import UNKNOWN_URL, messages, request_of, response_of

MAX_CASE = 64 * 1024 * 1024
_SECTION = re.compile(r"### (\S+) ?(.*?)\r?")
_PROTECTED = re.compile(r"^\\+###|^###", re.MULTILINE)
_UNPROTECTED = re.compile(r"^\\(?=\\*###)", re.MULTILINE)
_FACT = re.compile(r"# @([a-z-]+)(?: (.*?))?\r?")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PARTS: Mapping[str, type] = MappingProxyType(
    {
        "request": Request,
        "response": Response,
        "failure": Failure,
        "connection": Connection,
        "timing": Timing,
        "exchange": Exchange,
    }
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LogText:
    """Raw lines of a server's log."""

    server: str
    kind: str
    """`error` or `access`."""
    text: str


@dataclass(frozen=True, slots=True)
class ConfigText:
    """A server's configuration as it stands in its file."""

    server: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything a rule can be given, and what it is expected to say."""

    hops: tuple[Exchange, ...] = ()
    """The baseline and its follow-ups, in order."""
    probes: Mapping[str, tuple[Exchange, ...]] = field(default_factory=dict)
    """Exchanges of each probe that gave an answer, by the probe's id."""
    failed_probes: Mapping[str, str] = field(default_factory=dict)
    """Why a probe failed by itself, by its id."""
    logs: tuple[LogText, ...] = ()
    configs: tuple[ConfigText, ...] = ()
    expect: str | None = None
    """The verdict that the rule must give."""
    notes: str = ""
    """What else was written below it."""
    also: tuple[str, ...] = ()
    """Ids of other causes that are true as well and may be proved beside the one."""


@dataclass(slots=True)
class _Draft:
    hops: list[Exchange] = field(default_factory=list)
    probes: dict[str, list[Exchange]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    logs: list[LogText] = field(default_factory=list)
    configs: list[ConfigText] = field(default_factory=list)
    expect: str | None = None
    notes: str = ""
    also: tuple[str, ...] = ()
    count: int = 0

    def take(self, role: str, name: str, content: str) -> None:
        """Add one section."""
        if role in {"baseline", "follow-up"}:
            self.hops.append(self._exchange(Role(role), None, content))
        elif role == "probe" and name:
            exchange = self._exchange(Role.PROBE, name, content)
            self.probes.setdefault(name, []).append(exchange)
        elif role == "probe-failed" and name:
            probe, _, why = name.partition(" ")
            self.failed[probe] = why
        elif role == "log" and name:
            server, _, kind = name.partition(" ")
            self.logs.append(LogText(server, kind or "error", content))
        elif role == "config" and name:
            self.configs.append(ConfigText(name, content))
        elif role == "expect":
            self.expect, self.notes = name, content
        elif role == "also" and name:
            self.also += tuple(name.split())
        else:
            raise InputError("a section cannot be called {role!r} {name!r}", role=role, name=name)

    def _exchange(self, role: Role, probe: str | None, content: str) -> Exchange:
        placed = Exchange(Request(UNKNOWN_URL), role=role, probe=probe, index=self.count)
        self.count += 1
        return _read_exchange(content, placed)


def read_case(text: str) -> CaseFile:
    """Read a case file.

    Raises:
        InputError: a section is of no known kind, or its content cannot be read.

    """
    if len(text) > MAX_CASE:
        raise InputError(
            "The case file is larger than {limit} MiB.", limit=MAX_CASE // 1024 // 1024
        )
    draft = _Draft()
    for number, role, name, content in _sections(text):
        try:
            draft.take(role, name, content)
        except InputError as error:
            raise InputError(
                "In the section at line {number}: {error}", number=number, error=error
            ) from None
    if not draft.hops:
        raise InputError("The case file has no section '### baseline'.")
    return CaseFile(
        hops=tuple(draft.hops),
        probes={name: tuple(found) for name, found in draft.probes.items()},
        failed_probes=draft.failed,
        logs=tuple(draft.logs),
        configs=tuple(draft.configs),
        expect=draft.expect,
        notes=draft.notes,
        also=draft.also,
    )


def write_case(case: CaseFile) -> str:
    """Write a case file that `read_case` reads as the same case."""
    draft = _Draft()
    parts: list[str] = []

    def add(heading: str, content: str) -> None:
        protected = _PROTECTED.sub(lambda match: f"\\{match[0]}", content)
        parts.append(f"### {heading}\n{protected}\n" if protected else f"### {heading}\n")

    for place, hop in enumerate(case.hops):
        role = "follow-up" if place else "baseline"
        add(role, _write_exchange(hop, Role(role), None, draft))
    for name, exchanges in case.probes.items():
        for exchange in exchanges:
            add(f"probe {name}", _write_exchange(exchange, Role.PROBE, name, draft))
    for name, why in case.failed_probes.items():
        add(f"probe-failed {name} {why}".rstrip(), "")
    for log in case.logs:
        add(f"log {log.server} {log.kind}", log.text)
    for config in case.configs:
        add(f"config {config.server}", config.text)
    if case.also:
        add(f"also {' '.join(case.also)}", "")
    if case.expect is not None:
        add(f"expect {case.expect}".rstrip(), case.notes)
    return "".join(parts)


def _sections(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield line number, role, name and content; what stands before the first one is a comment."""
    current: tuple[int, str, str] | None = None
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        match = _SECTION.fullmatch(line)
        if match is None:
            lines.append(line)
            continue
        if current is not None:
            yield (*current, _UNPROTECTED.sub("", "\n".join(lines)))
        current, lines = (number, match[1], match[2].strip()), []
    if current is not None:
        if lines and not lines[-1]:  # the line feed at the end of the file
            lines.pop()
        yield (*current, _UNPROTECTED.sub("", "\n".join(lines)))


def _read_exchange(content: str, placed: Exchange) -> Exchange:
    facts, message_text = _facts(content)
    url = Url.parse(facts.pop("url")) if "url" in facts else None
    packed = facts.pop("body", "") == "base64"
    exchange = _with_messages(message_text, placed, url, packed=packed)
    for part, text in facts.items():
        if part not in _PARTS:
            raise InputError("there is no fact called @{part}", part=part)
        exchange = _with_fact(exchange, part, text)
    return exchange


def _facts(content: str) -> tuple[dict[str, str], str]:
    facts: dict[str, str] = {}
    lines = content.split("\n")
    at = 0
    while at < len(lines) and (lines[at].startswith("#") or not lines[at].strip()):
        match = _FACT.fullmatch(lines[at])
        if match:
            facts[match[1]] = match[2] or ""
        at += 1
    return facts, "\n".join(lines[at:])


def _with_messages(text: str, placed: Exchange, url: Url | None, *, packed: bool) -> Exchange:
    found = messages(octets(text))
    requests = [each for each in found if not each.is_response]
    responses = [each for each in found if each.is_response]
    if len(requests) > 1 or (responses and requests and found[0].is_response):
        raise InputError("a section holds one exchange: a request, then its response")
    request = request_of(requests[0], url) if requests else Request(url or UNKNOWN_URL)
    if requests and url is not None:
        request = replace(request, url=url)
    if not responses:
        return replace(placed, request=request)
    last = responses[-1]
    if packed:
        last = replace(last, body=_unpacked(last.body or b""))
    response = response_of(last)
    # As it came: with CR LF and the blank line; HTTP/2 and HTTP/3 have no such head.
    wire = re.sub(rb"\r?\n", b"\r\n", last.head) + b"\r\n"
    response = replace(response, raw_head=b"" if response.version in {"2", "3"} else wire)
    connection = Connection(http_version=response.version)
    return replace(placed, request=request, response=response, connection=connection)


def _unpacked(body: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error:
        raise InputError("the body is no base64") from None


def _with_fact(exchange: Exchange, part: str, text: str) -> Exchange:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("@{part} is followed by no JSON object", part=part) from None
    if not isinstance(data, dict):
        raise InputError("@{part} is followed by no JSON object", part=part)
    if part == "exchange":
        return _overlaid(Exchange, exchange, data)
    before = getattr(exchange, part)
    return replace(exchange, **{part: _overlaid(_PARTS[part], before, data)})


def _overlaid(cls: type[T], before: T | None, data: dict[str, Any]) -> T:
    known = {} if before is None else to_json(before)
    return from_json(cls, {**known, **data})


def _write_exchange(exchange: Exchange, role: Role, probe: str | None, draft: _Draft) -> str:
    """Write messages first, then a fact for everything that reading them would not give back."""
    placed = Exchange(Request(UNKNOWN_URL), role=role, probe=probe, index=draft.count)
    draft.count += 1
    facts, text, read = _readable(exchange, placed)
    for part in ("request", "response", "failure", "connection", "timing"):
        wanted, got = getattr(exchange, part), getattr(read, part)
        if wanted != got and wanted is not None:
            facts.append(f"# @{part} {_dumped(_difference(wanted, got))}")
    rest = {
        name: to_json(getattr(exchange, name))
        for name in ("role", "probe", "index", "withheld")
        if getattr(exchange, name) != getattr(read, name)
    }
    facts += [f"# @exchange {_dumped(rest)}"] if rest else []
    return "\n".join([*facts, text]) if text else "\n".join(facts)


def _readable(exchange: Exchange, placed: Exchange) -> tuple[list[str], str, Exchange]:
    """Return facts and messages, and what reading these gives; no messages if that fails."""
    for facts, text in (_messages_of(exchange), ([f"# @url {exchange.request.url}"], "")):
        with contextlib.suppress(InputError):
            read = _read_exchange("\n".join([*facts, text]), placed)
            # No fact can take a response away that only the request's body looks like.
            if exchange.response is not None or read.response is None:
                return facts, text, read
    raise AssertionError  # a URL of the model can always be read


def _difference(wanted: Any, got: Any) -> dict[str, Any]:
    return {
        each.name: to_json(getattr(wanted, each.name), sparse=True)
        for each in dataclasses.fields(wanted)
        if got is None or getattr(wanted, each.name) != getattr(got, each.name)
    }


def _dumped(data: dict[str, Any]) -> str:
    return json.dumps(data, allow_nan=False)


def _messages_of(exchange: Exchange) -> tuple[list[str], str]:
    """Return the facts that must stand above the messages, and the messages."""
    request, response = exchange.request, exchange.response
    facts = [f"# @url {request.url}"]
    target = request.request_target or request.url.target
    parts = [_part(f"{request.method} {target} HTTP/1.1", request, _writable(request.body or b""))]
    if response is not None:
        version = response.version if response.version in {"1.0", "2", "3"} else "1.1"
        start = f"HTTP/{version} {response.status:03} {response.reason}".rstrip()
        body = _writable(response.body)
        if body is None:
            facts.append("# @body base64")
            body = base64.encodebytes(response.body).decode("ascii").rstrip("\n")
        parts.append(_part(start, response, body))
    return facts, "\n\n".join(parts)


def _part(start: str, message: Request | Response, body: str | None) -> str:
    """Write one message; what does not fit into a line comes back as a fact."""
    lines = [start, *(f"{line.name}: {line.value}".rstrip(" ") for line in message.fields)]
    head = "\n".join(_UNWRITABLE.sub("", _as_utf8(line)).replace("\n", "") for line in lines)
    return f"{head}\n\n{body}" if body else head


def _as_utf8(text: str) -> str:
    """Show octets as the UTF-8 text they mostly are."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text.encode("ascii", "replace").decode("ascii")


def _writable(body: bytes) -> str | None:
    """Return a body as text that a case file can hold; None if it must be base64."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _UNWRITABLE.search(text) else text
