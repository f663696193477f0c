"""The little Markdown of the causes' texts."""

from hypothesis import given
from hypothesis import strategies as st

from wwwhy.formatters import Surface
from wwwhy.formatters.page.markdown import Block, blocks, brief, lines
from wwwhy.formatters.page.pen import Pen

TEXT = """First paragraph
over two lines:

```nginx
location / {

    deny all;
}
```

- one **strong** item
  that goes on
- see [the docs](https://example.test/d)

1. step
Last.
"""


def test_blocks():
    assert blocks(TEXT) == (
        Block("para", "First paragraph over two lines:"),
        Block("code", "location / {\n\n    deny all;\n}"),
        Block("item", "one **strong** item that goes on", "-"),
        Block("item", "see [the docs](https://example.test/d)", "-"),
        Block("item", "step Last.", "1."),
    )


def test_lines():
    assert lines(blocks(TEXT), Pen(Surface(50)), "  ") == [
        "  First paragraph over two lines:",
        "",
        "    location / {",
        "",
        "        deny all;",
        "    }",
        "",
        "  - one strong item that goes on",
        "  - see the docs (https://example.test/d)",
        "  1. step Last.",
    ]


def test_brief_keeps_what_the_first_thought_announces():
    assert brief(blocks("Do this:\n\n- a\n- b\n\nMore.")) == blocks("Do this:\n\n- a\n- b")
    assert brief(blocks("Do this.\n\n- a")) == blocks("Do this.")
    assert brief(blocks("Do this.\n```\nx\n```\nMore.")) == blocks("Do this.\n```\nx\n```")
    assert brief(()) == ()


def test_an_open_fence_is_code_to_the_end():
    assert blocks("```\na\n- b") == (Block("code", "a\n- b"),)


@given(st.text(max_size=300), st.integers(1, 120))
def test_any_text_can_be_written(text, width):
    lines(brief(blocks(text)), Pen(Surface(width)), "    ")
