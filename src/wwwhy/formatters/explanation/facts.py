"""What is said about a meaning, as labels and sentences; text and Markdown share it."""

import re
from collections.abc import Iterator

from wwwhy.catalog.entry import Entry, Said
from wwwhy.formatters.explanation.meaning import Constant, Explanation, Meaning
from wwwhy.formatters.phrases import Phrases

ROOM = "wwwhy.formatters.explanation"
_CYRILLIC = re.compile("[а-я]", re.IGNORECASE)
_WORDS = ("sent_by", "retry", "cacheable", "crawlers", "browser")


def facts(meaning: Meaning, words: Phrases, *, brief: bool = False) -> list[tuple[str, str]]:
    """Return labels and what stands behind them.

    Arguments:
        meaning: what is explained.
        words: the phrases of one language.
        brief: only what tells it from others and what to do.

    """
    row = meaning.entry
    parts = (
        _told(row, words),
        _advice(row, words),
        () if brief else _behaviour(row, words),
        () if brief else _around(meaning, words),
    )
    return [(words("label", label), text) for part in parts for label, text in part if text]


def unlisted(explanation: Explanation, words: Phrases) -> str:
    """Return that the sub-code is unknown, and which are known; nothing where none was asked."""
    if not explanation.unlisted:
        return ""
    name = "unlisted" if explanation.listed else "unlisted_alone"
    status = explanation.unlisted.partition(".")[0]
    listed = ", ".join(explanation.listed)
    return words("said", name, code=explanation.unlisted, status=status, listed=listed)


def source(row: Entry, words: Phrases) -> str:
    """Return where the row's facts come from, and when they were read."""
    named = row.source_ru if words.language == "ru" and row.source_ru else row.source
    parts = (row.reference, named, words("label", "read", date=row.date))
    said = "; ".join(part for part in parts if part)
    return said.replace(", section ", f", {words('label', 'section')} ")


def headline(row: Entry, language: str) -> str:
    """Return what stands above a row: its title, or the sentence itself in this language."""
    if row.owner.kind != "sentence":
        return row.title
    spoken = (
        each for each in row.sentences if (_CYRILLIC.search(each) is not None) == (language == "ru")
    )
    return f"«{next(spoken, row.sentences[0])}»"


def constant(each: Constant, words: Phrases) -> str:
    """Return a name in code with the versions that have another one or none."""
    notes = (
        words("label", "before", name=each.before, until=each.until) if each.before else "",
        words("label", "since", since=each.since) if each.since else "",
    )
    told = "; ".join(note for note in notes if note)
    if not each.name:
        return told
    return f"{each.name} ({told})" if told else each.name


def native(row: Entry, words: Phrases) -> str:
    """Return what the owner's system says with a row, and how that is known."""
    if row.owner.kind != "sub-status":
        return row.native
    return words("native", row.native_from or "unknown", native=row.native)


def seen(row: Entry) -> str:
    """Return how a row is asked for: `iis 401.3`, `ERR_FAILED`."""
    plain = row.owner.id in {"iana", "unofficial"} or not row.code[0].isdigit()
    code = row.key.replace("/", " ")
    return code if plain else f"{row.owner.id} {code}"


def _told(row: Entry, words: Phrases) -> Iterator[tuple[str, str]]:
    language = words.language
    # What a comparison is asked by are no names of it.
    yield "also", ", ".join(row.older) if row.owner.kind != "comparison" else ""
    yield "number", str(row.number) if row.number is not None else ""
    yield "status", str(row.status) if row.status is not None else ""
    yield "native", native(row, words)
    yield "tell", _in(row.tell or row.owner.tell, language)
    yield "differs", _in(row.differs, language)


def _advice(row: Entry, words: Phrases) -> Iterator[tuple[str, str]]:
    yield "do", _in(row.advice, words.language)


def _behaviour(row: Entry, words: Phrases) -> Iterator[tuple[str, str]]:
    yield "sent_by", words("sent_by", row.sent_by) if row.sent_by else ""
    yield "required", ", ".join(row.required)
    yield "expected", ", ".join(row.expected)
    for section in _WORDS[1:]:
        word = getattr(row, section)
        yield section, words(section, word) if word else ""


def _around(meaning: Meaning, words: Phrases) -> Iterator[tuple[str, str]]:
    row = meaning.entry
    for each in meaning.comparisons:
        yield "compare", each.meaning.speak(words.language)
    yield "see", "; ".join(_named(each) for each in meaning.see)
    yield "failure", row.failure if row.owner.id != "failure" else ""


def _named(row: Entry) -> str:
    return seen(row) if row.name == row.code else f"{seen(row)} ({row.name})"


def _in(said: Said | None, language: str) -> str:
    return said.speak(language) if said else ""
