"""The credentials were sent in a scheme that the server does not take here."""

import re

from wwwhy.auth import parse_challenges
from wwwhy.auth.schemes import bearer
from wwwhy.causes import asking
from wwwhy.causes.case import Case, ProbeResult
from wwwhy.causes.credentials import login
from wwwhy.causes.credentials.spelling import same_scheme
from wwwhy.causes.refusal import challenge_error, challenged_schemes
from wwwhy.causes.testimony import weight
from wwwhy.model import Evidence, Finding, NextExperiment, Polarity, Strength, Value, Verdict
from wwwhy.model.exchange import Exchange
from wwwhy.probes.usual_scheme import is_unusual, scheme_written, spellings

_CODES = frozenset({"AH01614"})
"""mod_auth_basic of Apache 2.4: client used wrong authentication scheme."""
_LOG = re.compile(
    r"wrong authentication scheme|no user/password was provided"
    r"|(?:unsupported|unknown|unexpected|invalid|wrong) auth\w* (?:scheme|type|method)",
    re.IGNORECASE,
)
_USUAL, _ASKED = "usual-scheme", "response.headers.www-authenticate"
_FAULTS = frozenset({422, 500})  # of applications that take a value apart without looking
_RARE = bearer.FAMILY - {"bearer"} | asking.KEY_SCHEMES
"""Schemes for tokens that few servers know."""


def judge(case: Case) -> Finding | None:
    """Compare the scheme sent with those challenged (RFC 9110 section 11.6.1), then try them.

    A list of schemes alone makes it likely only: many servers ask for Basic and take tokens too.
    Such a server answers a token otherwise than nothing at all, and that rules this cause out.
    Where the server names no scheme, or the very one that was sent, the secret is tried under the
    scheme as it is usually written, and by the other schemes for tokens.
    """
    challenged = challenged_schemes(case)
    sent = asking.scheme_of(case.request) or login.waiting(case.request)
    if asking.asked_by_proxy(case):
        return None
    if not sent or not challenged or sent in challenged:
        return _respelled(case)
    return _compared(case, challenged, sent)


def _compared(case: Case, challenged: tuple[str, ...], sent: str) -> Finding | None:
    """Judge credentials in another scheme than those that the server names."""
    if case.status in _FAULTS:
        return None
    anonymous = case.probe("without-credentials")
    against = _against(case, anonymous, sent)
    names = tuple(map(asking.proper, challenged))
    values: dict[str, Value] = {"sent": asking.proper(sent), "challenged": names}
    asked = Evidence("asks_for_another", values, exchange=case.exchange.index, pointer=_ASKED)
    healed = case.healed_by("challenged-scheme")
    if healed is not None:
        return _flipped(case, asked, healed)
    if against is not None:
        # Whoever wants a token in another form may notice this one all the same.
        akin = sent in bearer.FAMILY and bool({*challenged} & bearer.FAMILY)
        verdict = Verdict.POSSIBLE if akin else Verdict.RULED_OUT
        return Finding(verdict, (asked, against)[not akin :], None, _next(case) if akin else None)
    line = asking.own_word(case, _LOG, _CODES)
    evidence = (asked, *_weighed(case, anonymous))
    if line is not None:
        how = weight(line, (sent,))
        log = Evidence("log", {"message": line.message}, how, pointer=line.pointer)
        evidence += (log,)
        if log.strength is Strength.CONCLUSIVE:
            return Finding(Verdict.PROVED, evidence, wants=("challenged-scheme",))
    apart = asking.told_apart(case, case.probe("challenged-scheme"))
    unread = apart is False and {*challenged} <= asking.KEY_SCHEMES
    return Finding(Verdict.POSSIBLE if unread else Verdict.LIKELY, evidence, None, _next(case))


def _flipped(case: Case, seen: Evidence, healed: Exchange) -> Finding | None:
    taken = (healed.request.fields.get("authorization") or "").partition(" ")[0]
    values: dict[str, Value] = {"scheme": taken, "status": healed.status}
    flip = Evidence("other_scheme_is_taken", values, Strength.CONCLUSIVE, exchange=healed.index)
    is_open, same = asking.open_to_nobody(case), same_scheme(case, healed)
    if is_open:
        return None
    evidence = (same or seen, flip)
    if is_open is None:
        return Finding(Verdict.LIKELY, evidence, healed.index, wants=("without-credentials",))
    # The flip is sure; but the right scheme in another spelling is not one that is not taken.
    verdict = Verdict.PROVED if same is None else Verdict.LIKELY
    return Finding(verdict, evidence, repair=healed.index, wants=())


def _respelled(case: Case) -> Finding | None:
    """Judge a scheme that the server may not know in this spelling; only the flip proves it.

    Else it counts that the usual spelling gets other words, and not those said to nobody.
    """
    unusual = is_unusual(case.request)
    told_of = case.status not in _FAULTS or unusual or asking.scheme_of(case.request) in _RARE
    if not spellings(case.control) or not told_of:
        return None
    healed, at = case.healed_by(_USUAL), case.exchange.index
    values: dict[str, Value] = {"scheme": scheme_written(case.request)}
    so = Evidence("written_so", values, Strength.WEAK, exchange=at)
    if healed is not None:
        return _flipped(case, so, healed)
    tried, anonymous = case.probe(_USUAL), case.probe("without-credentials").first
    if tried.first is None:
        # Nothing speaks for it yet but that it can be tried.
        return Finding(Verdict.POSSIBLE, wants=(_USUAL,))
    if not unusual or not asking.told_apart(case, tried):
        return None
    so = same_scheme(case, tried.first) or so
    if anonymous is None or not asking.apart(case, tried.first, anonymous):
        return Finding(Verdict.POSSIBLE, (so,), wants=("without-credentials",))
    read = Evidence("other_scheme_is_read", exchange=tried.first.index)
    return Finding(Verdict.LIKELY, (so, read), next_experiment=_next(case), wants=())


def _against(case: Case, anonymous: ProbeResult, sent: str) -> Evidence | None:
    """Return what shows that the scheme is taken all the same."""
    if (first := anonymous.first) is None or first.response is None:
        return None
    values: dict[str, Value] = {"sent": asking.proper(sent)}
    fields = first.response.fields.all("www-authenticate")
    if any(each.scheme == sent for each in parse_challenges(fields).challenges):
        # Two boxes share one field: the first was content, and the second wants its own scheme.
        return Evidence(
            "asked_for_without_it", values, Strength.CONCLUSIVE, Polarity.AGAINST, first.index
        )
    # What finds fault with a token where none was sent has not understood what was.
    taken_for_a_token = challenge_error(case) is not None and sent not in bearer.FAMILY
    if asking.told_apart(case, anonymous) and not taken_for_a_token:
        return Evidence("scheme_is_read", values, Strength.STRONG, Polarity.AGAINST, first.index)
    return None


def _weighed(case: Case, anonymous: ProbeResult) -> tuple[Evidence, ...]:
    """Return what probes that did not heal say of it."""
    found, tried = [], case.probe("challenged-scheme")
    if asking.told_apart(case, tried) and tried.first:
        found.append(Evidence("other_scheme_is_read", exchange=tried.first.index))
    if anonymous.first is not None and asking.told_apart(case, anonymous) is False:
        found.append(Evidence("as_if_nothing_was_sent", exchange=anonymous.first.index))
    return tuple(found)


def _next(case: Case) -> NextExperiment:
    schemes = (*challenged_schemes(case), asking.scheme_of(case.request) or "bearer")
    command = asking.command(case.request, *login.options(schemes[0]))
    return NextExperiment("use_it", command=command)
