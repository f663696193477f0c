"""A redirect led to another origin, and the credentials stayed behind, as they should."""

import re

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.credentials.inside import is_own_page
from wwwhy.causes.refusal import challenge_error, challenged_schemes
from wwwhy.causes.testimony import weight
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
)

_PROBE = "final-url"
_LOG = re.compile(
    r"no (?:user|password|credential|authorization|token|api.?key)\S* .*(?:provided|sent|found)",
    re.IGNORECASE,
)
_BY_EVERY_CLIENT = frozenset({"authorization", "cookie"})
"""What curl and browsers take off by themselves; other fields they carry to the new address."""


def judge(case: Case) -> Finding | None:
    """Find the hop at which credentials stayed behind, and whether its goal wants any.

    The final address gets the user's credentials only if it belongs to the origin they were given
    for. If not, nobody's credential is sent there: an answer that changes shows that one is looked
    at, and so that the missing one is the reason.
    """
    lost = asking.left_behind(case)
    if not lost:
        return None
    hop = next((each for each in case.hops if {*each.withheld} & {*lost}), None)
    if hop is None or asking.shown(case.request.without_fields("cookie")):
        return None
    stayed = Evidence("stayed_behind", _values(case, hop, lost), exchange=hop.index)
    healed = case.healed_by(_PROBE)
    if healed is not None and healed.request.url.origin == case.hops[0].request.url.origin:
        values: dict[str, Value] = {"url": _bare(healed), "after": healed.status}
        flip = Evidence("direct_works", values, Strength.CONCLUSIVE, exchange=healed.index)
        return Finding(Verdict.PROVED, (stayed, flip), repair=healed.index)
    if not {name.lower() for name in lost} & _BY_EVERY_CLIENT:
        # Our own caution, which the user's client does not share: nothing can be said of that.
        ours = Evidence("only_we_hold_it_back", {"names": lost}, Strength.WEAK)
        return Finding(Verdict.POSSIBLE, (stayed, ours), next_experiment=_next(case), wants=())
    return _weighed(case, stayed)


def _weighed(case: Case, stayed: Evidence) -> Finding | None:
    """Judge by what the last server says: its log, its challenge, its answer to a stranger."""
    line = asking.own_word(case, _LOG)
    evidence = [stayed]
    schemes, sent = challenged_schemes(case), asking.scheme_of(case.hops[0].request)
    if schemes and not challenge_error(case):
        field = "response.headers.www-authenticate"
        values: dict[str, Value] = {"schemes": tuple(map(asking.proper, schemes))}
        evidence.append(
            Evidence("asks_for_credentials", values, exchange=case.exchange.index, pointer=field)
        )
    tried = case.probe(_PROBE)
    changed = asking.told_apart(case, tried) if _is_elsewhere(case, tried.first) else None
    if changed and tried.first is not None:
        values = {"before": case.outcome, "after": tried.first.status}
        evidence.append(Evidence("looks_at_credentials", values, exchange=tried.first.index))
    # With nothing of its own to try, a proved cause needs no stranger's credential any more.
    wants = () if _is_elsewhere(case, case.exchange) else (_PROBE,)
    open_wants = (asking.REPEATED,) if changed is None and tried.done else None
    if line is not None:
        log = Evidence("log", {"message": line.message}, weight(line), pointer=line.pointer)
        evidence.append(log)
        if log.strength is Strength.CONCLUSIVE:
            return Finding(Verdict.PROVED, tuple(evidence), wants=wants)
    wanted = case.status == 401 or bool(schemes)  # noqa: PLR2004 (RFC 9110 section 15.5.2)
    if wanted and changed:
        return Finding(Verdict.PROVED, tuple(evidence), wants=wants)
    asked = wanted or changed or line or (sent and sent in schemes)
    if not asked and changed is False and tried.first is not None:
        if is_own_page(case):
            return None
        # Who hides a place from strangers says the same to all of them, often that there is none.
        alike = (Strength.WEAK, Polarity.AGAINST, tried.first.index)
        evidence.append(Evidence("stranger_fares_alike", {"status": case.status}, *alike))
    verdict = Verdict.LIKELY if asked else Verdict.POSSIBLE
    return Finding(verdict, tuple(evidence), next_experiment=_next(case), wants=open_wants)


def _is_elsewhere(case: Case, exchange: Exchange | None) -> bool:
    origin = case.hops[0].request.url.origin
    return exchange is not None and exchange.request.url.origin != origin


def _values(case: Case, hop: Exchange, lost: tuple[str, ...]) -> dict[str, Value]:
    place = case.hops.index(hop)
    return {
        "names": lost,
        "from_origin": case.hops[place - 1].request.url.origin,
        "to_origin": hop.request.url.origin,
        "status": case.hops[place - 1].status,
    }


def _bare(exchange: Exchange) -> str:
    return f"{exchange.request.url.origin}{exchange.request.url.path}"


def _next(case: Case) -> NextExperiment:
    sent = asking.scheme_of(case.hops[0].request)
    options = ("-u", "USER") if sent == "basic" else ("-H", "Authorization: Bearer TOKEN")
    command = asking.command(case.request, *options)
    return NextExperiment("go_there_directly", {"url": _bare(case.exchange)}, command)
