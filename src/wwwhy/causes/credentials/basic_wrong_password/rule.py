"""The user name or the password is not the one that the server has on record."""

from wwwhy.auth.schemes import basic
from wwwhy.causes import asking
from wwwhy.causes.case import Case, same_outcome
from wwwhy.causes.credentials.inside import is_passed_inside
from wwwhy.causes.credentials.keeping import held_back
from wwwhy.causes.credentials.password_log import (
    hinted,
    is_of_another_system,
    refused,
    right_password,
    tells,
)
from wwwhy.causes.refusal import challenged_schemes, outer_realm
from wwwhy.causes.tokens.expiry import mentions_another_fault
from wwwhy.causes.upstream.stored import is_stored
from wwwhy.model import (
    Evidence,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
)

_HARMLESS = frozenset({"empty-password", "empty-username"})
_FORBIDDEN = 403


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
    admitted = right_password(case)
    if admitted is not None:
        values = {"message": admitted.message}
        against = Evidence(
            "log_right_password", values, Strength.CONCLUSIVE, Polarity.AGAINST, index,
            admitted.pointer,
        )  # fmt: skip
        return Finding(Verdict.RULED_OUT, (against,))
    sent = Evidence("basic_refused", exchange=index, pointer="request.headers.authorization")
    line = refused(case)
    if line is not None and tells(case, line, pair.username):
        values = {"message": line.message}
        log = Evidence("log", values, Strength.CONCLUSIVE, pointer=line.pointer)
        return Finding(Verdict.PROVED, (sent, log), wants=())
    if case.status == _FORBIDDEN:
        return _forbidden(case, sent)
    return _compared(case, (sent, *hinted(case, line)))


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
    held, utmost = (None, Verdict.POSSIBLE) if read else held_back(case)
    if held is not None and read is False and utmost is Verdict.PROVED:
        gone: dict[str, Value] = {"directive": held.words}
        pointer, certain = held.directive.pointer, Strength.CONCLUSIVE
        taken = Evidence("password_is_taken_off", gone, certain, Polarity.AGAINST, pointer=pointer)
        return Finding(Verdict.RULED_OUT, (taken,))
    evidence = [*sent]
    if nobody.first is not None:
        evidence.append(Evidence("stranger_fares_alike", exchange=nobody.first.index))
    if read and anonymous.first is not None:
        evidence.append(Evidence("password_is_looked_at", exchange=anonymous.first.index))
    doubtful = not read and (not challenged_schemes(case) or is_passed_inside(case))
    doubtful = doubtful or bool(case.log_lines(is_of_another_system))
    # What a server is told to take off nobody behind it has looked at.
    doubtful = doubtful or utmost is not Verdict.POSSIBLE
    # A copy that a cache kept was never an answer to this password.
    doubtful = doubtful or is_stored(case.exchange)
    # Locked accounts and closed networks are told to people with the right password, too.
    doubtful = doubtful or mentions_another_fault(case)
    verdict = Verdict.POSSIBLE if doubtful else Verdict.LIKELY
    return Finding(verdict, tuple(evidence), next_experiment=_next(case))


def _next(case: Case) -> NextExperiment:
    command = asking.command(case.request, "-i", "-u", "USER")
    return NextExperiment("other_account", command=command)
