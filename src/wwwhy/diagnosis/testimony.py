"""What a server's own log says of the request, where no cause has read it.

The line is the best witness there is, and a knowledge base never knows every line: a person who
handed the log in is shown it and need not search.
"""

import re
from collections import deque
from collections.abc import Sequence

from wwwhy.causes import Case
from wwwhy.causes.case import is_success
from wwwhy.model import Defect, LogLine, Ranked, Verdict

MOST = 3
"""Lines that are shown."""
_LONGEST = 300
_FRAME = re.compile(r"\s|#\d|Traceback |Stack trace|During handling of|The above exception|\.\.\.")
_CHATTER = re.compile(r"(?:trace|debug|info|notice)\w*", re.IGNORECASE)


def unread(case: Case, listed: Sequence[Ranked]) -> tuple[Defect, ...]:
    """Return the errors that the logs hold of this very request, if no cause is proved.

    Arguments:
        case: what is known.
        listed: the causes that the report names; a line that one of them quotes is not repeated.

    """
    if is_success(case.exchange) or any(each.verdict is Verdict.PROVED for each in listed):
        return ()
    quoted = {evidence.pointer for each in listed for evidence in each.evidence}
    lines = case.log_lines(lambda line: _speaks(line) and line.pointer not in quoted)
    said = {_words(line): line for line in reversed(lines)}
    return tuple(
        Defect("said-in-log", {"words": words, "line": line.pointer}, case.exchange.index)
        for words, line in list(reversed(said.items()))[:MOST]
    )


def _speaks(line: LogLine) -> bool:
    return (
        line.certainty != "window"
        and _CHATTER.fullmatch(line.level or "") is None
        and bool(_words(line))
    )


def _words(line: LogLine) -> str:
    first, *rest = line.text.splitlines() or [""]
    said = (line.message or first)[:_LONGEST].strip()
    if line.code and line.code not in said:
        said = f"{line.code}: {said}"
    raised = _raised(rest)
    return f"{said} … {raised}" if raised and raised not in said else said


def _raised(lines: Sequence[str]) -> str:
    """Return the exception at the end of a traceback, or the last `Caused by` of a stack trace.

    Frames are indented in every language's traces, or begin with a number; what is not is the
    exception.
    """
    told = (line.strip() for line in lines if line and not _FRAME.match(line))
    return next(iter(deque((line for line in told if line), maxlen=1)), "")[:_LONGEST]
