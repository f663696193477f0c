"""A log line that no cause has read is shown all the same; one of another request never."""

from dataclasses import replace

import pytest

from tests.diagnosis.peers import request, response
from wwwhy.causes import Case
from wwwhy.diagnosis.testimony import MOST, unread
from wwwhy.model import Evidence, Exchange, LogLine, Ranked, Verdict

LINE = LogLine(
    "error.log",
    7,
    "nginx",
    "error",
    "2026/11/21 07:32:12 [error] 1#1: *3 access forbidden by rule, client: 127.0.0.1",
    level="error",
    message="access forbidden by rule",
    certainty="request",
)


def case(*lines: LogLine, status: int = 403) -> Case:
    failed = Exchange(request(), response(status))
    return Case(failed, failed, log=lines)


def said(*lines: LogLine, status: int = 403, listed: tuple[Ranked, ...] = ()) -> list[object]:
    return [each.values["words"] for each in unread(case(*lines, status=status), listed)]


def ranked(verdict: Verdict, pointer: str = "") -> Ranked:
    return Ranked("file-permission-denied", verdict, 0.5, (Evidence("log", pointer=pointer),))


def test_the_line_is_shown_with_its_place():
    (defect,) = unread(case(LINE), ())
    assert defect.id == "said-in-log"
    assert dict(defect.values) == {"words": "access forbidden by rule", "line": "error.log:7"}


@pytest.mark.parametrize(
    "line",
    [
        replace(LINE, certainty="window"),
        replace(LINE, level="info"),
        replace(LINE, level="Debug"),
        replace(LINE, kind="access"),
        replace(LINE, message="", text=" "),
    ],
)
def test_other_lines_are_not(line):
    assert said(line) == []


def test_a_success_and_a_proof_need_no_witness():
    assert said(LINE, status=200) == []
    assert said(LINE, listed=(ranked(Verdict.PROVED),)) == []
    assert said(LINE, listed=(ranked(Verdict.POSSIBLE),)) == ["access forbidden by rule"]
    assert said(LINE, listed=(ranked(Verdict.POSSIBLE, "error.log:7"),)) == []


def test_what_is_said_again_and_again_is_said_once_and_a_flood_has_an_end():
    again = replace(LINE, number=8)
    others = [replace(LINE, number=9 + n, message=f"m{n}" + "x" * 999) for n in range(9)]
    words = said(LINE, again, *others)
    assert len(words) == MOST
    assert words[0] == "access forbidden by rule"
    assert all(len(str(each)) <= 300 for each in words)


def test_the_message_s_number_comes_along():
    coded = replace(LINE, code="AH01630", message="client denied by server configuration")
    assert said(coded) == ["AH01630: client denied by server configuration"]


PYTHON = """Error handling request /x
Traceback (most recent call last):
  File "app.py", line 6, in view
    cart[key]
KeyError: 'first'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "app.py", line 9, in view
LookupError: no cart
"""
JAVA = """Servlet.service() threw exception
java.lang.IllegalStateException: no pool
\tat com.example.A.b(A.java:1)
Caused by: java.net.ConnectException: no route
\tat java.net.C.d(C.java:2)
\t... 3 more
"""
PHP = """PHP Fatal error:  Uncaught Error: boom in /x.php:3
Stack trace:
#0 {main}
  thrown in /x.php on line 3
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PYTHON, "Error handling request /x … LookupError: no cart"),
        (
            JAVA,
            "Servlet.service() threw exception … Caused by: java.net.ConnectException: no route",
        ),
        (PHP, "PHP Fatal error:  Uncaught Error: boom in /x.php:3"),
    ],
)
def test_the_exception_of_a_trace_is_part_of_it(text, expected):
    line = replace(LINE, text=text, message=text.partition("\n")[0])
    assert said(line, status=500) == [expected]
