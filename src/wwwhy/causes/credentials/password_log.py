"""What a server's log says of a password: wrong, its user unknown, or right and not admitted."""

import re

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.testimony import names_elsewhere
from wwwhy.model import Evidence, LogLine

_CODES = frozenset({"AH01617", "AH01618"})
"""mod_auth_basic of Apache 2.4: password mismatch, user not found."""
_LOG = re.compile(
    r"password (?:mismatch|does ?n.t match|incorrect|verification failed)"
    r"|(?:wrong|bad|incorrect|invalid|mismatched?) (?:user(?:name)?[ /]?(?:or )?)?password"
    r"|\buser .{0,200}(?:not found|unknown|does not exist)|(?:no such|unknown) user",
    re.IGNORECASE,
)
_VAGUE = re.compile(r"invalid credentials|authentication fail(?:ed|ure)", re.IGNORECASE)
"""So a log also speaks of a directory that did not answer, or of the application's own account."""
_OTHER_CODES = frozenset({"AH01631"})
"""mod_authz_core: the password was right, and this user is not among those admitted."""
_ASK_THEMSELVES = frozenset({"nginx", "apache"})
_PROGRAMS = frozenset({"application", "framework", "application-server"})
_NEVER = re.compile(r"(?!)")


def right_password(case: Case) -> LogLine | None:
    """Return the server's line that the password was right and the user is not admitted."""
    return asking.own_word(case, _NEVER, _OTHER_CODES)


def refused(case: Case) -> LogLine | None:
    """Return the line of this request that speaks of a wrong password or an unknown user."""
    return asking.own_word(case, _LOG, _CODES)


def tells(case: Case, line: LogLine, user: str) -> bool:
    """Whether a line can mean nothing else than that this user's password is wrong here."""
    if _is_of_rule_too(line) or _is_of_another_answer(case, line):
        return False
    return line.code in _CODES or _names(line, user)


def is_of_another_system(line: LogLine) -> bool:
    """Whether an application could not ask another system about a login."""
    fits = _VAGUE.search(line.message) or _LOG.search(line.message)
    return bool(fits) and line.certainty != "window" and names_elsewhere(line)


def hinted(case: Case, line: LogLine | None) -> tuple[Evidence, ...]:
    """Return a line that speaks for a wrong password, this one or a vaguer one."""
    line = line or asking.own_word(case, _VAGUE)
    if line is None:
        return ()
    if _is_of_rule_too(line):
        return (Evidence("log_or_rule", {"message": line.message}, pointer=line.pointer),)
    return (Evidence("log", {"message": line.message}, pointer=line.pointer),)


def _is_of_rule_too(line: LogLine) -> bool:
    """Whether lighttpd wrote it: it says the same of a right password whose user is not admitted.

    mod_authn_file of 1.4.69 compares the password and then `require`, and tells both with one line.
    """
    return line.server == "lighttpd"


def _is_of_another_answer(case: Case, line: LogLine) -> bool:
    """Whether a program behind the web server gave the answer, and the web server wrote the line.

    Who asks for the password itself answers itself; the line is about a request like this one.
    """
    return line.server in _ASK_THEMSELVES and case.answered_by.role in _PROGRAMS


def _names(line: LogLine, user: str) -> bool:
    """Whether a line is about this user: applications log passwords of their own as well."""
    return bool(user) and re.search(rf"(?<!\w){re.escape(user)}(?!\w)", line.message) is not None
