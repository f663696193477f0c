"""The text output, for a person at a terminal, at the end of a pipe or in an e-mail."""

from wwwhy.formatters import Surface
from wwwhy.formatters.page.cures import cures, next_experiment, unexplained
from wwwhy.formatters.page.facts import answer_words, defects, facts, log_words
from wwwhy.formatters.page.journey import journey
from wwwhy.formatters.page.lists import not_checked, others, requests, ruled_out
from wwwhy.formatters.page.opening import opening
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases
from wwwhy.model import Diagnosis

_SECTIONS = (
    opening,
    journey,
    answer_words,
    facts,
    log_words,
    cures,
    next_experiment,
    unexplained,
    others,
    ruled_out,
    defects,
    not_checked,
    requests,
)


def render(
    diagnosis: Diagnosis,
    language: str = "en",
    audience: str | None = None,
    surface: Surface = Surface(),  # noqa: B008 (a NamedTuple is immutable)
) -> str:
    """Write the page: why, who said no, what fixes it, and all that stands behind it."""
    view = View(diagnosis, phrases(language), Pen(surface), audience)
    written = (section(view) for section in _SECTIONS)
    page = "\n\n".join("\n".join(lines) for lines in written if lines)
    return view.pen.plain(page) + "\n"
