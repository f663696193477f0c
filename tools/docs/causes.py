"""Pages about causes: one each, and the list by family."""

import re
from collections.abc import Iterator

from tools.docs import examples, prose
from tools.docs.book import ROOT, family_text, folder
from tools.docs.edition import Edition, Link
from tools.docs.page import Page, relative
from wwwhy.causes import Cause
from wwwhy.model import FAILURE_TYPES

_AUDIENCES = ("visitor", "developer", "administrator")
_MOST = 8
_AT_HAND = re.compile(r"\{(url|host|path|method|status|box)\}")
LIST = "causes/index.html"


def pages(edition: Edition) -> Iterator[Page]:
    """Return the list and a page for every cause."""
    words = edition.words
    families = [
        {
            "id": f"family-{family}",
            "name": edition.family(family),
            "text": prose.blocks(_linked(family_story(edition, family), edition)),
            "causes": [
                (edition.cause(each), _short(outcomes(edition, each)), commonness(edition, each))
                for each in members
            ],
        }
        for family, members in edition.book.families.items()
    ]
    yield Page(
        path=LIST,
        section="causes",
        title=words("section", "causes"),
        template="causes.html",
        context={"families": families},
        summary=words("intro", "causes"),
        weight=1.5,
    )
    for cause in edition.book.causes.values():
        yield _page(edition, cause)


def family_story(edition: Edition, family: str) -> str:
    """Return what belongs to a family and what its members are confused with."""
    if edition.language == "ru":
        return edition.families.get(family, {}).get("text_ru", "")
    return family_text(family)


def outcomes(edition: Edition, cause: Cause) -> tuple[Link, ...]:
    """Return what a cause leads to: codes first, then failures."""
    failures = [
        known for known in FAILURE_TYPES for pattern in cause.failures if _fits(known, pattern)
    ]
    return (
        *(edition.status(status) for status in cause.statuses),
        *(edition.failure(known) for known in dict.fromkeys(failures)),
    )


def _general(text: str) -> str:
    """Return a text whose placeholders for the request at hand are written as what they are."""
    return _AT_HAND.sub(lambda match: match[1].upper(), text)


def _short(links: tuple[Link, ...]) -> list[Link]:
    """Return codes without their names, for a list."""
    return [
        each._replace(text=each.text.split()[0]) if each.text[0].isdecimal() else each
        for each in links
    ]


def commonness(edition: Edition, cause: Cause) -> str:
    """Say how often a cause is met."""
    return edition.words("common", str(cause.commonness))


def _page(edition: Edition, cause: Cause) -> Page:
    words = edition.words
    texts = cause.texts(edition.language)
    example = examples.of_cause(cause)
    context = {
        "cause": cause,
        "story": prose.blocks(_general(texts.what_happened)),
        "fixes": [
            (who, edition.product("audience", who), prose.blocks(_general(getattr(texts, who))))
            for who in _AUDIENCES
        ],
        "prevention": prose.blocks(_general(texts.prevention)),
        "evidence": [
            prose.sentence(sentence, named=edition.language == "en")
            for sentence in texts.evidence.values()
        ],
        "references": texts.references,
        "outcomes": outcomes(edition, cause),
        "boxes": [edition.box(name) for name in cause.boxes if name != "*"],
        "common": commonness(edition, cause),
        "inputs": [edition.words("input", name) for name in cause.inputs],
        "family": Link(edition.family(cause.family), f"{LIST}#family-{cause.family}"),
        "family_text": prose.blocks(_linked(family_story(edition, cause.family), edition)),
        "confused": edition.causes(edition.book.confused_with(cause)[:_MOST]),
        "probes": [edition.probe(name) for name in cause.probes],
        "folder": str(folder(cause).relative_to(ROOT)),
        "example": example,
        "shown": example.shown(edition.language) if example else "",
        "headline": example.headline(edition.language) if example else "",
    }
    return Page(
        path=f"causes/{cause.slug}.html",
        section="causes",
        title=texts.title,
        template="cause.html",
        context=context,
        summary=prose.plain(_general(texts.what_happened)),
        kind=f"{words('section', 'causes')} · {edition.family(cause.family)}",
        names=(
            cause.slug,
            *cause.aliases,
            *cause.statuses,
            *(box for box in cause.boxes if box != "*"),
        ),
        weight=1.0 + cause.commonness / 10,
    )


def _linked(text: str, edition: Edition) -> str:
    """Turn the names of other families into links, seen from a page of this folder."""

    def replacement(match: re.Match[str]) -> str:
        family = match[1]
        if family not in edition.families:
            return match[0]
        name = edition.family(family)
        if family not in edition.book.families:
            return name
        return f"[{name}]({relative('causes/x.html', f'{LIST}#family-{family}')})"

    return re.sub(r"`([a-z]+)`", replacement, text)


def _fits(known: str, pattern: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), known) is not None
