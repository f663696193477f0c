"""Reads HTTP/1 heads and trailer sections leniently: every deviation is noted, nothing is lost.

A strict reader throws the whole head away for one bad line, and with it the evidence (h11 does).
Grammar and recovery follow RFC 9112 sections 2.2, 4 and 5.
"""

import re
from dataclasses import dataclass

from wwwhy.model import Anomaly, Field, Fields

_STATUS_LINE = re.compile(
    rb"(?P<http>HTTP)/(?P<version>\d{1,4}(?:\.\d{1,4})?)(?P<gap>[ \t]+)(?P<status>\d{3})"
    rb"(?:(?P<space>[ \t])(?P<reason>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_LOWEST_STATUS = 100
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One field line and where it began."""

    name: str
    value: str
    offset: int


@dataclass(frozen=True, slots=True)
class Head:
    """A response head as it was read."""

    version: str
    status: int
    reason: str
    lines: tuple[Line, ...]
    anomalies: tuple[Anomaly, ...]
    raw: bytes

    @property
    def fields(self) -> Fields:
        """The field lines in order."""
        return Fields(tuple(Field(line.name, line.value) for line in self.lines))

    def values(self, name: str) -> tuple[Line, ...]:
        """Return the lines of a field, given in lower case."""
        return tuple(line for line in self.lines if line.name.lower() == name)


class Notes:
    """Collects anomalies up to a limit, each kind of line ending once."""

    def __init__(self, most: int) -> None:
        self.found: list[Anomaly] = []
        self._most = most
        self._once: set[str] = set()

    def add(self, name: str, offset: int, text: str) -> None:
        """Note one."""
        if len(self.found) < self._most:
            self.found.append(Anomaly(name, offset, text))

    def add_once(self, name: str, offset: int, text: str) -> None:
        """Note the first of its name only."""
        if name not in self._once:
            self._once.add(name)
            self.add(name, offset, text)


def read_head(raw: bytes, most_anomalies: int) -> Head | None:
    """Read a complete head with its closing blank line; None if it has no status line."""
    notes = Notes(most_anomalies)
    rows = _rows(raw, notes)
    while rows and not rows[0][0]:
        notes.add_once("leading_blank_line", rows[0][1], "a blank line before the status line")
        rows.pop(0)
    if not rows:
        return None
    match = _STATUS_LINE.fullmatch(rows[0][0])
    if match is None or int(match["status"]) < _LOWEST_STATUS:
        return None
    _check_status_line(match, rows[0][1], notes)
    lines = read_lines(rows[1:], notes)
    return Head(
        version=match["version"].decode(),
        status=int(match["status"]),
        reason=(match["reason"] or b"").decode("latin-1"),
        lines=lines,
        anomalies=tuple(notes.found),
        raw=raw,
    )


def read_trailers(
    raw: bytes, offset: int, most_anomalies: int
) -> tuple[Fields, tuple[Anomaly, ...]]:
    """Read a trailer section that stood at `offset` after the head (RFC 9112 section 7.1.2)."""
    notes = Notes(most_anomalies)
    lines = read_lines(_rows(raw, notes), notes)
    found = tuple(Anomaly(a.name, offset + a.offset, f"trailer: {a.text}") for a in notes.found)
    return Fields(tuple(Field(line.name, line.value) for line in lines)), found


def read_lines(rows: list[tuple[bytes, int]], notes: Notes) -> tuple[Line, ...]:
    """Read field lines from rows without their line ends, each with its offset."""
    lines: list[Line] = []
    for row, offset in rows:
        if not row:
            continue
        if row[:1] in b" \t":
            if lines:
                notes.add("obs_fold", offset, f"the value of {_shown(lines[-1].name)} is folded")
                lines[-1] = _unfolded(lines[-1], row)
                continue
            notes.add("leading_whitespace", offset, "the first field line begins with a blank")
        line = _line(row, offset, notes)
        if line is not None:
            lines.append(line)
    return tuple(lines)


def _rows(raw: bytes, notes: Notes) -> list[tuple[bytes, int]]:
    rows = []
    offset = 0
    for row in raw.split(b"\n")[:-1]:
        if row.endswith(b"\r"):
            rows.append((row[:-1], offset))
        else:
            notes.add_once("bare_lf", offset + len(row), "a line ends with LF without CR")
            rows.append((row, offset))
        offset += len(row) + 1
    return rows


def _check_status_line(match: re.Match[bytes], offset: int, notes: Notes) -> None:
    if match["http"] != b"HTTP":
        notes.add("protocol_name_case", offset, "the protocol name is not in upper case")
    if match["version"] not in {b"1.0", b"1.1"}:
        notes.add("unusual_version", offset, "the version is neither 1.0 nor 1.1")
    if match["gap"] != b" ":
        notes.add("status_line_whitespace", offset, "not one space before the status code")
    if match["space"] is None:
        notes.add("missing_reason", offset, "no space after the status code")
    if _CONTROL.search(match["reason"] or b""):
        notes.add("control_character", offset, "the reason phrase holds a control character")


def _line(row: bytes, offset: int, notes: Notes) -> Line | None:
    name, colon, value = row.strip(b" \t").partition(b":")
    if not colon:
        notes.add("line_without_colon", offset, f"{_shown(row.decode('latin-1'))} has no colon")
        return None
    text = name.rstrip(b" \t").decode("latin-1")
    if len(text) < len(name):
        notes.add("space_before_colon", offset, f"a blank stands between {_shown(text)} and colon")
    if not _TOKEN.fullmatch(name.rstrip(b" \t")):
        notes.add("illegal_header_name", offset, f"{_shown(text)} is no field name")
    control = _CONTROL.search(value)
    if control:
        code = control[0][0]
        notes.add("control_character", offset, f"the value of {_shown(text)} holds 0x{code:02X}")
    return Line(text, value.strip(b" \t").decode("latin-1"), offset)


def _unfolded(line: Line, row: bytes) -> Line:
    more = row.strip(b" \t").decode("latin-1")
    value = f"{line.value} {more}".strip(" ")
    return Line(line.name, value, line.offset)


def _shown(text: str) -> str:
    return ascii(text[:_SHOWN])
