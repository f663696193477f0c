"""Pages that people wrote: every Markdown file of docs/, with its Russian twin `NAME.ru.md`."""

from collections.abc import Iterator
from pathlib import Path

from tools.docs import prose
from tools.docs.book import ROOT
from tools.docs.edition import Edition, Link
from tools.docs.page import Page

FOLDER = ROOT / "docs"


def pages(edition: Edition) -> Iterator[Page]:
    """Return a page for each file."""
    others = [Link(_shown(path, edition)[0], _path(path)) for path in sources()]
    for path in sources():
        title, text, language = _shown(path, edition)
        yield Page(
            path=_path(path),
            section="guide",
            title=title,
            template="document.html",
            context={
                "text": prose.blocks(text, link=_address),
                "written_in": language,
                "others": [each for each in others if each.path != _path(path)],
            },
            summary=prose.plain(text),
            names=(path.stem,),
            weight=1.4,
        )


def sources() -> list[Path]:
    """Return the English files, in order."""
    return sorted(path for path in FOLDER.glob("*.md") if "." not in path.stem)


def _path(path: Path) -> str:
    return f"guide/{path.stem}.html"


def _shown(path: Path, edition: Edition) -> tuple[str, str, str]:
    """Return title, text and language of a page; English where there is no translation."""
    twin = path.with_suffix(f".{edition.language}.md")
    own = twin.is_file() or edition.language == "en"
    file = twin if twin.is_file() else path
    title, _, text = file.read_text(encoding="utf-8").partition("\n")
    return title.lstrip("# ").strip(), text, edition.language if own else "en"


def _address(address: str) -> str:
    """Lead to the page that is made from a file beside this one."""
    name, mark, anchor = address.partition("#")
    if "://" in address or not name.endswith(".md") or "/" in name:
        return address
    return f"{name.removesuffix('.md').removesuffix('.ru')}.html{mark}{anchor}"
