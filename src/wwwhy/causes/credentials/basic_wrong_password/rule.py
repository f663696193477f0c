"""The user name or the password is not the one that the server has on record."""

import re

from wwwhy.auth.schemes import basic
from wwwhy.causes import asking
from wwwhy.causes.case import Case, same_outcome
from wwwhy.causes.credentials import keeping
from wwwhy.causes.credentials.inside import is_gateways_own, is_own_page, is_passed_inside
from wwwhy.causes.refusal import challenged_schemes, outer_realm
from wwwhy.causes.testimony import names_elsewhere
from wwwhy.causes.tokens.expiry import mentions_another_fault
from wwwhy.model import Evidence, Finding, LogLine, NextExperiment, Polarity, Strength, Verdict

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
_HARMLESS = frozenset({"empty-password", "empty-username"})
_FORBIDDEN = 403
_NEVER = re.compile(r"(?!)")


def judge(case: Case) -> Finding | None:
    """Let the server's log say it; else a nobody's password that fares no better makes it likely.

    From outside it looks the same when the server's record is at fault (a hash it cannot read), so
    without the log it is never proved. What is malformed in the credentials is another cause's.
    """
    pair = basic.credentials_of(case.request)
    schemes = challenged_schemes(case)
    if pair is None or {*pair.faults} - _HARMLESS or (schemes and "basic" not in schemes):
        return None
    if asking.asked_by_proxy(case):
        return None
    index = case.exchange.index
    admitted = asking.own_word(case, _NEVER, _OTHER_CODES)
    if admitted is not None:
        values = {"message": admitted.message}
        against = Evidence(
            "log_right_password", values, Strength.CONCLUSIVE, Polarity.AGAINST, index,
            admitted.pointer,
        )  # fmt: skip
        return Finding(Verdict.RULED_OUT, (against,))
    sent = Evidence("basic_refused", exchange=index, pointer="request.headers.authorization")
    line = asking.own_word(case, _LOG, _CODES)
    if line is not None and _tells(line, pair.username):
        values = {"message": line.message}
        log = Evidence("log", values, Strength.CONCLUSIVE, pointer=line.pointer)
        return Finding(Verdict.PROVED, (sent, log), wants=())
    if case.status == _FORBIDDEN:
        return _forbidden(case, sent)
    return _compared(case, (sent, *_hinted(line or asking.own_word(case, _VAGUE))))


def _forbidden(case: Case, sent: Evidence) -> Finding | None:
    """Judge a 403, as frameworks say it that have no challenge: told of passwords, to strangers.

    Whoever gets it without a password as well is kept out by something else, and who alone gets it
    was recognised and lacks a right.
    """
    nobody, anonymous = case.probe("garbage-credential"), case.probe("without-credentials")
    read, alike = asking.told_apart(case, anonymous), asking.told_apart(case, nobody)
    if read is None or nobody.first is None or anonymous.first is None:
        return Finding(Verdict.POSSIBLE) if read is not False else None
    if not read or alike is not False:
        return None
    looked_at = Evidence("password_is_looked_at", exchange=anonymous.first.index)
    same = Evidence("stranger_fares_alike", exchange=nobody.first.index)
    # Who asks nobody to log in (401) would ask again after a wrong password.
    verdict = Verdict.LIKELY if same_outcome(anonymous.first, case.control) else Verdict.POSSIBLE
    return Finding(verdict, (sent, same, looked_at), next_experiment=_next(case))


def _tells(line: LogLine, user: str) -> bool:
    """Whether a line can mean nothing else than that this user's password is wrong."""
    return not _is_of_rule_too(line) and (line.code in _CODES or _names(line, user))


def _is_of_rule_too(line: LogLine) -> bool:
    """Whether lighttpd wrote it: it says the same of a right password whose user is not admitted.

    mod_authn_file of 1.4.69 compares the password and then `require`, and tells both with one line.
    """
    return line.server == "lighttpd"


def _names(line: LogLine, user: str) -> bool:
    """Whether a line is about this user: applications log passwords of their own as well."""
    return bool(user) and re.search(rf"(?<!\w){re.escape(user)}(?!\w)", line.message) is not None


def _is_of_another_system(line: LogLine) -> bool:
    """Whether an application could not ask another system about a login."""
    fits = _VAGUE.search(line.message) or _LOG.search(line.message)
    return bool(fits) and line.certainty != "window" and names_elsewhere(line)


def _hinted(line: LogLine | None) -> tuple[Evidence, ...]:
    if line is None:
        return ()
    if _is_of_rule_too(line):
        return (Evidence("log_or_rule", {"message": line.message}, pointer=line.pointer),)
    return (Evidence("log", {"message": line.message}, pointer=line.pointer),)


def _compared(case: Case, sent: tuple[Evidence, ...]) -> Finding | None:
    """Weigh what nobody's credential and none at all are answered."""
    nobody = case.probe("garbage-credential")
    anonymous = case.probe("without-credentials")
    read = asking.told_apart(case, anonymous)
    if nobody.first is not None and not same_outcome(nobody.first, case.control):
        # Another status for a stranger: this user was recognised.
        values = {"status": case.status, "then": nobody.first.status}
        against = Evidence(
            "stranger_fares_otherwise", values, Strength.STRONG, Polarity.AGAINST,
            nobody.first.index,
        )  # fmt: skip
        return Finding(Verdict.POSSIBLE, (*sent, against), next_experiment=_next(case))
    outer = outer_realm(case)
    if outer is not None:
        at = anonymous.exchanges[0].index
        passed = Evidence("outer_login_passed", {"outer": outer}, Strength.STRONG,
                          Polarity.AGAINST, at)  # fmt: skip
        return Finding(Verdict.POSSIBLE, (*sent, passed), next_experiment=_next(case))
    held = None if is_own_page(case) or is_gateways_own(case) else keeping.kept(case)
    utmost = keeping.utmost(held, case) if held and not read else Verdict.POSSIBLE
    if held and utmost is Verdict.PROVED and read is False:
        values = {"directive": held.words}
        gone = Evidence(
            "password_is_taken_off", values, Strength.CONCLUSIVE, Polarity.AGAINST,
            pointer=held.directive.pointer,
        )  # fmt: skip
        return Finding(Verdict.RULED_OUT, (gone,))
    evidence = [*sent]
    if nobody.first is not None:
        evidence.append(Evidence("stranger_fares_alike", exchange=nobody.first.index))
    if read and anonymous.first is not None:
        evidence.append(Evidence("password_is_looked_at", exchange=anonymous.first.index))
    doubtful = not read and (not challenged_schemes(case) or is_passed_inside(case))
    doubtful = doubtful or bool(case.log_lines(_is_of_another_system))
    # What a server is told to take off nobody behind it has looked at.
    doubtful = doubtful or utmost is not Verdict.POSSIBLE
    # Locked accounts and closed networks are told to people with the right password, too.
    doubtful = doubtful or mentions_another_fault(case)
    verdict = Verdict.POSSIBLE if doubtful else Verdict.LIKELY
    return Finding(verdict, tuple(evidence), next_experiment=_next(case))


def _next(case: Case) -> NextExperiment:
    command = asking.command(case.request, "-i", "-u", "USER")
    return NextExperiment("other_account", command=command)
