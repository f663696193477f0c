"""What a status code is called in code: one name a library."""

import pkgutil
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from wwwhy.catalog.entry import Entry


@dataclass(frozen=True, slots=True)
class Library:
    """One library's or language's names for status codes."""

    name: str
    form: str
    """How a name is written in code; `{}` stands for it, `{code}` for the number."""
    style: str
    source: str
    date: str
    names: Mapping[int, str]
    lacks: frozenset[int]
    before: Mapping[int, str]
    """Names of versions up to `until`."""
    since: Mapping[int, str]
    """The first version that has a constant, where older ones lack it."""
    checked: str
    """With what a test compares the names, or why it cannot."""
    until: str = ""
    only: bool = False
    """Whether it has the codes in `names` and no others."""

    def name_of(self, code: int, phrase: str) -> str | None:
        """Return its name for a code that the registry calls `phrase`; None if it has none."""
        if code in self.lacks or (self.only and code not in self.names):
            return None
        return self.names.get(code) or _STYLES[self.style](phrase)

    def written(self, code: int, phrase: str) -> str | None:
        """Return how the code is written; None if there is no name for it."""
        name = self.name_of(code, phrase)
        return None if name is None else self.form.format(name, code=code)

    def written_before(self, code: int) -> str | None:
        """Return how versions up to `until` write it, where that differs."""
        name = self.before.get(code)
        return None if name is None else self.form.format(name, code=code)


@cache
def libraries() -> tuple[Library, ...]:
    """Return all libraries, in the order of the file."""
    content = pkgutil.get_data("wwwhy.catalog", "constants.toml") or b""
    return tuple(_library(*item) for item in tomllib.loads(content.decode("utf-8")).items())


def phrase_of(row: Entry) -> str:
    """Return the phrase that names are made from; a reserved code is called what it was."""
    unused = row.name.startswith("(")
    return row.older[0] if unused and row.older else row.name


def _library(name: str, data: dict[str, Any]) -> Library:
    return Library(
        name=name,
        form=data["form"],
        style=data["style"],
        source=data["source"],
        date=data["date"],
        names=_by_code(data.get("names", {})),
        lacks=frozenset(data.get("lacks", ())),
        before=_by_code(data.get("before", {})),
        since=_by_code(data.get("since", {})),
        checked=data["checked"],
        until=data.get("until", ""),
        only=data.get("only", False),
    )


def _by_code(names: dict[str, str]) -> Mapping[int, str]:
    return MappingProxyType({int(code): name for code, name in names.items()})


def _parts(phrase: str) -> list[str]:
    return re.findall(r"[A-Za-z]+", phrase.replace("'", ""))


_STYLES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "UPPER": lambda phrase: "_".join(_parts(phrase)).upper(),
        "lower": lambda phrase: "_".join(_parts(phrase)).lower(),
        "Camel": lambda phrase: "".join(part[0].upper() + part[1:] for part in _parts(phrase)),
        "code": str,
    }
)
