"""The causes' own sentences, filled with what was observed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wwwhy.causes import Reference, Texts, cause
from wwwhy.errors import WwwhyError
from wwwhy.formatters.phrases import Phrases
from wwwhy.formatters.wording.outside import outside
from wwwhy.formatters.wording.values import shown
from wwwhy.model import Diagnosis, Role, Value

_PLACEHOLDER = re.compile(r"\{(?P<name>[a-z][a-z0-9_]*)(?::(?P<kind>[a-z]+))?\}|\{\{|\}\}")
_EVERYWHERE = re.compile(r"\{(url|host|path|method|status|box)\}")
"""Placeholders that any text of a cause may hold; every other brace there is configuration."""


@dataclass(frozen=True, slots=True)
class CauseWords:
    """What one cause says of one diagnosis; what is missing degrades to ids and values."""

    slug: str
    words: Phrases
    now: float = 0.0
    known: Mapping[str, Value] | None = None
    """Values for the placeholders that any text may hold."""

    @property
    def texts(self) -> Texts | None:
        """Its texts; None where they cannot be read, for the report must still appear."""
        try:
            return cause(self.slug).texts(self.words.language)
        except (WwwhyError, OSError, ImportError):
            return None

    @property
    def title(self) -> str:
        """Completes the sentence "because: ..."; without texts it is the id in words."""
        return self._part("title") or outside(self.slug).replace("-", " ")

    @property
    def what_happened(self) -> str:
        """What happened, in Markdown."""
        return self._part("what_happened")

    @property
    def prevention(self) -> str:
        """How to keep it from coming back, in Markdown."""
        return self._part("prevention")

    @property
    def references(self) -> tuple[Reference, ...]:
        """Where its claims can be checked."""
        texts = self.texts
        return texts.references if texts else ()

    def fix(self, audience: str) -> str:
        """Return what a visitor, developer or administrator should do, in Markdown."""
        return self._part(audience)

    def claim(self, name: str, values: Mapping[str, Value]) -> str:
        """Return the sentence of one evidence, filled; without a sentence, its name and values."""
        texts = self.texts
        sentence = texts.evidence.get(name) if texts else None
        known = {**(self.known or {}), **values} if sentence is not None else values
        return filled(sentence, name, known, self.words, self.now)

    def _part(self, name: str) -> str:
        texts = self.texts
        known = self.known or {}

        def replacement(match: re.Match[str]) -> str:
            name = match[1]
            return shown(known[name], self.words, name=name) if name in known else match[0]

        return _EVERYWHERE.sub(replacement, getattr(texts, name)) if texts else ""


def cause_words(diagnosis: Diagnosis, slug: str, words: Phrases) -> CauseWords:
    """Return what a cause says of this diagnosis in the language of `words`."""
    return CauseWords(slug, words, diagnosis.generated_at, _known(diagnosis))


def filled(
    sentence: str | None, name: str, values: Mapping[str, Value], words: Phrases, now: float = 0
) -> str:
    """Fill a sentence's placeholders; a missing sentence or value never raises."""
    if sentence is None:
        listed = ", ".join(
            f"{outside(key)}={shown(value, words, name=key, now=now)}"
            for key, value in values.items()
        )
        label = outside(name).replace("_", " ")
        return f"{label}: {listed}" if listed else label

    def replacement(match: re.Match[str]) -> str:
        key = match["name"]
        if key is None:
            return match[0][0]
        if key not in values:
            return f"{key}={words('value', 'missing')}"
        said = shown(values[key], words, name=key, kind=match["kind"] or "", now=now)
        # A product is spelled as it is; words of ours begin a sentence with a capital.
        begins = key == "box" and said != values[key] and not match.start()
        return said[:1].upper() + said[1:] if begins else said

    return _PLACEHOLDER.sub(replacement, sentence)


def _known(diagnosis: Diagnosis) -> dict[str, Value]:
    """Return what is known of every case; of a redirect chain it is the hop that failed."""
    own = [e for e in diagnosis.exchanges if e.role in {Role.BASELINE, Role.FOLLOW_UP}]
    known: dict[str, Value] = {
        "url": diagnosis.target.url,
        "method": diagnosis.target.method,
        "status": diagnosis.outcome.status,
        "box": diagnosis.answered_by.name,
    }
    if own:
        url = own[-1].request.url
        known |= {"url": str(url), "host": url.host, "path": url.path}
        known["method"] = own[-1].request.method
    return known
