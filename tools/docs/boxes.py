"""Pages about products: how each is recognised, one each, and the list by kind."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from tools.docs import codes, examples
from tools.docs.edition import Edition, Link
from tools.docs.page import Page
from wwwhy.catalog.entry import Owner
from wwwhy.catalog.signatures import Sign, Signature

LIST = "boxes/index.html"
_CLASS = 100
_EVERY = frozenset(range(100, 1000))


def pages(edition: Edition) -> Iterator[Page]:
    """Return the list and a page for every product."""
    by_kind = sorted(edition.book.boxes.values(), key=lambda each: each.kind)
    kinds = {
        kind: [(edition.box(each.name), edition.roles(each)) for each in group]
        for kind, group in groupby(by_kind, key=lambda each: each.kind)
    }
    yield Page(
        path=LIST,
        section="boxes",
        title=edition.words("section", "boxes"),
        template="boxes.html",
        context={
            "kinds": [
                (kind, edition.words("kind", kind), kinds[kind])
                for kind in edition.words.table["kind"]
                if kind in kinds
            ]
        },
        summary=edition.words("intro", "boxes"),
        weight=1.5,
    )
    for signature in edition.book.boxes.values():
        yield _page(edition, signature)


def _page(edition: Edition, signature: Signature) -> Page:
    example = examples.of_box(signature.name)
    named = [
        cause
        for cause in edition.book.causes.values()
        if signature.name.casefold() in {name.casefold() for name in cause.boxes}
    ]
    roles = edition.roles(signature)
    words = edition.words
    context = {
        "box": signature,
        "kind": words("kind_one", signature.kind),
        "roles": roles,
        "server_field": words("server_field", signature.server_field),
        "habits": [words("habit", name) for name in _habits(signature)],
        "signs": [_sign(edition, sign) for sign in signature.signs],
        "odd": [
            (edition.probe(f"fingerprint-{probe}"), [_answer(edition, each) for each in answers])
            for probe, answers in signature.probes.items()
            if f"fingerprint-{probe}" in edition.book.probes
        ],
        "speaks_as": [edition.box(name) for name in signature.speaks_as],
        "causes": edition.causes(named),
        "owners": [codes.lists(edition, owner) for owner in _owners(edition, signature)],
        "sources": sorted({(sign.source, sign.date) for sign in signature.signs}),
        "example": example,
        "head": examples.head_of(example.file) if example else "",
        "shown": example.shown(edition.language) if example else "",
    }
    return Page(
        path=edition.book.paths[f"box {signature.name}"],
        section="boxes",
        title=signature.name,
        template="box.html",
        context=context,
        summary=words("summary", "box", name=signature.name, roles=roles),
        kind=f"{words('section', 'boxes')} · {words('kind_one', signature.kind)}",
        names=(signature.name, *signature.server, *signature.aliases),
        weight=1.3,
    )


def _habits(signature: Signature) -> Iterator[str]:
    for name in ("lowercases", "capitalizes", "writes_version_twice"):
        if getattr(signature, name):
            yield name
    if not signature.terminates_tls:
        yield "no_tls"


def _sign(edition: Edition, sign: Sign) -> dict[str, Any]:
    return {
        "says": edition.words("says", sign.says),
        "weight": round(sign.weight * 100),
        "shows": sign.shows.said_in(edition.language),
        "facts": list(_facts(edition, sign)),
    }


def _facts(edition: Edition, sign: Sign) -> Iterator[tuple[str, list[str]]]:
    """Yield every condition of a sign: its label, and the pieces of the message it names."""
    given = (("opening", [sign.opening]),) if sign.opening else _conditions(sign)
    for key, pieces in given:
        yield edition.words("fact", key), [piece for piece in pieces if piece]


def _conditions(sign: Sign) -> Iterator[tuple[str, Sequence[str]]]:
    if sign.statuses != _EVERY:
        yield "statuses", list(_ranges(sorted(sign.statuses)))
    if sign.own_server:
        yield "own_server", ()
    yield from (("field", [f"{name}: {pattern}"]) for name, pattern in sign.fields)
    if sign.reason is not None:
        yield "reason" if sign.reason else "no_reason", [sign.reason]
    if sign.length is not None:
        least, most = sign.length
        yield "length", [f"{least}–{most}" if most != least else str(least)]
    members = [f"{name}: {pattern}" for name, pattern in sign.json_values]
    lists: tuple[tuple[str, Sequence[str]], ...] = (
        ("http", sorted(sign.http)),
        ("absent", sign.absent),
        ("only", sorted(sign.only)),
        ("order", sign.order),
        ("starts", sign.starts),
        ("contains", sign.contains),
        ("json", sign.json),
        ("json_values", members),
        ("body", [sign.body] if sign.body else ()),
    )
    yield from ((key, pieces) for key, pieces in lists if pieces)


def _ranges(codes: list[int]) -> Iterator[str]:
    """Write whole classes as 5xx, and runs of codes as 400–404."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][-1] + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    for run in runs:
        first, last = run[0], run[-1]
        if first % _CLASS == 0 and last % _CLASS == _CLASS - 1:
            classes = [f"{code // _CLASS}xx" for code in range(first, last, _CLASS)]
            yield classes[0] if len(classes) == 1 else f"{classes[0]}–{classes[-1]}"
        else:
            yield str(first) if first == last else f"{first}–{last}"


def _answer(edition: Edition, answer: str) -> Link:
    if answer in {"passes", "closes"}:
        return Link(edition.words("answer", answer), None)
    return edition.status(answer)


def _owners(edition: Edition, signature: Signature) -> list[Owner]:
    """Return whose code lists bear the product's name."""
    name = signature.name.casefold()
    return [
        owner
        for owner in edition.book.owners.values()
        if owner.id == name or owner.id.startswith(f"{name}-") or name in owner.words
    ]
