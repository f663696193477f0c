"""Pages about causes: one each, and the list by family."""

import re
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from tools.docs import examples, prose
from tools.docs.book import ROOT, family_text, folder
from tools.docs.edition import Edition, Link
from tools.docs.page import Page, relative
from wwwhy.causes import Cause
from wwwhy.model import FAILURE_TYPES

_AUDIENCES = ("visitor", "developer", "administrator")
_MOST = 8
_EXAMPLE = {
    "url": "https://www.example.com/page",
    "host": "www.example.com",
    "path": "/page",
    "method": "GET",
}
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
        *(edition.status(status, cause.slug) for status in cause.statuses),
        *(edition.failure(known) for known in dict.fromkeys(failures)),
    )


def _general(text: str, cause: Cause) -> str:
    """Return a text whose placeholders for the request at hand hold an example's values."""
    known = {**_EXAMPLE, "status": next(iter(cause.statuses), ""), "box": _first_box(cause)}
    return _AT_HAND.sub(lambda match: known[match[1]], text)


def _first_box(cause: Cause) -> str:
    return next((name for name in cause.boxes if name != "*"), "nginx")


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
    texts = cause.texts(edition.language)
    section = edition.words("section", "causes")
    boxes = [name for name in cause.boxes if name != "*"]
    return Page(
        path=f"causes/{cause.slug}.html",
        section="causes",
        title=texts.title,
        template="cause.html",
        context={**_texts(edition, cause), **_links(edition, cause), **_example(edition, cause)},
        summary=prose.plain(_general(texts.what_happened, cause)),
        kind=f"{section} · {edition.family(cause.family)}",
        names=(cause.slug, *cause.aliases, *cause.statuses, *boxes),
        weight=1.0 + cause.commonness / 10,
    )


def _texts(edition: Edition, cause: Cause) -> dict[str, Any]:
    """Return what the cause says in its own words."""
    texts = cause.texts(edition.language)
    return {
        "story": prose.blocks(_general(texts.what_happened, cause)),
        "fixes": [
            (who, edition.product("audience", who), _advice(getattr(texts, who), cause))
            for who in _AUDIENCES
        ],
        "prevention": _advice(texts.prevention, cause),
        "evidence": [
            prose.sentence(sentence, named=edition.language == "en")
            for sentence in texts.evidence.values()
        ],
        "references": texts.references,
        "family_text": prose.blocks(_linked(family_story(edition, cause.family), edition)),
    }


def _links(edition: Edition, cause: Cause) -> dict[str, Any]:
    """Return what the cause declares, and where it leads."""
    return {
        "cause": cause,
        "outcomes": outcomes(edition, cause),
        "boxes": [edition.box(name) for name in cause.boxes if name != "*"],
        "common": commonness(edition, cause),
        "inputs": [edition.words("input", name) for name in cause.inputs],
        "family": Link(edition.family(cause.family), f"{LIST}#family-{cause.family}"),
        "confused": edition.causes(edition.book.confused_with(cause)[:_MOST]),
        "probes": [edition.probe(name) for name in cause.probes],
        "folder": str(folder(cause).relative_to(ROOT)),
    }


def _example(edition: Edition, cause: Cause) -> dict[str, Any]:
    example = examples.of_cause(cause)
    return {"example": example, "shown": example.shown(edition.language) if example else ""}


def _advice(text: str, cause: Cause) -> Markup:
    return prose.blocks(_general(text, cause))


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
