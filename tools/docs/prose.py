"""Texts as HTML: Markdown without raw HTML, and sentences whose placeholders stand out."""

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::[a-z]+)?\}|\{\{|\}\}")
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Private signs around the number of a placeholder, while Markdown is read."""
_SIGNS = re.compile(f"[{_OPEN}{_CLOSE}]")
_MARKED = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_MARKS = re.compile(r"[`*]|\[([^\]]*)\]\([^)]*\)")
_RFC = re.compile(r"\bRFC (\d{1,5})(?:,? (?:section|раздел) (\d+(?:\.\d+)*))?")
_WHOLE = 22
"""Characters that fit into a line of the narrowest phone."""
_NOT_ANCHOR = re.compile(r"[^\w]+")

LinkFor = Callable[[str], str]


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """Send an address through the page's own `link`, and give an outer one no hold on us."""
    address = str(tokens[at].attrGet("href") or "")
    tokens[at].attrSet("href", env["link"](address))
    if "://" in address:
        tokens[at].attrSet("rel", "noopener")
    return renderer.renderToken(tokens, at, options, env)


def _code_block(
    _renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Write a block of code that can be scrolled with the keyboard too."""
    return f'<pre tabindex="0"><code>{escape(tokens[at].content)}</code></pre>\n'


def _code(
    _renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Write a name of a line's length; a short one such as `Retry-After` is not torn apart."""
    told = tokens[at].content
    is_short = len(told) <= _WHOLE and " " not in told and not _SIGNS.search(told)
    whole = ' class="whole"' if is_short else ""
    return f"<code{whole}>{escape(told)}</code>"


def _reader() -> MarkdownIt:
    # Raw HTML and addresses such as javascript: stay text; that is the library's own check.
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("link_open", _link_open)
    reader.add_render_rule("code_inline", _code)
    reader.add_render_rule("fence", _code_block)
    reader.add_render_rule("code_block", _code_block)
    return reader


_READER = _reader()


def _as_it_is(address: str) -> str:
    return address


def blocks(markdown: str, *, level: int = 0, link: LinkFor = _as_it_is) -> Markup:
    """Return a text of several paragraphs as HTML.

    Arguments:
        markdown: the text.
        level: by how much its headings are lowered.
        link: makes the address that is written from the one in the text.

    """
    env: EnvType = {"link": link}
    tokens = _READER.parse(markdown, env)
    taken: set[str] = set()
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(tokens[at + 1].content, taken))
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + level)}"
    html = _READER.renderer.render(tokens, _READER.options, env)
    html = html.replace("<table>", '<div class="wide" tabindex="0"><table>')
    return Markup(html.replace("</table>", "</table></div>"))


def line(markdown: str, *, link: LinkFor = _as_it_is) -> Markup:
    """Return a text of one paragraph as HTML without the paragraph."""
    return Markup(_READER.renderInline(markdown, {"link": link}))


def sentence(text: str, *, named: bool = True) -> Markup:
    """Return a sentence as HTML, its placeholders marked as what will be filled in.

    Arguments:
        text: the sentence.
        named: whether the placeholders' names are shown, which are English words.

    """
    names: list[str] = []

    def marked(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        names.append(match[1].replace("_", " ") if named else "…")
        return f"{_OPEN}{len(names) - 1}{_CLOSE}"

    # Placeholders can stand inside of code, so they are put back into the finished HTML.
    html = line(_PLACEHOLDER.sub(marked, _SIGNS.sub("", text)))
    return Markup(_MARKED.sub(lambda match: f"<var>{escape(names[int(match[1])])}</var>", html))


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def reference(text: str, section: str) -> Markup:
    """Return a reference as HTML: RFCs become links, `section` is that word in the language."""
    parts: list[str] = []
    end = 0
    for match in _RFC.finditer(text):
        number, place = match[1], match[2]
        anchor = f"#section-{place}" if place else ""
        shown = f"RFC {number}, {section} {place}" if place else f"RFC {number}"
        link = Markup('<a href="https://www.rfc-editor.org/rfc/rfc{}{}" rel="noopener">{}</a>')
        parts += [escape(text[end : match.start()]), link.format(number, anchor, shown)]
        end = match.end()
    return Markup("".join((*parts, escape(text[end:]))))


def plain(markdown: str, limit: int = 300) -> str:
    """Return the first paragraph without its marks, at most `limit` characters long."""
    first = " ".join(markdown.strip().partition("\n\n")[0].split())
    text = _MARKS.sub(lambda match: match[1] or "", first)
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"


def _anchor(text: str, taken: set[str]) -> str:
    base = _NOT_ANCHOR.sub("-", text.lower()).strip("-") or "section"
    anchor, count = base, 1
    while anchor in taken:
        count += 1
        anchor = f"{base}-{count}"
    taken.add(anchor)
    return anchor
