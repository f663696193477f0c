"""The search index: a script that no text of a page can break out of."""

import json
from pathlib import Path

from tools.docs import book, site
from tools.docs.edition import Edition
from tools.docs.page import Page
from tools.docs.searching import script

EDITION = Edition(book.read(), "en")
HOSTILE = "</script><script>alert(1)</script>\u2028\\\"'"


def read(text: str) -> list[dict[str, object]]:
    data = text.partition(" = ")[2].removesuffix(";\n").replace("<\\/", "</")
    rows: list[dict[str, object]] = json.loads(data)
    return rows


def test_pages_are_listed_with_their_names():
    pages = [
        Page("a.html", "causes", "A", "t", summary="about a", names=("x", "x", "y")),
        Page("c.html", "codes", "C", "t", kind="Code of nginx"),
        Page("b.html", "causes", "B", "t", is_found=False),
    ]
    row, other = read(script(EDITION, pages))
    assert other["k"] == "Code of nginx"
    assert row == {"id": "a.html", "t": "A", "k": "Causes", "n": "x \ny", "x": "about a", "w": 1.0}


def test_hostile_text_stays_a_string():
    text = script(EDITION, [Page("a.html", "causes", HOSTILE, "t", names=(HOSTILE,))])
    assert "</" not in text
    assert "\u2028" not in text
    (row,) = read(text)
    assert row["t"] == HOSTILE


def test_the_library_that_searches_carries_its_licence():
    text = (Path(site.__file__).parent / "assets" / "minisearch.js").read_text(encoding="utf-8")
    assert text.startswith("/*! MiniSearch ")
    assert "Permission is hereby granted, free of charge" in text.partition("*/")[0]
