"""The site in one language: the book, the words, and where everything stands."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tools.docs.book import Book, family_words
from wwwhy.catalog.entry import Entry
from wwwhy.catalog.signatures import Signature
from wwwhy.causes import Cause
from wwwhy.formatters.explanation import facts as explanation
from wwwhy.formatters.explanation.causes import slugs_of
from wwwhy.formatters.phrases import Phrases, phrases
from wwwhy.formatters.wording.catalog import probe_sentence

ROOM = "tools.docs"
SENTENCE = "sentence"
"""The kind of owner whose rows are known by what people paste."""
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


class Link(NamedTuple):
    """A text that leads somewhere, and what stands beside it."""

    text: str
    path: str | None
    """Page of the same language; None if there is no page for it."""
    note: str = ""


@dataclass(frozen=True)
class Edition:
    """Everything the pages of one language are written with."""

    book: Book
    language: str
    families: Mapping[str, Mapping[str, str]] = field(default_factory=family_words)

    @cached_property
    def words(self) -> Phrases:
        """What the site itself says."""
        return phrases(self.language, ROOM)

    @cached_property
    def product(self) -> Phrases:
        """What the product says."""
        return phrases(self.language)

    @cached_property
    def labels(self) -> Phrases:
        """What `wwwhy explain` says around a row."""
        return phrases(self.language, explanation.ROOM)

    def family(self, family: str) -> str:
        """Return the name of a family of causes."""
        return self.families.get(family, {}).get(self.language, family)

    def cause(self, cause: Cause) -> Link:
        """Lead to a cause."""
        return Link(cause.texts(self.language).title, f"causes/{cause.slug}.html", cause.slug)

    def causes(self, causes: Iterable[Cause]) -> tuple[Link, ...]:
        """Lead to several causes."""
        return tuple(self.cause(each) for each in causes)

    def box(self, name: str) -> Link:
        """Lead to a product, if it is known by this name in any case."""
        known = self._boxes.get(name.casefold())
        return Link(known or name, self.book.paths[f"box {known}"] if known else None)

    def row(self, row: Entry) -> Link:
        """Lead to a row of the catalogue, its owner in the note."""
        owner = row.owner.title.speak(self.language)
        return Link(self.title(row), self.book.paths[row.ref], owner)

    def title(self, row: Entry) -> str:
        """Return what a row is called; a sentence is itself, in the reader's language if it can."""
        if row.owner.kind != SENTENCE or not row.sentences:
            return row.title
        own = (each for each in row.sentences if bool(_CYRILLIC.search(each)) == self._is_russian)
        return next(own, row.sentences[0])

    def spoken(self, row: Entry) -> str:
        """Return the name that people use in this language, else the row's own."""
        return row.spoken[0] if self._is_russian and row.spoken else row.name

    @property
    def _is_russian(self) -> bool:
        return self.language == "ru"

    def named(self, ref: str) -> Link | None:
        """Lead to a row by its address `owner/key`, if there is such a row."""
        row = self._rows.get(ref)
        return self.row(row) if row else None

    def status(self, code: str, cause: str = "") -> Link:
        """Lead to a status code, or to the list for a class such as 5xx.

        Arguments:
            code: three digits, or a class.
            cause: the id of a cause that leads to it; of several meanings one may name it.

        """
        rows = self.book.by_number.get(code, ()) if cause else ()
        named = (row for row in rows if row.owner.kind == "status" and cause in slugs_of(row))
        row = next(named, None) or self.book.registered(code)
        return Link(row.title if row else code, self.book.paths[row.ref] if row else None)

    def failure(self, failure: str) -> Link:
        """Lead to a failure."""
        return Link(self.product.named("failure", failure), f"failures/{failure}.html", failure)

    def probe(self, probe: str) -> Link:
        """Lead to an experiment."""
        return Link(probe_sentence(probe, self.product), f"experiments.html#{probe}", probe)

    def roles(self, signature: Signature) -> str:
        """Return what a product can be, in words."""
        return ", ".join(self.product.named("role", role) for role in signature.roles)

    @cached_property
    def _boxes(self) -> dict[str, str]:
        return {name.casefold(): name for name in self.book.boxes}

    @cached_property
    def _rows(self) -> dict[str, Entry]:
        return {row.ref: row for row in self.book.rows}
