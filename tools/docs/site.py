"""Writes the site: every page in both languages, the search index, and what they share."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tools.docs import boxes, causes, codes, experiments, failures, front, guide, prose, searching
from tools.docs.book import Book
from tools.docs.edition import Edition, Link
from tools.docs.page import Page
from wwwhy import __version__
from wwwhy.causes.texts import LANGUAGES

HERE = Path(__file__).parent
ASSETS = "assets"
MARKER = ".wwwhy-docs"
"""Lies in a folder that this program made, which is the only kind it empties."""
_KINDS: tuple[Callable[[Edition], Iterator[Page]], ...] = (
    front.pages,
    codes.pages,
    causes.pages,
    boxes.pages,
    failures.pages,
    experiments.pages,
    guide.pages,
)


class SiteError(Exception):
    """The site cannot be written."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was written."""

    pages: int
    left_out: tuple[str, ...]
    untranslated: tuple[str, ...]
    """Pages that only one language has."""


def build(book: Book, target: Path) -> Built:
    """Write the whole site into a folder, which is emptied first.

    Raises:
        SiteError: the folder holds something that this program did not make, or two pages share
            a path.

    """
    _emptied(target)
    shutil.copytree(HERE / "assets", target / ASSETS)
    environment = _environment()
    paths: dict[str, set[str]] = {}
    for language in LANGUAGES:
        edition = Edition(book, language)
        pages = [page for kind in _KINDS for page in kind(edition)]
        paths[language] = {page.path for page in pages}
        if len(paths[language]) != len(pages):
            raise SiteError("Two pages have the same path.")
        for page in pages:
            _write(target / language / page.path, _rendered(environment, edition, page))
        _write(target / ASSETS / f"pages.{language}.js", searching.script(edition, pages))
    _write(target / "index.html", environment.get_template("choice.html").render(_choice(book)))
    one, other = paths.values()
    one_sided = one ^ other
    return Built(sum(map(len, paths.values())), book.left_out, tuple(sorted(one_sided)))


def _rendered(environment: Environment, edition: Edition, page: Page) -> str:
    other = next(each for each in LANGUAGES if each != edition.language)

    def anchor(link: Link, note: str = "") -> Markup:
        """Write a link, or its text alone where there is no page."""
        text = escape(link.text)
        if link.path is not None:
            text = Markup('<a href="{}">{}</a>').format(page.to(link.path), link.text)
        return text + Markup(' <span class="note">{}</span>').format(note) if note else text

    def say(section: str, key: str, **values: str) -> Markup:
        """Write a phrase whose values are code."""
        code = {name: Markup("<code>{}</code>").format(value) for name, value in values.items()}
        return escape(edition.words.table[section][key]).format(**code)

    shared: dict[str, Any] = {
        "page": page,
        "t": edition.words,
        "language": edition.language,
        "other": other,
        "other_path": page.up(f"{other}/{page.path}"),
        "parts": front.parts(edition),
        "home": front.HOME,
        "search": front.SEARCH,
        "link": anchor,
        "say": say,
        "version": __version__,
    }
    return environment.get_template(page.template).render({**page.context, **shared})


def _choice(book: Book) -> dict[str, Any]:
    editions = [Edition(book, language) for language in LANGUAGES]
    return {"editions": [(each.language, each.words) for each in editions]}


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["inline"] = prose.line
    return environment


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _emptied(target: Path) -> None:
    if target.exists():
        if any(target.iterdir()) and not (target / MARKER).exists():
            raise SiteError(f"{target} is not empty, and this program did not make it.")
        shutil.rmtree(target)
    target.mkdir(parents=True)
    (target / MARKER).write_text("Made by `just docs`; emptied by the next run.\n", "utf-8")
