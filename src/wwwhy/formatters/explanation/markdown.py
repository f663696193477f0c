"""Writes an explanation as Markdown."""

from collections.abc import Iterator
from dataclasses import replace

from wwwhy.formatters import Surface
from wwwhy.formatters.explanation.causes import CauseLine, texts_of
from wwwhy.formatters.explanation.facts import constant, facts, headline, source, unlisted
from wwwhy.formatters.explanation.meaning import Constant, Explanation, Meaning
from wwwhy.formatters.phrases import Phrases


def render(explanation: Explanation, words: Phrases, surface: Surface) -> str:
    """Return the document; a page has no width."""
    del surface
    lines = [line for each in explanation.meanings for line in _meaning(each, words)]
    if explanation.unlisted:
        lines = [unlisted(explanation, words), "", *lines]
    if explanation.cause is not None:
        lines = list(_cause(explanation.cause, words))
    return "\n".join(lines).strip() + "\n"


def _meaning(meaning: Meaning, words: Phrases) -> Iterator[str]:
    row = meaning.entry
    yield f"# {headline(row, words.language)}"
    yield ""
    yield f"*{row.owner.title.speak(words.language)}*"
    yield ""
    yield row.meaning.speak(words.language)
    if row.retired:
        yield ""
        yield words("label", "retired")
    yield ""
    for label, text in facts(meaning, words):
        yield f"- **{label}**: {text}"
    told = [each for each in meaning.causes if each.exists]
    others = [each.slug for each in meaning.causes if not each.exists]
    if told:
        yield from ("", f"## {words('label', 'causes')}", "")
        for each in told:
            yield f"- {each.title} (`{each.slug}`)"
    if others:
        listed = ", ".join(f"`{slug}`" for slug in others)
        yield from ("", f"{words('label', 'causes_more')}: {listed}")
    if meaning.constants:
        yield from ("", f"## {words('label', 'constants')}", "", "| | |", "|---|---|")
        yield from (_constant(each, words) for each in meaning.constants)
    yield from ("", f"{words('label', 'source')}: {source(row, words)}", "")


def _constant(each: Constant, words: Phrases) -> str:
    quoted = replace(
        each,
        name=f"`{each.name}`" if each.name else "",
        before=f"`{each.before}`" if each.before else "",
    )
    return f"| {each.library} | {constant(quoted, words)} |"


def _cause(line: CauseLine, words: Phrases) -> Iterator[str]:
    texts = texts_of(line.slug, words.language)
    yield f"# {texts.title}"
    yield from ("", f"*{words('label', 'cause')} `{line.slug}`*", "", texts.what_happened)
    for label in ("visitor", "developer", "administrator", "prevention"):
        yield from ("", f"## {words('label', label)}", "", getattr(texts, label))
    yield ""
    for reference in texts.references:
        yield f"- [{reference.title}]({reference.url})"
