"""One page of the site: where it stands, what it is called, and what its template is given."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, relpath
from typing import Any

_UNSAFE = re.compile(r"[^a-z0-9._]+")


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one language."""

    path: str
    """Below the folder of its language: `causes/tcp-refused.html`."""
    section: str
    """Which part of the site it belongs to: a key of the phrases' table `section`."""
    title: str
    """Plain text."""
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    summary: str = ""
    """Plain text in a sentence or two, for search results and for other sites' links to it."""
    kind: str = ""
    """What the search says it is; by default the name of its section."""
    names: tuple[str, ...] = ()
    """What people type to find it: ids, older names, numbers."""
    weight: float = 1.0
    """How much rather it is meant than another page with the same words."""
    is_found: bool = True
    """Whether the search lists it."""

    def to(self, path: str) -> str:
        """Return the address of another page of the same language, seen from this one."""
        return relative(self.path, path)

    def up(self, path: str) -> str:
        """Return the address of a file that stands beside the languages' folders."""
        return relative(f"xx/{self.path}", path)


def relative(here: str, there: str) -> str:
    """Return the way from one page to another, both below the same folder."""
    path, mark, anchor = there.partition("#")
    way = relpath(path, dirname(here) or ".")
    return f"{way}{mark}{anchor}" if path != here or not anchor else f"#{anchor}"


def slug(name: str) -> str:
    """Return a name as a part of a path: lower case, nothing that a path or URL would quote."""
    return _UNSAFE.sub("-", name.lower()).strip("-.") or "sign"


def slugs(names: Iterable[str]) -> dict[str, str]:
    """Return a path part for each name; names that differ in case or signs only get a number."""
    parts: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        part, count = slug(name), 1
        while part in taken or part == "index":
            count += 1
            part = f"{slug(name)}-{count}"
        taken.add(part)
        parts[name] = part
    return parts
