"""Paths: safe on every file system and server, and relative to each other."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.docs.page import Page, relative, slugs


@pytest.mark.parametrize(
    ("here", "there", "way"),
    [
        ("index.html", "causes/a.html", "causes/a.html"),
        ("causes/a.html", "index.html", "../index.html"),
        ("codes/iana/401.html", "causes/a.html#fix", "../../causes/a.html#fix"),
        ("causes/a.html", "causes/a.html#fix", "#fix"),
    ],
)
def test_relative(here, there, way):
    assert relative(here, there) == way


def test_files_beside_the_languages():
    assert Page("causes/a.html", "causes", "a", "t").up("assets/x.css") == "../../assets/x.css"
    assert Page("index.html", "home", "a", "t").up("ru/index.html") == "../ru/index.html"


@given(st.lists(st.text(max_size=20), unique=True))
def test_slugs_are_safe_and_differ(names):
    parts = slugs(names)
    assert set(parts) == set(names)
    assert len(set(parts.values())) == len(names)
    for part in parts.values():
        assert re.fullmatch(r"[a-z0-9._][a-z0-9._-]*", part)
        assert part != "index"
        assert not part.startswith(".")


def test_slugs_that_would_be_the_same():
    assert slugs(["DC", "dc", "--", "401.3", "420/spring"]) == {
        "DC": "dc",
        "dc": "dc-2",
        "--": "sign",
        "401.3": "401.3",
        "420/spring": "420-spring",
    }
