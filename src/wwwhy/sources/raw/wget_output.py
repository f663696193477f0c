"""What wget prints: the address behind a date, and with -S the heads of the answers, indented."""

import re
from dataclasses import dataclass, field

from wwwhy.errors import InputError
from wwwhy.model import Exchange, Request, Url
from wwwhy.sources.raw.messages import MAX_MESSAGES, MAX_RAW, UNKNOWN_URL, parse_raw

_ADDRESS = re.compile(rb"^--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--  (\S{1,8000})\s*$")
_STATUS_LINE = re.compile(rb"^  HTTP/\d(?:\.\d)? [1-9]\d\d\b")
_FIELD_LINE = re.compile(rb"^  [!#$%&'*+.^_`|~0-9A-Za-z-]+:")
_LOOKED_AT = 65536


@dataclass(slots=True)
class _Answer:
    """One head and the address that gave it."""

    url: bytes
    head: list[bytes] = field(default_factory=list)


def is_wget_output(content: bytes) -> bool:
    """Whether it holds an address and a head as `wget -S` prints them (GNU Wget 1.21)."""
    rows = content[:_LOOKED_AT].splitlines()
    return any(map(_ADDRESS.match, rows)) and any(map(_STATUS_LINE.match, rows))


def parse_wget_output(content: bytes) -> list[Exchange]:
    """Read the answers in what `wget -S` printed; bodies and fields of requests are not in it."""
    found = [each for each in map(_exchange, _answers(content[:MAX_RAW])) if each is not None]
    return [Exchange(each.request, each.response, index=i) for i, each in enumerate(found)]


def _answers(content: bytes) -> list[_Answer]:
    answers: list[_Answer] = []
    url = b""
    for row in content.splitlines():
        if address := _ADDRESS.match(row):
            url = address[1]
        elif _STATUS_LINE.match(row) and len(answers) < MAX_MESSAGES:
            answers.append(_Answer(url, [row.strip()]))
        elif _FIELD_LINE.match(row) and answers:
            answers[-1].head.append(row.strip())
    return answers


def _exchange(answer: _Answer) -> Exchange | None:
    """Return what was asked there and answered; None for an interim response."""
    try:
        url = Url.parse(answer.url.decode("utf-8", "replace"))
    except InputError:
        url = UNKNOWN_URL
    read = parse_raw(b"\r\n".join((*answer.head, b"", b"")))
    request = Request(url, follow_redirects=False)
    return Exchange(request, read[0].response) if read else None
