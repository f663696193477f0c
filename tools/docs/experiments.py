"""The page about experiments: which one thing each of them changes, and which causes ask for it."""

from collections.abc import Iterator

from tools.docs.edition import Edition
from tools.docs.page import Page

PATH = "experiments.html"
_TRAITS = ("failure_is_answer", "wrong_credential", "waits")


def pages(edition: Edition) -> Iterator[Page]:
    """Return the one page."""
    words = edition.words
    probes = [
        {
            "link": edition.probe(probe.id),
            "id": probe.id,
            "traits": [words("trait", trait) for trait in _TRAITS if getattr(probe, trait)],
            "causes": edition.causes(
                cause for cause in edition.book.causes.values() if probe.id in cause.probes
            ),
        }
        for probe in edition.book.probes.values()
    ]
    yield Page(
        path=PATH,
        section="experiments",
        title=words("section", "experiments"),
        template="experiments.html",
        context={"probes": probes},
        summary=words("intro", "experiments"),
        names=tuple(edition.book.probes),
    )
