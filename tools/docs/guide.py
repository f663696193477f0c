"""Pages that people wrote: every Markdown file of docs/, with its Russian twin `NAME.ru.md`."""

from collections.abc import Iterator
from pathlib import Path

from tools.docs import prose
from tools.docs.book import ROOT
from tools.docs.edition import Edition
from tools.docs.page import Page

FOLDER = ROOT / "docs"


def pages(edition: Edition) -> Iterator[Page]:
    """Return a page for each file."""
    for path in sources():
        translated = path.with_suffix(f".{edition.language}.md")
        shown = translated if translated.is_file() else path
        title, _, text = shown.read_text(encoding="utf-8").partition("\n")
        own = edition.language == "en" or shown is translated
        yield Page(
            path=f"guide/{path.stem}.html",
            section="guide",
            title=title.lstrip("# ").strip(),
            template="document.html",
            context={
                "text": prose.blocks(text, link=_address),
                "written_in": edition.language if own else "en",
            },
            summary=prose.plain(text),
            names=(path.stem,),
            weight=1.4,
        )


def sources() -> list[Path]:
    """Return the English files, in order."""
    return sorted(path for path in FOLDER.glob("*.md") if "." not in path.stem)


def _address(address: str) -> str:
    """Lead to the page that is made from a file beside this one."""
    name, mark, anchor = address.partition("#")
    if "://" in address or not name.endswith(".md") or "/" in name:
        return address
    return f"{name.removesuffix('.md').removesuffix('.ru')}.html{mark}{anchor}"
