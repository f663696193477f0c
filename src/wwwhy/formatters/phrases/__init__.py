"""A room's own phrases: a data file a language, and how a phrase counts.

The files lie in the folder `phrases` of the room that speaks: the formatters' here, the command
line's in its own.
"""

import pkgutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from wwwhy.formatters import LANGUAGES


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language by section and key."""

    language: str
    table: Mapping[str, Mapping[str, str | Mapping[str, str]]]

    def __call__(self, section: str, key: str, /, **values: object) -> str:
        """Return one phrase with its placeholders filled."""
        phrase = self.table[section][key]
        if not isinstance(phrase, str):
            phrase = phrase[plural(self.language, int(str(values.get("n", 0))))]
        return phrase.format_map(values)

    def named(self, section: str, key: str) -> str:
        """Return the name of something that others may add to; without a phrase it is its id."""
        phrase = self.table[section].get(key, key)
        return phrase if isinstance(phrase, str) else key


@cache
def phrases(language: str, room: str = "wwwhy.formatters") -> Phrases:
    """Return a room's phrases; a language we do not speak falls back to English."""
    spoken = language if language in LANGUAGES else "en"
    content = pkgutil.get_data(room, f"phrases/{spoken}.toml") or b""
    return Phrases(spoken, tomllib.loads(content.decode("utf-8")))


def plural(language: str, n: int) -> str:
    """Return which form a number takes: one, few or many (CLDR plural rules for integers)."""
    n = abs(n)
    if language != "ru":
        return "one" if n == 1 else "many"
    if n % 10 == 1 and n % 100 != 11:  # noqa: PLR2004 (1, 21, 31 запрос, but 11 запросов)
        return "one"
    if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14}:
        return "few"
    return "many"
