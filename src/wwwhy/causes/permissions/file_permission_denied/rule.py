"""The operating system does not let the web server read this one file."""

import re
from shlex import quote

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.permissions.files import configured_file, refused_files
from wwwhy.causes.refusal import challenges
from wwwhy.model import (
    Evidence,
    Exchange,
    Fields,
    Finding,
    LogLine,
    NextExperiment,
    Polarity,
    Strength,
    Verdict,
)

_OPENED_THE_FILE = frozenset({"AH00132"})
"""Apache's message about the file itself; other servers' lines may mean a folder above it."""
_OPENS_FIRST = frozenset({"Caddy", "Go net/http"})
"""What opens a file before it looks at the method, so that no method tells it from a rule (Caddy
2.6.2, Go 1.19)."""
_FILE = re.compile(r"[^/]+\.[A-Za-z0-9]{1,8}")
_MISSING = frozenset({404, 410})
_REFUSED, _NOT_ALLOWED = 403, 405


def judge(case: Case) -> Finding | None:
    """Take the log's errno 13 on the file, with a name beside it that is missing, not refused.

    Without a log: rules of access refuse every method, an unreadable file only those that open
    it. nginx 1.22.1 answers OPTIONS with 405 there and Apache 2.4.71 with 200, and both with 403
    where a rule denies.
    """
    sibling = case.probe("random-sibling").first
    logged = next(iter(refused_files(case)), None)
    if sibling is not None and sibling.status == _REFUSED and case.is_comparable:
        values = {"status": _REFUSED}
        beside = Evidence(
            "sibling_refused_too", values, Strength.CONCLUSIVE, Polarity.AGAINST, sibling.index
        )
        # Where the log does speak of rights, those of a folder above are at fault: another cause.
        return Finding(Verdict.RULED_OUT, (beside,)) if logged is None else None
    if logged is None:
        return None if _fails_otherwise(case) else _from_outside(case)
    line, path = logged
    said = _said(line)
    # A script is opened by the process behind; a name beside it that is no script says nothing.
    only_this = not line.upstream and sibling is not None and sibling.status in _MISSING
    if line.code in _OPENED_THE_FILE or only_this:
        return Finding(Verdict.PROVED, (said, *_missing_beside(case)), wants=())
    return Finding(Verdict.LIKELY, (said,), next_experiment=_look(path), wants=("random-sibling",))


def _said(line: LogLine) -> Evidence:
    return Evidence("log", {"message": line.message}, Strength.CONCLUSIVE, pointer=line.pointer)


def _fails_otherwise(case: Case) -> bool:
    """Whether the server's log names another error of the system for this very request."""
    lines = (each for each in case.log_lines(lambda line: bool(line.values.get("errno"))))
    return any(line.certainty != "window" for line in lines)


def _from_outside(case: Case) -> Finding | None:
    """Judge without a log: only what a web server answers by itself about one of its files."""
    if not _can_be_a_file(case):
        return None
    sibling, options = case.probe("random-sibling").first, case.probe("method-options").first
    path = configured_file(case)
    if sibling is None:
        return Finding(Verdict.POSSIBLE, next_experiment=_look(path))
    if sibling.status not in _MISSING or not case.is_comparable:
        return None
    beside = _missing_beside(case)
    if options is None or case.answered_by.name in _OPENS_FIRST:
        return Finding(Verdict.POSSIBLE, beside, next_experiment=_look(path))
    if options.status == _REFUSED or options.status is None:
        return None
    passes = Evidence("rules_let_pass", {"status": options.status}, exchange=options.index)
    # No web server lets other methods pass like that for a file: then a rule parts the methods.
    usual = options.status == _NOT_ALLOWED or "allow" in _fields_of(options)
    verdict = Verdict.LIKELY if usual else Verdict.POSSIBLE
    return Finding(verdict, (*beside, passes), next_experiment=_look(path), wants=())


def _fields_of(exchange: Exchange) -> Fields:
    return exchange.response.fields if exchange.response else Fields()


def _can_be_a_file(case: Case) -> bool:
    if case.request.url.path.endswith("/") or challenges(case):
        return False
    box, name = case.answered_by, case.request.url.path.rpartition("/")[2]
    served = box.role == "web-server" and box.name not in _OPENS_FIRST
    named = box.name in _OPENS_FIRST and _FILE.fullmatch(name) is not None
    return (served or named) and not is_success(case.control)


def _missing_beside(case: Case) -> tuple[Evidence, ...]:
    sibling = case.probe("random-sibling").first
    if sibling is None or sibling.status not in _MISSING:
        return ()
    return (Evidence("sibling_missing", {"status": sibling.status}, exchange=sibling.index),)


def _look(path: str | None) -> NextExperiment:
    command = f"namei -l {quote(path)}" if path else "namei -l /path/to/the/file"
    return NextExperiment("look_at_rights", command=command)
