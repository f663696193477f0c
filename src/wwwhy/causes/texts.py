"""A cause's texts: one Markdown file a language, with fixed headings in fixed order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wwwhy.errors import WwwhyError

LANGUAGES = ("en", "ru")
HEADINGS = (
    "What happened",
    "Evidence",
    "Visitor",
    "Developer",
    "Administrator",
    "Prevention",
    "References",
)
"""The same in every language: they are keys, and the formatter shows their translation."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a claim can be checked."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Texts:
    """What a person reads about one cause in one language."""

    title: str
    """Completes the sentence "because: ..."."""
    what_happened: str
    evidence: Mapping[str, str]
    """Sentences with {placeholders}, by the name of the evidence."""
    visitor: str
    developer: str
    administrator: str
    prevention: str
    references: tuple[Reference, ...]


class TextError(WwwhyError):
    """A text file of ours breaks the form."""


@cache
def load(package: str, language: str) -> Texts:
    """Read the texts that lie in a cause's package; an unknown language falls back to English."""
    folder = files(package)
    path = folder / f"{language if language in LANGUAGES else 'en'}.md"
    return parse(path.read_text(encoding="utf-8"), name=f"{package}/{path.name}")


def parse(markdown: str, name: str = "text") -> Texts:
    """Split a cause's Markdown into its parts.

    Raises:
        TextError: the title or a heading is missing, or they stand in another order.

    """
    title, *sections = re.split(r"^## +", markdown, flags=re.MULTILINE)
    parts = {head.strip(): body.strip() for head, _, body in (s.partition("\n") for s in sections)}
    if not title.startswith("# ") or tuple(parts) != HEADINGS:
        raise TextError(
            "{name} must have a title and the headings {headings}.",
            name=name,
            headings=", ".join(HEADINGS),
        )
    return Texts(
        title=title[2:].strip(),
        what_happened=parts["What happened"],
        evidence=_sentences(parts["Evidence"], name),
        visitor=parts["Visitor"],
        developer=parts["Developer"],
        administrator=parts["Administrator"],
        prevention=parts["Prevention"],
        references=tuple(
            Reference(*pair) for pair in re.findall(r"\[([^\]]+)\]\(([^)]+)\)", parts["References"])
        ),
    )


def _sentences(section: str, name: str) -> dict[str, str]:
    """Read lines of the form "- `name`: sentence"; a sentence may run over several lines."""
    sentences: dict[str, str] = {}
    for item in re.split(r"^- ", section, flags=re.MULTILINE)[1:]:
        match = re.match(r"`([a-z0-9_]+)`: +(.+)", item, flags=re.DOTALL)
        if match is None:
            raise TextError(
                "{name}: evidence must read '- `name`: sentence', not {item!r}.",
                name=name,
                item=item[:40],
            )
        sentences[match[1]] = " ".join(match[2].split())
    return sentences
