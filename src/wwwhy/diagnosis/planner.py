"""Which probes are worth sending next: merged over all open causes, the most telling first."""

from collections.abc import Callable, Iterable

from wwwhy.causes import Cause, ProbeResult, ProbeState
from wwwhy.diagnosis import lockout
from wwwhy.errors import Sentence
from wwwhy.model import Exchange, Experiment, Finding, Verdict
from wwwhy.probes import NotApplicable, probe

_ONE_WRONG = Sentence("One wrong credential was sent already; a second could lock an account.")
_SPARED = Sentence("The server refused this credential already; more of it could lock an account.")
_WEIGHT = {Verdict.PROVED: 0.5, Verdict.LIKELY: 2.0, Verdict.POSSIBLE: 1.0, Verdict.RULED_OUT: 0.0}


def wanted(judged: Iterable[tuple[Cause, Finding]], known: frozenset[str]) -> tuple[str, ...]:
    """Return the ids of the probes that open causes want, best first.

    A likely cause counts twice a possible one; the first probe a cause names counts most. Once a
    cause is proved, causes that are merely possible need not be settled any more, and the proved
    one wants only the probe that would try its fix out. A finding may name fewer than its cause.
    """
    judged = list(judged)
    proved = any(finding.verdict is Verdict.PROVED for _, finding in judged)
    score: dict[str, float] = {}
    for cause, finding in judged:
        if not _is_open(finding, proved=proved):
            continue
        names = cause.probes if finding.wants is None else finding.wants
        for place, name in enumerate(names):
            if name not in known:
                worth = _WEIGHT[finding.verdict] * (4 + cause.commonness) / (2 + place)
                score[name] = score.get(name, 0.0) + worth
    return tuple(sorted(score, key=lambda name: (-score[name], name)))


def _is_open(finding: Finding, *, proved: bool) -> bool:
    if finding.verdict is Verdict.RULED_OUT:
        return False
    if finding.verdict is Verdict.PROVED:
        return finding.repair is None
    return finding.verdict is Verdict.LIKELY or not proved


def plan(
    names: Iterable[str],
    exchange: Exchange,
    hops: tuple[Exchange, ...],
    *,
    known: frozenset[str],
    room: int,
    fits: Callable[[Experiment], bool] = lambda _: True,
    patient: bool = False,
    allowance: lockout.Allowance | None = None,
) -> tuple[list[tuple[str, Experiment]], dict[str, ProbeResult]]:
    """Turn probe ids into experiments, as many as have room.

    Returns the experiments by probe id, and results for the probes that do not apply to this
    request, so that nobody asks for them again. At most one wrong credential is sent in a whole
    diagnosis (an account could be locked), and the user's own, once refused, as often as the
    `allowance` says (None: no matter how often). A probe that waits runs alone, when nothing
    quicker is left to ask. What does not fit the time of a wave is asked only of the `patient`,
    and only where nothing else is.
    """
    experiments: list[tuple[str, Experiment]] = []
    results: dict[str, ProbeResult] = {}
    late: tuple[str, Experiment] | None = None
    wrong_sent = any(probe(name).wrong_credential for name in known)
    deferring = _tells_what_was_refused(exchange, known, allowance)
    asked = dict.fromkeys([*names, lockout.NOBODY] if deferring else names)
    for name in sorted(asked, key=lambda name: _turn(name, exchange, allowance)):
        factor = probe(name)
        if factor.waits and experiments:
            break
        change = _allowed(name, exchange, hops, allowance, wrong_sent=wrong_sent)
        if isinstance(change, ProbeResult):
            if not (deferring and change.state is ProbeState.NOT_RUN):
                results[name] = change
            continue
        size = len(change.requests)
        if size > room:
            continue
        if not fits(change):
            late = late or (name, change)
            continue
        wrong_sent = wrong_sent or factor.wrong_credential
        experiments.append((name, change))
        allowance = allowance and allowance.after(name, change, exchange)
        room -= size
        if room <= 0:
            break
    return experiments or ([late] if late and patient else []), results


def _allowed(
    name: str,
    exchange: Exchange,
    hops: tuple[Exchange, ...],
    allowance: lockout.Allowance | None,
    *,
    wrong_sent: bool,
) -> Experiment | ProbeResult:
    """Return as much of an experiment as may be sent, or why none of it may."""
    factor = probe(name)
    change = factor.change(exchange, hops)
    if isinstance(change, NotApplicable):
        return ProbeResult(name, ProbeState.NOT_APPLICABLE, why=change.why)
    if factor.wrong_credential and wrong_sent:
        return ProbeResult(name, ProbeState.NOT_APPLICABLE, why=_ONE_WRONG)
    spared = allowance.sparing(name, change, exchange) if allowance else change
    return spared or ProbeResult(name, ProbeState.NOT_RUN, why=_SPARED)


def _tells_what_was_refused(
    exchange: Exchange, known: frozenset[str], allowance: lockout.Allowance | None
) -> bool:
    """Whether it is open yet if a 403 (RFC 9110 section 15.5.4) is about the credential."""
    if allowance is None or exchange.status != lockout.FORBIDDEN or lockout.NOBODY in known:
        return False
    return not isinstance(probe(lockout.NOBODY).change(exchange, (exchange,)), NotApplicable)


def _turn(name: str, exchange: Exchange, allowance: lockout.Allowance | None) -> tuple[bool, bool]:
    """Return the place of a probe: where few may carry the credential, those about it come first.

    A 403 is as often about something else.
    """
    factor = probe(name)
    scarce = allowance is not None and exchange.status != lockout.FORBIDDEN
    return factor.waits, scarce and factor.factor not in lockout.OF_CREDENTIALS
