"""Writes an explanation for a terminal."""

from collections.abc import Iterator

from wwwhy.formatters import Surface
from wwwhy.formatters.explanation.causes import CauseLine, outcomes_of, texts_of
from wwwhy.formatters.explanation.facts import constant, facts, headline, seen, source, unlisted
from wwwhy.formatters.explanation.meaning import Constant, Explanation, Meaning
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.phrases import Phrases

_FEW = 5
_MANY = 12
_IN_FULL = 25
_COLUMN = 40


def render(explanation: Explanation, words: Phrases, surface: Surface) -> str:
    """Return the page."""
    pen = Pen(surface)
    if explanation.cause is not None:
        lines = _cause(explanation.cause, words, pen)
    elif explanation.leads:
        lines = _leading(explanation, words, pen)
    elif len(explanation.meanings) > 1:
        lines = _several(explanation, words, pen)
    else:
        lines = (line for each in explanation.meanings for line in _meaning(each, words, pen))
    note = [*pen.fold(unlisted(explanation, words), first=""), ""] if explanation.unlisted else []
    return pen.plain("\n".join([*note, *lines]) + "\n")


def _leading(explanation: Explanation, words: Phrases, pen: Pen) -> Iterator[str]:
    first, *others = explanation.meanings
    yield from _meaning(first, words, pen)
    yield ""
    yield pen.style("bold", words("label", "others"))
    for each in others:
        owner = each.entry.owner.title.speak(words.language)
        title = f"{headline(each.entry, words.language)} {pen.glyph('dash')} {owner}"
        yield from pen.fold(title, first="  - ")
        yield from pen.fold(each.entry.meaning.speak(words.language), first="    ")
        yield from pen.fold(f"`wwwhy explain {seen(each.entry)}`", first="    ")


def _several(explanation: Explanation, words: Phrases, pen: Pen) -> Iterator[str]:
    yield words("said", "several", n=len(explanation.meanings))
    for each in explanation.meanings:
        yield ""
        yield from _head(each, words, pen)
        yield from _facts(facts(each, words, brief=True), pen)
        yield from _causes(each.causes, words, pen, _FEW)
        yield from pen.fold(f"`wwwhy explain {seen(each.entry)}`", first="  ")


def _meaning(meaning: Meaning, words: Phrases, pen: Pen) -> Iterator[str]:
    row = meaning.entry
    yield from _head(meaning, words, pen)
    yield ""
    yield from _facts(facts(meaning, words), pen)
    yield from _causes(meaning.causes, words, pen, _MANY)
    yield from _constants(meaning.constants, words, pen)
    yield ""
    yield from pen.fold(f"{words('label', 'source')}: {source(row, words)}", first="", rest="  ")


def _constants(constants: tuple[Constant, ...], words: Phrases, pen: Pen) -> Iterator[str]:
    if not constants:
        return
    yield ""
    yield pen.style("bold", words("label", "constants"))
    wide = max(len(each.library) for each in constants)
    # Two columns need a terminal; on a narrow one the name follows its library.
    padded = wide if pen.width >= wide + _COLUMN else 0
    for each in constants:
        said = constant(each, words)
        first = f"  {each.library:<{padded}}  " if padded else "  "
        yield from pen.fold(said if padded else f"{each.library}: {said}", first=first)


def _head(meaning: Meaning, words: Phrases, pen: Pen) -> Iterator[str]:
    row = meaning.entry
    owner = row.owner.title.speak(words.language)
    yield f"{pen.style('bold', headline(row, words.language))} {pen.glyph('dash')} {owner}"
    yield from pen.fold(row.meaning.speak(words.language))
    if row.retired:
        yield from pen.fold(words("label", "retired"))


def _facts(pairs: list[tuple[str, str]], pen: Pen) -> Iterator[str]:
    for label, text in pairs:
        yield from pen.fold(f"{label}: {text}", first="  ", rest="    ")


def _causes(causes: tuple[CauseLine, ...], words: Phrases, pen: Pen, most: int) -> Iterator[str]:
    told = [each for each in causes if each.exists]
    others = [each.slug for each in causes if not each.exists]
    if told:
        yield ""
        yield pen.style("bold", words("label", "causes"))
        for each in told[:_IN_FULL]:
            yield from pen.fold(f"{each.title} ({each.slug})", first="  - ")
    if others:
        more = " ..." if len(others) > most else ""
        listed = ", ".join(others[:most]) + more
        yield from pen.fold(f"{words('label', 'causes_more')}: {listed}", first="  ", rest="    ")


def _cause(line: CauseLine, words: Phrases, pen: Pen) -> Iterator[str]:
    from wwwhy.formatters.page import markdown  # noqa: PLC0415 (only a cause has prose)

    found = outcomes_of(line.slug)
    texts = texts_of(line.slug, words.language)
    yield f"{pen.style('bold', line.slug)} {pen.glyph('dash')} {words('label', 'cause')}"
    yield from pen.fold(texts.title)
    sections = {
        "what_happened": texts.what_happened,
        "visitor": texts.visitor,
        "developer": texts.developer,
        "administrator": texts.administrator,
        "prevention": texts.prevention,
    }
    for label, text in sections.items():
        yield ""
        yield pen.style("bold", words("label", label))
        yield from markdown.lines(markdown.blocks(text), pen, "  ")
    yield ""
    leads = ", ".join((*found.statuses, *found.failures))
    yield from _facts([(words("label", "leads_to"), leads)], pen)
    for reference in texts.references:
        yield from pen.fold(f"{reference.title}: {reference.url}", first="  ", rest="    ")
