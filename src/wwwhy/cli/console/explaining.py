"""Explains for the command line: finds the answer, prints it, and returns the exit status."""

import os
import sys
from collections.abc import Sequence

from wwwhy.cli.console.language import from_environment
from wwwhy.cli.console.surface import readable, surface_of, write
from wwwhy.formatters.explanation import Explanation, explain, listing, render
from wwwhy.formatters.explanation.facts import seen
from wwwhy.formatters.phrases import Phrases, phrases

FOUND, NOT_FOUND = 0, 2
_SHOWN = 80


def run(words: Sequence[str], *, listed: bool, output: str, language: str | None) -> int:
    """Print what the words mean, or a list; not found is told in one sentence.

    Raises:
        UsageError: there is no such list.

    """
    spoken = _language(language)
    surface = surface_of(sys.stdout, os.environ)
    what = " ".join(words)
    if listed:
        write(listing(what, output, language=spoken, surface=surface))
        return FOUND
    explanation = explain(what, language=spoken)
    if explanation.found:
        write(render(explanation, output, language=spoken, surface=surface))
        return FOUND
    if output == "json":
        write(render(explanation, output, language=spoken))
    from wwwhy.cli.console.faults import tell  # noqa: PLC0415 (loads click)

    tell(_miss(explanation, phrases(spoken, "wwwhy.formatters.explanation")))
    return NOT_FOUND


def _miss(explanation: Explanation, words: Phrases) -> str:
    what = explanation.query
    what = what if len(what) <= _SHOWN else f"{what[:_SHOWN]}…"
    if explanation.owner:
        return words("said", "owner_alone", what=what, owner=explanation.owner)
    if explanation.behind:
        names = ", ".join(dict.fromkeys(map(seen, explanation.behind)))
        return words("said", "named_alone", what=what, names=names)
    if explanation.lacking:
        return words("said", "owner_lacks", what=what, owner=explanation.lacking)
    if not explanation.nearest:
        return words("said", "nothing_known", what=what)
    return words("said", "nothing_near", what=what, names=", ".join(explanation.nearest))


def _language(wanted: str | None) -> str:
    return readable(wanted or from_environment(os.environ), asked=bool(wanted))
