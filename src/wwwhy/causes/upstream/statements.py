"""Evidence that a gateway's own words make, for any of its troubles."""

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.faults import Told
from wwwhy.model import Evidence, Finding, Polarity, Strength, Value, Verdict


def words(case: Case, said: list[Told], *, vague: Strength = Strength.STRONG) -> Evidence:
    """Return what the first of these statements says; `vague` is the weight of one not certain."""
    each = said[0]
    values: dict[str, Value] = {"words": each.text}
    strength = Strength.CONCLUSIVE if each.certain else vague
    if each.is_log:
        return Evidence("log", values, strength, pointer=each.pointer)
    index = case.exchange.index
    return Evidence("box_says", values, strength, exchange=index, pointer=each.pointer)


def ruled_out(said: Told) -> Finding:
    """Rule a cause out by a statement that certainly names another fault."""
    values: dict[str, Value] = {"words": said.text}
    conclusive = Strength.CONCLUSIVE
    other = Evidence("other_fault", values, conclusive, Polarity.AGAINST, pointer=said.pointer)
    return Finding(Verdict.RULED_OUT, (other,))
