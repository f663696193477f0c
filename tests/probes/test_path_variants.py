import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Exchange, Experiment, Request, Url
from wwwhy.probes import path_variants, random_variants, trailing_slash


def asked(change, path):
    made = change(Exchange(Request(Url("http", "shop.test", 80, path))))
    return [r.url.path for r in made.requests] if isinstance(made, Experiment) else []


@pytest.mark.parametrize(
    ("path", "among"),
    [
        ("/Docs/Guide.html", "/docs/guide.html"),
        ("/prices.html).", "/prices.html"),
        ("/a%22", "/a"),
        ("//a//b", "/a/b"),
        ("/about", "/about.html"),
        ("/about", "/About"),
        ("/old.php", "/old"),
        ("/page.htm", "/page.html"),
        ("/my_page", "/my-page"),
    ],
)
def test_spells_as_people_do(path, among):
    assert among in asked(path_variants.change, path)


@pytest.mark.parametrize(
    ("path", "never"), [("/app.js", "/app"), ("/v1.2", "/v1"), ("/.env", "/"), ("/...", "/")]
)
def test_does_not_turn_one_thing_into_another(path, never):
    assert never not in asked(path_variants.change, path)


def test_the_root_has_one_spelling():
    assert asked(path_variants.change, "/") == []
    assert asked(random_variants.change, "/") == []
    assert asked(trailing_slash.change, "/") == []


def test_impossible_names_have_the_shape_of_the_spellings():
    paths = asked(random_variants.change, "/Docs/My_Guide.html")
    assert any(p.startswith("/docs/") and p.endswith(".html") for p in paths)
    assert any(p.startswith("/Docs/") and "." not in p for p in paths)
    assert any(p.endswith("/") for p in paths)
    assert not any("Guide" in p or "guide" in p for p in paths)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="?#")))
def test_any_path_gives_a_few_other_ones(text):
    path = f"/{text}"
    spelled = asked(path_variants.change, path)
    assert len(spelled) <= path_variants.MOST
    assert path not in spelled
    assert all(each.startswith("/") for each in spelled)
    assert len(asked(random_variants.change, path)) <= path_variants.MOST + 1


@pytest.mark.parametrize("path", ["/x/" + "." * 60_000, "/" + "/" * 60_000, "/" + "%22" * 20_000])
def test_hostile_paths_take_no_time(path):
    began = time.perf_counter()
    asked(path_variants.change, path)
    asked(random_variants.change, path)
    assert time.perf_counter() - began < 2
