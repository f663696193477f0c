"""Which lines of a server's log belong to one request, and which are somebody else's."""

import re
from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wwwhy.model import Exchange, LogLine
from wwwhy.model.masking import Masker
from wwwhy.sources.serverlog.asked import Asked
from wwwhy.sources.serverlog.hiding import without_secrets

_CHATTER = re.compile(r"info|notice|debug|trace\d?")
"""Levels at which a line that names no request says nothing about ours."""
_ABSOLUTE_PATH = re.compile(r"(?:\A|[\s:\"'(])/[^\s/]")
_BEFORE_ANY_REQUEST = re.compile(r"while (?:SSL handshaking\b(?! to upstream)|waiting for request)")
_MAX_NAMELESS = 20
_AGREES, _UNKNOWN, _DIFFERS = 2, 1, 0


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well one line agrees with the request; what contradicts it never gets here."""

    line: LogLine
    named: int
    """How exactly it names the request: 3 method and target, our port or path; 2 a file like it;
    1 the start of one, or our host; 0 not at all."""
    client: int
    host: int
    port: int
    agent: int
    status: int

    @property
    def rank(self) -> tuple[int, ...]:
        """What makes one line the better match of two."""
        return (self.port, self.client, self.host, self.agent, self.named)

    @property
    def differs(self) -> bool:
        """Whether it is about another client or Host, as behind a proxy it is for us, too."""
        return _DIFFERS in {self.client, self.host}


def belonging(
    lines: Iterable[LogLine],
    exchange: Exchange,
    *,
    since_mark: bool,
    masker: Masker | None = None,
) -> tuple[LogLine, ...]:
    """Return the lines about this exchange, with their certainty, and with secrets hidden.

    With the report's own `masker` a secret has the same name here as everywhere else in it.
    `since_mark` says that all of them were written after the request was begun; their times are
    then not asked. Certainty: `offset` for those of them that name the request, or with which
    nothing else was going on; `request` where client, method and target (or our port) agree;
    `window` where only time does, or where a proxy or an equal request leaves a doubt.
    """
    asked = Asked.of(exchange)
    near = [line for line in lines if since_mark or asked.was_then(line.time)]
    fits = [_fit(line, asked) for line in near]
    strangers = any(fit is None for fit in fits)
    joined: dict[int, str] = {}
    for log in _logs(asked, near, fits):
        joined |= log.joined(since_mark=since_mark, alone=since_mark and not strangers)
    joined |= _of_same_request(near, fits, joined)
    hide = without_secrets(exchange, masker or Masker())
    return tuple(
        hide(replace(line, certainty=joined[id(line)])) for line in near if joined.get(id(line))
    )


def _of_same_request(
    lines: Sequence[LogLine], fits: Sequence[_Fit | None], joined: Mapping[int, str]
) -> dict[int, str]:
    """Take the lines that call their request as one does that is surely ours, and leave others out.

    What a line calls it that is about another path as well is no name of one request.
    """
    names = [line.values.get("request_id", "") for line in lines]
    foreign = {name for name, fit in zip(names, fits, strict=True) if fit is None}
    ours: dict[str, str] = {}
    told: set[str] = set()
    for line, name in zip(lines, names, strict=True):
        certainty = joined.get(id(line), "window")
        if name and name not in foreign and certainty != "window" and line.target:
            ours[name] = certainty
            told.add(line.source)
    found: dict[int, str] = {}
    for line, name in zip(lines, names, strict=True):
        if name in ours:
            found[id(line)] = ours[name]
        elif name and line.source in told and not line.target:
            found[id(line)] = ""
    return found


def _fit(line: LogLine, asked: Asked) -> _Fit | None:
    """Weigh one line; None if it is about another request."""
    target, port, client = asked.has_target(line), asked.has_port(line), asked.has_client(line)
    agent, by_name = asked.has_agent(line), asked.has_id(line)
    if target is False or agent is False or (client is False and not asked.can_be_client(line)):
        return None
    named = (
        3 if target or port or by_name else asked.mentions(line.message) if target is None else 0
    )
    if not named and asked.has_host(line):
        named = 1  # everybody who asks for this site has its name
    if not named and (port is False or _is_about_another(line, asked)):
        return None
    status = None if line.status is None or asked.status is None else line.status == asked.status
    scores = {True: _AGREES, None: _UNKNOWN, False: _DIFFERS}
    return _Fit(
        line,
        named,
        # The name that our response has tells more than addresses do, behind whatever proxies.
        client=scores[client or None if by_name else client],
        host=scores[asked.has_host(line) or None if by_name else asked.has_host(line)],
        port=_AGREES if by_name else scores[port],
        agent=scores[agent],
        status=scores[status],
    )


def _is_about_another(line: LogLine, asked: Asked) -> bool:
    """Whether a line that names no request can be told to be of another one all the same."""
    if asked.status is not None and _BEFORE_ANY_REQUEST.search(line.message):
        return True
    if line.kind == "access" and line.status is not None and line.status != asked.status:
        return True
    tells_file = line.server == "apache" and line.client and "/.htaccess" not in line.message
    return bool(tells_file and _ABSOLUTE_PATH.search(line.message))


@dataclass(frozen=True, slots=True)
class _Log:
    """The lines of one file and kind: each server on the way has its own say about a request."""

    asked: Asked
    lines: tuple[LogLine, ...]
    fits: tuple[_Fit, ...]

    def joined(self, *, since_mark: bool, alone: bool) -> dict[int, str]:
        """Return the certainty of every line that belongs to the request, by its id().

        `alone` says that no line anywhere is about another request.
        """
        found = self._named(since_mark=since_mark, alone=alone)
        if found and self.lines[0].kind == "access":
            return found  # it has one line for each request
        owners = self._owners()
        own_threads = {_thread(line) for line in self.lines if id(line) in found} - {""}
        said = {line.code for line in self.lines if _thread(line) in own_threads} - {None}
        left = [
            fit
            for fit in self.fits
            # What our own thread said as well, another one says of somebody else's request.
            if self._is_left(fit, owners, own_threads) and fit.line.code not in said
        ]
        if found and not since_mark:
            # Where this log names the request, what else it said about that time is noise.
            left = [fit for fit in left if fit.line.client]
        found |= _nameless(self.asked, left, alone=alone)
        for fit in self.fits:
            # Apache 2.4.71 says which backend refused (AH00957) without naming a client, and in
            # the next line of that thread (AH01114) whose request it was.
            owner = owners.get(id(fit.line))
            unnamed = not fit.named and owner is not None and not _is_chatter(fit.line)
            if unnamed and id(owner) in found:
                found[id(fit.line)] = found[id(owner)]
        return found

    def _is_left(
        self, fit: _Fit, owners: Mapping[int, LogLine], own_threads: Collection[str]
    ) -> bool:
        """Whether a line names no request and no other line tells whose it is."""
        if fit.named or fit.line.target or fit.differs or id(fit.line) in owners:
            return False
        if fit.line.client:
            return not own_threads or _thread(fit.line) in own_threads
        return not _is_chatter(fit.line)

    def _named(self, *, since_mark: bool, alone: bool) -> dict[int, str]:
        """Take the lines that name the request, the best agreeing ones of the file."""
        named = [fit for fit in self.fits if fit.named]
        if not named:
            return {}
        best = max(fit.rank for fit in named)
        chosen = [fit for fit in named if fit.rank == best]
        if len({(fit.line.client, fit.line.host) for fit in chosen if fit.differs}) > 1:
            return {}  # several strangers asked for the same at that time
        if chosen[0].line.kind == "access":
            status = max(fit.status for fit in chosen)
            chosen = [fit for fit in chosen if fit.status == status]
        requests = _requests(chosen)
        # Equal requests and no port that tells which is ours; or a weak name among strangers.
        equal = best[0] < _AGREES and len(requests) > 1
        doubtful = equal or any(_is_weak(fit) and not alone for fit in chosen)
        certainty = "window" if doubtful or chosen[0].differs else _sure(since_mark)
        if len(requests) > 1 and (not equal or len({r[0].line.message for r in requests}) == 1):
            # A port is used again, or all say the same: the nearest one will do.
            chosen = min(requests, key=lambda r: self.asked.distance(r[0].line))
        if chosen[0].line.kind == "access":
            chosen = chosen[-1:]
        return {id(fit.line): certainty for fit in chosen}

    def _owners(self) -> dict[int, LogLine]:
        """Return for lines without a client the one that says whose request theirs was.

        That is the next one of the same connection or thread, else the one before.
        """
        told: dict[str, list[int]] = {}
        for at, line in enumerate(self.lines):
            if line.client or line.target:
                told.setdefault(_thread(line), []).append(at)
        found: dict[int, LogLine] = {}
        for at, line in enumerate(self.lines):
            places = told.get(_thread(line), []) if _thread(line) and not line.client else []
            if places:
                next_one = bisect(places, at)
                found[id(line)] = self.lines[places[min(next_one, len(places) - 1)]]
        return found


def _logs(asked: Asked, lines: Sequence[LogLine], fits: Sequence[_Fit | None]) -> Iterator[_Log]:
    groups: dict[tuple[str, str, str], tuple[list[LogLine], list[_Fit]]] = {}
    for line, fit in zip(lines, fits, strict=True):
        group = groups.setdefault((line.source, line.server, line.kind), ([], []))
        group[0].append(line)
        if fit is not None:
            group[1].append(fit)
    return (_Log(asked, tuple(own), tuple(fitting)) for own, fitting in groups.values())


def _nameless(asked: Asked, fits: Sequence[_Fit], *, alone: bool) -> dict[int, str]:
    """Take lines that name no request at all: a failed handshake, a traceback, a full pool."""
    clients = _requests([fit for fit in fits if fit.line.client])
    others = [fit for fit in fits if not fit.line.client]
    ours: list[_Fit] = []
    if clients and len({request[0].line.message for request in clients}) == 1:
        ours = min(clients, key=lambda request: asked.distance(request[0].line))
    # Else they are several connections of one address, and nothing tells which was ours.
    certainty = "offset" if alone and len(clients) <= 1 else "window"
    nearest = sorted(others, key=lambda fit: asked.distance(fit.line))[:_MAX_NAMELESS]
    return {id(fit.line): certainty for fit in [*ours, *nearest]}


def _sure(since_mark: bool) -> str:
    return "offset" if since_mark else "request"


def _requests(fits: Sequence[_Fit]) -> list[list[_Fit]]:
    """Group the lines of a file by the request they tell of."""
    groups: dict[str, list[_Fit]] = {}
    for fit in fits:
        groups.setdefault(f"{_request(fit.line)} {_thread(fit.line)}", []).append(fit)
    return [*groups.values()]


def _is_weak(fit: _Fit) -> bool:
    """Whether the name alone would not tell it from a request over the same address."""
    doubtful = fit.named < 3 or fit.port == _DIFFERS  # noqa: PLR2004 (3 is exact)
    return doubtful or bool(fit.line.values.get("ambiguous"))


def _is_chatter(line: LogLine) -> bool:
    return _CHATTER.fullmatch(line.level or "") is not None


def _request(line: LogLine) -> str:
    """Return what keeps the lines of one request together within a file."""
    if line.server == "nginx" and "connection" in line.values:
        return line.values["connection"]
    if "request_id" in line.values:
        return line.values["request_id"]
    if "port" in line.values:
        return f"{line.client}:{line.values['port']}"
    return str(id(line)) if line.kind == "access" else _thread(line)


def _thread(line: LogLine) -> str:
    """Return the connection (nginx) or the thread (Apache) that wrote a line; '' if unknown."""
    if line.server == "nginx":
        return line.values.get("connection", "")
    return "/".join(line.values[name] for name in ("pid", "tid") if name in line.values)
