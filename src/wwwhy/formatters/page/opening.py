"""The opening: the headline, what was asked, and what happened in a paragraph."""

from wwwhy.errors import said_in
from wwwhy.formatters.page import markdown
from wwwhy.formatters.page.view import View
from wwwhy.formatters.wording.catalog import outcome_row
from wwwhy.formatters.wording.outside import MAX_URL, outside
from wwwhy.formatters.wording.summary import failure_label, summary
from wwwhy.model import Role, Verdict


def opening(view: View) -> list[str]:
    """Write the first lines of the page."""
    diagnosis, pen = view.diagnosis, view.pen
    headline = pen.fold(summary(diagnosis, view.words), first="", rest="  ")
    lines = [pen.style(_colour(view), line) for line in headline]
    lines += [pen.style("dim", line) for line in _target(view)]
    lines += [pen.style("dim", line) for line in _detail(view)]
    return lines + _not_followed(view) + _story(view)


def _target(view: View) -> list[str]:
    """Write what was asked; a response alone does not say, and its stand-in would confuse."""
    target = view.diagnosis.target
    if target.source == "raw":
        from wwwhy.sources.raw import UNKNOWN_URL  # noqa: PLC0415 (for messages from a file only)

        if target.url.partition("://")[2].partition("/")[0] == UNKNOWN_URL.host:
            said = view.words("headline", "without_request", host=UNKNOWN_URL.host)
            return view.pen.fold(said, first="")
    return [f"{outside(target.method)} {outside(target.url, MAX_URL)}"]


def _detail(view: View) -> list[str]:
    """Write what the failure said natively, unless the headline or the evidence says the same."""
    failure, best = view.diagnosis.outcome.failure, view.diagnosis.best
    explained = best is not None and best.verdict is Verdict.PROVED
    if failure is None or not failure.detail or explained:
        return []
    said = said_in(failure.detail, view.words.language)
    if said.rstrip(".").casefold() == failure_label(failure, view.words).casefold():
        return []
    return view.pen.fold(outside(said), first="")


def _not_followed(view: View) -> list[str]:
    """Say where a redirect leads that was, as asked, not followed."""
    own = [e for e in view.diagnosis.exchanges if e.role in {Role.BASELINE, Role.FOLLOW_UP}]
    response = own[-1].response if own else None
    if not view.diagnosis.outcome.healthy or response is None or not response.is_redirect:
        return []
    location = outside(response.fields.get("location") or "", MAX_URL)
    return view.pen.fold(view.words("healthy", "not_followed", location=location), first="")


def _story(view: View) -> list[str]:
    best = view.diagnosis.best
    if view.diagnosis.outcome.healthy:
        return []
    if best is None:
        known = outcome_row(view.diagnosis.outcome)
        return (
            ["", *view.pen.fold(known.meaning.speak(view.words.language), first="")]
            if known
            else []
        )
    story = view.cause(best.id).what_happened
    told = markdown.lines(markdown.brief(markdown.blocks(story)), view.pen, "")
    return ["", *told] if told else []


def _colour(view: View) -> str:
    if view.diagnosis.outcome.healthy:
        return "green"
    best = view.diagnosis.best
    return "red" if best is not None and best.verdict is Verdict.PROVED else "bold"
