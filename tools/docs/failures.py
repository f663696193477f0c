"""Pages about failures: why no response came, one each, and the list by phase."""

from collections.abc import Iterator
from itertools import groupby

from tools.docs import codes, prose
from tools.docs.book import FAILURE
from tools.docs.edition import Edition
from tools.docs.page import Page
from wwwhy.catalog.entry import Entry
from wwwhy.model import FAILURE_TYPES, Failure

LIST = "failures/index.html"
_RFC_9209 = "https://www.rfc-editor.org/rfc/rfc9209#section-2.3"


def pages(edition: Edition) -> Iterator[Page]:
    """Return the list and a page for every failure."""
    words = edition.words
    phases = [
        (phase, words("phase", phase), [edition.failure(known) for known in group])
        for phase, group in groupby(
            sorted(FAILURE_TYPES, key=lambda known: _PHASES.index(FAILURE_TYPES[known][0])),
            key=lambda known: FAILURE_TYPES[known][0],
        )
    ]
    yield Page(
        path=LIST,
        section="failures",
        title=words("section", "failures"),
        template="failures.html",
        context={"phases": phases},
        summary=words("intro", "failures"),
        weight=1.5,
    )
    for known in FAILURE_TYPES:
        yield _page(edition, Failure(known))


_PHASES = ("dns", "tcp", "proxy", "tls", "http")


def _page(edition: Edition, failure: Failure) -> Page:
    phrase = edition.product.named("failure", failure.type)
    phase = edition.words("phase_in", failure.phase)
    about = next((r for r in edition.book.codes.get(FAILURE, ()) if r.key == failure.type), None)
    names = [row for row in edition.book.by_failure.get(failure.type, ()) if row != about]
    said, advice = ("", "") if about is None else _said(about, edition.language)
    return Page(
        path=f"failures/{failure.type}.html",
        section="failures",
        title=prose.capital(phrase),
        template="failure.html",
        context={
            "failure": failure,
            "phase": phase,
            "meaning": prose.blocks(said),
            "advice": prose.blocks(advice),
            "command": codes.command(edition, about) if about else "",
            "heading": edition.words("code", "command"),
            "do": edition.labels("label", "do"),
            "rfc9209": _RFC_9209,
            "names": [edition.row(row) for row in names],
            "causes": codes.causes(edition, about) if about else (),
        },
        summary=prose.plain(said)
        or edition.words("summary", "failure", phase=phase, type=failure.type),
        names=(failure.type, failure.rfc9209, *(row.key for row in names)),
    )


def _said(row: Entry, language: str) -> tuple[str, str]:
    return row.meaning.speak(language), row.advice.speak(language) if row.advice else ""
