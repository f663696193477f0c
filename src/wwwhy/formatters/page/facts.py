"""Facts a person can check: the evidence for the best cause, and the defects seen on the way."""

from wwwhy.formatters.page.pen import together
from wwwhy.formatters.page.view import View
from wwwhy.formatters.wording.catalog import defect_sentence
from wwwhy.formatters.wording.content import content_words
from wwwhy.formatters.wording.outside import outside
from wwwhy.model import Evidence, Polarity, Strength, Verdict

_SAID_IN_LOG = "said-in-log"
_LOG_LINES = "log-line"
"""Whose rows in the catalogue explain lines of logs."""
_BAR, _QUOTE = "     | ", "  | "
MAX_LOG_TEXT = 400
"""Characters of a log line that are quoted."""
MAX_ANSWER = 320
"""Characters of an answer's content that are quoted."""
_SURE = frozenset({Verdict.PROVED, Verdict.LIKELY})


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


def answer_words(view: View) -> list[str]:
    """Write what the answer itself says, where no cause explains it well."""
    diagnosis, own = view.diagnosis, view.own
    explained = diagnosis.best is not None and diagnosis.best.verdict in _SURE
    if diagnosis.outcome.healthy or explained or own is None or own.response is None:
        return []
    said = outside(content_words(own.response), MAX_ANSWER)
    place = together(f"[{view.where(own.index, '')}]")
    return (
        [view.heading("answer"), *view.pen.fold(f"{said} {place}", first=_QUOTE, rest=_QUOTE)]
        if said
        else []
    )


def log_words(view: View) -> list[str]:
    """Write what the server's own log says of the request, where no cause has read it."""
    lines = [view.heading("testimony")]
    for defect in view.diagnosis.defects:
        if defect.id == _SAID_IN_LOG:
            said, place = (outside(str(defect.values[name])) for name in ("words", "line"))
            lines += view.bullets([f"{said} {together(f'[{place}]')}"])
            lines += _meant(view, str(defect.values["words"]))
    return lines if len(lines) > 1 else []


def _meant(view: View, words: str) -> list[str]:
    """Say what a log line means and what to do, where the catalogue has it for this status."""
    from wwwhy.formatters.explanation import explain  # noqa: PLC0415 (for such lines only)

    language, status = view.words.language, view.diagnosis.outcome.status
    for entry in (meaning.entry for meaning in explain(words, language=language).meanings):
        if entry.owner.id == _LOG_LINES and entry.status in {None, status}:
            said = [each.speak(language) for each in (entry.meaning, entry.advice) if each]
            return view.pen.fold(" ".join(said), first="    ")
    return []


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
        if defect.id != _SAID_IN_LOG
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
