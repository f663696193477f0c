"""Which causes were considered for a case, what each said, and by which evidence."""

from wwwhy.causes import live_causes
from wwwhy.formatters import Surface
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases
from wwwhy.formatters.wording.claims import filled
from wwwhy.model import Diagnosis, Evidence, Polarity, Ranked, Role


def render_rules(
    diagnosis: Diagnosis,
    language: str = "en",
    surface: Surface = Surface(),  # noqa: B008 (a NamedTuple is immutable)
) -> str:
    """Write every rule that spoke with its evidence, then the names of those that kept silent."""
    view = View(diagnosis, phrases(language), Pen(surface))
    silent = _silent(diagnosis)
    words, pen = view.words, view.pen
    count = words("rules", "heading", n=len(diagnosis.causes) + len(silent))
    lines = [pen.style("bold", count)]
    for ranked in diagnosis.causes:
        lines += _spoke(view, ranked)
    if silent:
        lines += ["", *pen.fold(words("rules", "silent", n=len(silent)), first="")]
        lines += pen.fold(", ".join(silent))
        lines += ["", *pen.fold(words("rules", "left_out"), first="")]
    return pen.plain("\n".join(lines)) + "\n"


def _spoke(view: View, ranked: Ranked) -> list[str]:
    verdict = view.pen.style("bold", view.words("verdict", ranked.verdict))
    lines = ["", f"  {ranked.id}: {verdict} ({ranked.confidence:.2f})"]
    for evidence in ranked.evidence:
        sign = "-" if evidence.polarity is Polarity.AGAINST else "+"
        lines += view.pen.fold(_said(view, ranked.id, evidence), first=f"    {sign} ")
    return lines


def _said(view: View, slug: str, evidence: Evidence) -> str:
    """Name an evidence and its values as the rule returned them.

    These names are English; whoever reads another language gets the cause's own sentence.
    """
    if view.words.language == "en":
        values, now = evidence.values, view.diagnosis.generated_at
        said = filled(None, evidence.name, values, view.words, now)
    else:
        said = view.evidence(slug, evidence)
    strength = view.words("strength", evidence.strength)
    return view.with_place(said, evidence.exchange, evidence.pointer, strength)


def _silent(diagnosis: Diagnosis) -> list[str]:
    own = [e for e in diagnosis.exchanges if e.role in {Role.BASELINE, Role.FOLLOW_UP}]
    spoke = {ranked.id for ranked in diagnosis.causes}
    concerned = live_causes(own[-1]) if own else []
    return sorted(cause.slug for cause in concerned if cause.slug not in spoke)
