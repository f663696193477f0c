"""Markdown as HTML: nothing hostile gets through, and placeholders stand out."""

from hypothesis import given
from hypothesis import strategies as st

from tools.docs import links, prose

HOSTILE = '<script>alert(1)</script><img src=x onerror="a()"> [x](javascript:alert(1)) <!-- <a b'


def test_raw_html_stays_text():
    for made in (prose.blocks(HOSTILE), prose.line(HOSTILE), prose.sentence(HOSTILE)):
        assert "<script" not in made
        assert "<img" not in made
        assert 'href="javascript' not in made
        assert "&lt;script&gt;" in made


@given(st.text())
def test_no_text_makes_an_element_of_its_own(text):
    allowed = {"p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "h1", "h2", "h3", "h4"}
    allowed |= {"h5", "h6", "blockquote", "hr", "br", "img", "table", "div", "var"}
    for made in (prose.blocks(text), prose.line(text), prose.sentence(text)):
        seen = links.read(str(made))
        assert seen.inline == []
        assert "<script" not in made.lower()


def test_placeholders_are_marked_and_braces_kept():
    assert prose.sentence("until {expires} {{x}}") == "until <var>expires</var> {x}"
    assert prose.sentence("до {judged_at:time}", named=False) == "до <var>…</var>"
    assert prose.sentence("(`{size}`)") == "(<code><var>size</var></code>)"
    assert prose.sentence("\ue0007\ue001 {a}") == "7 <var>a</var>"
    assert prose.sentence("{judged_at}") == "<var>judged at</var>"


def test_headings_are_lowered_and_have_anchors():
    made = prose.blocks("## Exit status\n\n## Exit status", level=1)
    assert '<h3 id="exit-status">' in made
    assert '<h3 id="exit-status-2">' in made


def test_tables_and_code_can_be_scrolled():
    assert '<div class="wide" tabindex="0"><table>' in prose.blocks("| a |\n|---|\n| b |")
    assert prose.blocks("```sh\na < b\n```") == (
        '<pre tabindex="0"><code>a &lt; b\n</code></pre>\n'
    )


def test_a_short_name_is_not_torn_apart_at_its_hyphen():
    assert prose.line("`Retry-After`") == '<code class="whole">Retry-After</code>'
    assert prose.line("`<b>`") == '<code class="whole">&lt;b&gt;</code>'
    assert prose.line("`curl -I URL`") == "<code>curl -I URL</code>"
    assert prose.line(f"`{'x' * 60}`") == f"<code>{'x' * 60}</code>"


def test_links_go_through_the_page():
    made = prose.blocks("[a](x.md) [b](https://a.test/)", link=lambda address: f"to-{address}")
    assert 'href="to-x.md"' in made
    assert 'rel="noopener"' in made


def test_plain_text_is_the_first_paragraph_without_marks():
    assert (
        prose.plain("The `Host` is *odd*, see [here](x).\n\nMore.") == "The Host is odd, see here."
    )
    assert prose.plain("word " * 100, limit=20) == "word word word…"


def test_references_to_rfcs_are_links():
    made = prose.reference("RFC 9110, section 15.5.2; <draft>", "раздел")
    assert 'href="https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2"' in made
    assert ">RFC 9110, раздел 15.5.2</a>; &lt;draft&gt;" in made
    assert ">RFC 8297</a>" in prose.reference("RFC 8297", "section")
