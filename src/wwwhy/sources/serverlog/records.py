"""From the bytes of a log to its lines: decoded, unwrapped, parsed, and folded where one goes on.

Tracebacks and the stack traces of PHP take several lines; they belong to the line they follow.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from wwwhy.model import LogLine
from wwwhy.sources.serverlog import plain
from wwwhy.sources.serverlog.envelope import opened
from wwwhy.sources.serverlog.formats import Parse, ranked
from wwwhy.sources.serverlog.moments import Clock
from wwwhy.sources.serverlog.tail import MAX_LINE, RawLine

MAX_FOLDED = 1000
"""Lines that one record may go on for."""
_SAMPLE = 40
_EXCEPTION = re.compile(
    r"(?:Caused by: )?(?:[\w$]+[.:\\])*[A-Z]\w*(?:Error|Exception|Exit|Interrupt)\b.*"
)
_GOES_ON = re.compile(
    r"\s|\Z|Traceback |Caused by|Stack trace|During handling of|The above exception|#\d|at \S"
    rf"|{_EXCEPTION.pattern}"
)


@dataclass(slots=True)
class _Record:
    line: LogLine
    number: int | None
    read: Parse
    texts: list[str] = field(default_factory=list)
    size: int = 0


def log_lines(
    raw: Sequence[RawLine],
    *,
    source: str,
    clock: Clock,
    hint: str | None = None,
    own: Sequence[Parse] = (),
) -> list[LogLine]:
    """Return the records of some lines; what no format knows and nothing precedes is left out.

    `own` are readers for formats that a configuration defines; they are tried first.
    """
    texts = [each.text.decode("utf-8", "replace") for each in raw]
    inner = [opened(text).text for text in [*texts[:_SAMPLE], *texts[_SAMPLE:][-_SAMPLE:]]]
    readers = [*own, *(each.parse for each in ranked("\n".join(inner), hint)), plain.parse]
    records = _records(zip(raw, texts, strict=True), readers, clock)
    return [replace(_whole(record, clock), source=source) for record in records]


def _records(
    lines: Iterable[tuple[RawLine, str]], readers: Sequence[Parse], clock: Clock
) -> Iterator[_Record]:
    record: _Record | None = None
    for raw, whole in lines:
        text, time = opened(whole, clock)
        pairs = ((read, read(text, clock)) for read in readers)
        read, line = next((pair for pair in pairs if pair[1] is not None), (plain.parse, None))
        if text != whole and not (line is None and _GOES_ON.match(text)):
            line = _timed(line, text, whole, time, clock)
        if line is not None:
            if record is not None:
                yield record
            record = _Record(line, raw.number, read, [text], len(text))
        elif record is not None and record.line.kind == "error":
            record.size += len(text) + 1
            if record.size <= MAX_LINE and len(record.texts) < MAX_FOLDED:
                record.texts.append(text)
    if record is not None:
        yield record


def _timed(
    line: LogLine | None, text: str, whole: str, time: float | None, clock: Clock
) -> LogLine | None:
    """Give a line the time of its envelope, if it has none of its own."""
    if line is None:
        return plain.parse(whole, clock) if time is None else plain.told(text, time)
    return line if line.time is not None else replace(line, time=time)


def _whole(record: _Record, clock: Clock) -> LogLine:
    """Read a record that goes on for several lines once more, as one."""
    line = replace(record.line, number=record.number)
    if len(record.texts) == 1:
        return line
    text = "\n".join(record.texts).rstrip()
    again = record.read(text, clock) or line
    values = dict(again.values)
    raised = [each for each in map(str.strip, record.texts[1:]) if _EXCEPTION.match(each)]
    if raised:
        values["exception"] = raised[-1]
    # What PHP says may have several lines, with a stack trace behind; others say all in the first.
    several = again.server in {"nginx", "php", "php-fpm"}
    message = again.message.partition("\nStack trace:")[0] if several else line.message
    return replace(again, number=record.number, text=text, message=message, values=values)
