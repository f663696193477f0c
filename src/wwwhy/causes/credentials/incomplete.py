"""Requests that are called malformed, or make an application stumble, for want of credentials."""

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.credentials import lack, nobody, unnamed
from wwwhy.model import Evidence, Finding, Strength, Verdict

_CRASHED = 500
_COMPARED = (nobody.STRANGER, asking.REPEATED)


def judge(case: Case) -> Finding | None:
    """Judge a request that is called malformed, by the lack that the answer names.

    The answer names a field of the head and nothing else, or tells nobody's credential apart from
    none; both say which it is.
    """
    missed, changes = lack.found(case), unnamed.another_answer(case)
    if missed is None:
        return _crashed(case, changes)
    evidence = (*unnamed.nothing_sent(case), _named(case, missed), *changes)
    placed = missed.is_placed and missed.is_alone and not case.recorded
    sure = placed or (changes and missed.is_clear and case.status != _CRASHED)
    if sure and not nobody.is_doubtful(case):
        return Finding(Verdict.PROVED, evidence, wants=())
    same = asking.told_apart(case, case.probe(nobody.STRANGER)) is False
    if same and not missed.is_clear:
        return None
    likely = changes or missed.is_placed or (missed.is_clear and not same)
    verdict = Verdict.LIKELY if likely else Verdict.POSSIBLE
    return Finding(
        verdict, evidence, next_experiment=unnamed.try_credentials(case), wants=_COMPARED
    )


def _crashed(case: Case, changes: tuple[Evidence, ...]) -> Finding | None:
    """Judge an application that stumbles over nobody, and refuses whom it does not know.

    It may as well have nothing against strangers, and stumble over something else.
    """
    if case.recorded or case.status != _CRASHED:
        return None
    if changes:
        evidence = (*unnamed.nothing_sent(case), *changes)
        return Finding(
            Verdict.POSSIBLE, evidence, next_experiment=unnamed.try_credentials(case), wants=()
        )
    tried = case.probe(nobody.STRANGER).done and case.probe(asking.REPEATED).done
    return None if tried else Finding(Verdict.POSSIBLE, wants=_COMPARED)


def _named(case: Case, missed: lack.Lack) -> Evidence:
    at = case.exchange.index
    if not missed.name:
        words = {"words": missed.words}
        return Evidence("says_missing", words, exchange=at, pointer="response.body")
    how = Strength.CONCLUSIVE if missed.is_placed and missed.is_alone else Strength.STRONG
    return Evidence("field_named", {"name": missed.name}, how, exchange=at, pointer="response.body")
