"""Facts a person can check: the evidence for the best cause, and the defects seen on the way."""

from wwwhy.formatters.page.view import View
from wwwhy.formatters.wording.catalog import defect_sentence
from wwwhy.formatters.wording.outside import outside
from wwwhy.model import Evidence, Polarity, Strength

_BAR = "     | "
MAX_LOG_TEXT = 400
"""Characters of a log line that are quoted."""


def facts(view: View) -> list[str]:
    """Write the evidence of the best cause as numbered facts, what speaks against it last."""
    best = view.diagnosis.best
    if best is None or view.diagnosis.outcome.healthy:
        return []
    lines = [view.heading("evidence")]
    if not best.evidence:
        return lines + view.pen.fold(view.words("evidence", "none"))
    weights = list(Strength)
    ordered = sorted(
        best.evidence,
        key=lambda e: (e.polarity is Polarity.AGAINST, weights.index(e.strength)),
    )
    for number, evidence in enumerate(ordered, 1):
        lines += view.pen.fold(_fact(view, best.id, evidence), first=f"{number:>3}. ")
        lines += _quoted(view, evidence)
    return lines


def defects(view: View) -> list[str]:
    """Write the protocol faults that were seen and need not be the cause."""
    seen = [
        view.with_place(
            defect_sentence(defect, view.words, view.diagnosis.generated_at),
            defect.exchange,
            "",
            outside(defect.reference.replace("section", view.words("place", "section"))),
        )
        for defect in view.diagnosis.defects
    ]
    return [view.heading("defects"), *view.bullets(seen)] if seen else []


def _fact(view: View, slug: str, evidence: Evidence) -> str:
    claim = view.evidence(slug, evidence)
    if evidence.polarity is Polarity.AGAINST:
        claim = view.words("evidence", "against", claim=claim)
    weak = (view.words("evidence", "weak"),) if evidence.strength is Strength.WEAK else ()
    return view.with_place(claim, evidence.exchange, evidence.pointer, *weak)


def _quoted(view: View, evidence: Evidence) -> list[str]:
    """Quote the log line an evidence points at: the reader may not have the file at hand."""
    found = (e for e in view.diagnosis.log_lines if e.pointer == evidence.pointer)
    line = next(found, None)
    if line is None or line.number is None:
        return []
    text = outside(line.text, MAX_LOG_TEXT)
    return [view.pen.style("dim", row) for row in view.pen.fold(text, first=_BAR, rest=_BAR)]
