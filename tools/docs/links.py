"""Checks the finished site: every internal link, anchor and file, and that nothing is fetched."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

_FETCHED = frozenset({"script", "img", "iframe", "source", "video", "audio", "embed", "object"})


@dataclass(slots=True)
class Seen:
    """What one page holds that others, or the browser, rely on."""

    anchors: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    """Addresses a reader may follow."""
    files: list[str] = field(default_factory=list)
    """Addresses the browser fetches by itself."""
    inline: list[str] = field(default_factory=list)
    """What the content security policy would refuse: inline scripts, styles and handlers."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = Seen()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        anchor = given.get("id")
        if anchor is not None:
            (self.seen.twice if anchor in self.seen.anchors else self.seen.anchors).add(anchor)
        if tag in {"a", "form"}:
            self.seen.links += [given[name] for name in ("href", "action") if name in given]
        elif tag == "link" and given.get("rel") == "alternate":
            self.seen.links.append(given.get("href", ""))
        elif tag == "link" or tag in _FETCHED:
            self.seen.files += [given[name] for name in ("href", "src", "data") if name in given]
        if (tag == "script" and "src" not in given) or tag == "style":
            self.seen.inline.append(tag)
        self.seen.inline += [name for name in given if name == "style" or name.startswith("on")]


def read(html: str) -> Seen:
    """Return what a page holds."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.seen


def faults(site: Path) -> Iterator[str]:
    """Yield a sentence for everything that is broken in a finished site.

    Broken are: a link or file that is not there, an anchor that its page does not have, an anchor
    given twice, anything fetched from another host, and what the pages' own policy refuses.
    """
    files = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}
    pages = {name: read((site / name).read_text("utf-8")) for name in files if _is_page(name)}
    for name in sorted(pages):
        yield from (f"{name}: {fault}" for fault in _of_page(name, pages, files))


def _of_page(name: str, pages: dict[str, Seen], files: set[str]) -> Iterator[str]:
    seen = pages[name]
    yield from (f"the anchor {anchor!r} stands twice" for anchor in sorted(seen.twice))
    yield from (f"inline {what} is refused by the policy" for what in seen.inline)
    for address in dict.fromkeys(seen.files):
        if _is_elsewhere(address):
            yield f"{address!r} would be fetched from elsewhere"
    for address in dict.fromkeys((*seen.links, *seen.files)):
        if not _is_elsewhere(address):
            fault = _fault(name, address, pages, files)
            if fault:
                yield fault


def _fault(name: str, address: str, pages: dict[str, Seen], files: set[str]) -> str:
    parts = urlsplit(address)
    target = normpath(join(dirname(name), unquote(parts.path))) if parts.path else name
    if target not in files:
        return f"{address!r} leads to {target}, which is not there"
    if parts.fragment and unquote(parts.fragment) not in pages.get(target, Seen()).anchors:
        return f"{address!r}: {target} has no such anchor"
    return ""


def _is_elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc) or address.startswith("/")


def _is_page(name: str) -> bool:
    return name.endswith(".html")
