"""A field with an underscore in its name was dropped on the way to the application."""

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.credentials.inside import is_own_page
from wwwhy.causes.refusal import challenged_schemes
from wwwhy.causes.request.underscores import configured, dropper, logged, supposed_of
from wwwhy.model import (
    Evidence,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Verdict,
)

_PROBE = "header-hyphenated"
_REFUSALS = frozenset({401, 403})
_CRASHED = 500


def judge(case: Case) -> Finding | None:
    """Write the same fields with hyphens: nginx, Gunicorn and CGI let those pass.

    In CGI and WSGI `api_key` and `api-key` end under one name (HTTP_API_KEY), so servers drop the
    first to keep it from passing for the second (RFC 3875 section 4.1.18).
    """
    names = tuple(dict.fromkeys(line.name for line in case.request.fields if "_" in line.name))
    if not names or (case.status in _REFUSALS and not _may_be_asked_for(case, names)):
        return None
    at = case.exchange.index
    sent = Evidence("sent", {"names": names}, exchange=at, pointer="request.headers")
    healed = case.healed_by(_PROBE)
    sure, supposed = (*logged(case, names), *configured(case, names)), supposed_of(case, names)
    said = sure or supposed
    if healed is not None:
        values = {"names": names, "before": case.outcome, "after": healed.status}
        flip = Evidence("hyphens_heal", values, Strength.CONCLUSIVE, exchange=healed.index)
        return _healed(case, (sent, flip), sure or dropper(case), supposed)
    tried = case.status == _CRASHED and case.probe(_PROBE).done
    if said and not tried:
        if sure and _is_all_there_was(case, names):
            return Finding(Verdict.PROVED, (sent, *said))
        # What a gateway refuses by itself has no application behind it that missed the field,
        # unless it asks one (auth_request).
        asks_another = any([*each.find("auth_request")] for each in case.config)
        if is_own_page(case) and not asks_another:
            return None
        verdict = Verdict.POSSIBLE if _is_doubtful(case) else Verdict.LIKELY
        return Finding(verdict, (sent, *said), next_experiment=_next(case, names[0]))
    # Pages about a crash repeat what was sent, so only success tells.
    return None if tried else _undecided(case, names, sent)


def _healed(
    case: Case,
    flip: tuple[Evidence, ...],
    seen: tuple[Evidence, ...],
    supposed: tuple[Evidence, ...],
) -> Finding:
    """Weigh the flip: it shows that the name was wrong, and a box that drops it shows why.

    A box that need not be on the way shows nothing, but tells where to look.
    """
    repair = flip[-1].exchange
    if seen:
        return Finding(Verdict.PROVED, (*flip, *seen), repair=repair)
    unseen = Evidence(
        "nothing_drops", {}, Strength.WEAK, Polarity.AGAINST, exchange=case.exchange.index
    )
    names = tuple(dict.fromkeys(line.name for line in case.request.fields if "_" in line.name))
    evidence = (*flip, *(supposed or (unseen,)))
    try_it = _next(case, names[0])
    return Finding(Verdict.LIKELY, evidence, repair=repair, next_experiment=try_it, wants=())


def _undecided(case: Case, names: tuple[str, ...], sent: Evidence) -> Finding | None:
    """Judge without the flip, by whether hyphens make the answer another one."""
    tried = case.probe(_PROBE)
    changed = asking.told_apart(case, tried)
    try_it = _next(case, names[0])
    if changed is None or tried.first is None:
        wants = (asking.REPEATED,) if tried.done else None
        return Finding(Verdict.POSSIBLE, (sent,), next_experiment=try_it, wants=wants)
    if changed:
        values = {"names": names, "before": case.outcome, "after": tried.first.status}
        other = Evidence("hyphens_change_answer", values, exchange=tried.first.index)
        return Finding(Verdict.LIKELY, (sent, other), next_experiment=try_it)
    if case.status not in _REFUSALS or not {*names} & {*asking.shown(case.request)}:
        return None  # it carries nothing that this refusal could be about
    same = Evidence(
        "hyphens_change_nothing",
        {"names": names},
        Strength.WEAK,
        Polarity.AGAINST,
        tried.first.index,
    )
    return Finding(Verdict.POSSIBLE, (sent, same), next_experiment=try_it)


def _next(case: Case, name: str) -> NextExperiment:
    renamed = name.replace("_", "-")
    command = asking.command(case.request, "-H", f"{renamed}: VALUE")
    return NextExperiment("rename", {"name": name, "renamed": renamed}, command)


def _may_be_asked_for(case: Case, names: tuple[str, ...]) -> bool:
    """Whether a refusal can be about these fields: they show who asks, or nothing else does."""
    proofs = {*asking.shown(case.request)}
    return not proofs or bool(proofs & {*names})


def _is_all_there_was(case: Case, names: tuple[str, ...]) -> bool:
    """Whether the server asks who is asking, and nothing but the dropped fields says it.

    A 403 has other reasons (an address, a rule), and a scheme that is named asks for another proof.
    """
    proofs = {*asking.shown(case.request)}
    asks = case.status == 401 and not is_own_page(case)  # noqa: PLR2004 (RFC 9110 section 15.5.2)
    asks_for_key = {*challenged_schemes(case)} <= asking.KEY_SCHEMES
    return asks and asks_for_key and bool(proofs) and proofs <= {*names}


def _is_doubtful(case: Case) -> bool:
    """Whether the refusal need not be about the field: a 403 that hyphens do not change, a 500."""
    if case.status == _CRASHED:
        return True
    alike = asking.told_apart(case, case.probe(_PROBE)) is False
    return is_own_page(case) or (case.status == 403 and alike)  # noqa: PLR2004 (RFC 9110 15.5.4)
