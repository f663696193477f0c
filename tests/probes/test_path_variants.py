import time
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Exchange, Experiment, Request, Url
from wwwhy.probes import (
    path_spellings,
    path_variants,
    random_spellings,
    random_variants,
    trailing_slash,
)


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
        ("/docs/guide", "/Docs/Guide"),
        ("/Docs/Guide", "/docs/guide.html"),
        ("/Img/Logo.JPG", "/Img/Logo.jpg"),
        ("/img/logo.png", "/img/logo.PNG"),
        ("/%E2%80%9Cprices%E2%80%9D,", "/prices"),
        ("/docs/«guide»", "/docs/«guide"),
        ("/my%2520file.html", "/my%20file.html"),
        ("/docs%252Fguide.html", "/docs/guide.html"),
        ("/guide.html%C2%A0", "/guide.html"),
        ("/%D1%84%D0%B0%D0%B9%D0%BB.", "/%D1%84%D0%B0%D0%B9%D0%BB"),
        ("/api/v1/api/v1/users", "/api/v1/users"),
    ],
)
def test_spells_as_people_do(path, among):
    assert among in asked(path_variants.change, path)


@pytest.mark.parametrize(
    ("path", "never"), [("/app.js", "/app"), ("/v1.2", "/v1"), ("/.env", "/"), ("/...", "/")]
)
def test_does_not_turn_one_thing_into_another(path, never):
    assert never not in asked(path_variants.change, path)


@pytest.mark.parametrize(
    ("path", "among"),
    [
        ("/docs/quick-start", "/docs/Quick-Start"),
        ("/api/userProfile", "/api/user-profile"),
        ("/api/user-profile", "/api/userProfile"),
        ("/docs/my+file.html", "/docs/my%20file.html"),
        ("/users", "/user"),
        ("/user", "/users"),
    ],
)
def test_further_spellings(path, among):
    assert among in asked(path_spellings.change, path)
    assert among not in asked(path_variants.change, path)


def test_a_question_mark_that_was_encoded_begins_the_query():
    made = path_variants.change(Exchange(Request(Url("http", "shop.test", 80, "/find%3Fq=a"))))
    assert isinstance(made, Experiment)
    assert "/find?q=a" in [each.url.target for each in made.requests]


@pytest.mark.parametrize("path", ["/a/..%252f..%252fetc", "/a%252F..%252Fb", "/%252e%252e%252fb"])
def test_never_climbs_out_of_a_folder(path):
    for change in (path_variants.change, path_spellings.change):
        assert not any(".." in unquote(each).split("/") for each in asked(change, path))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/Docs/My_Guide.html", "/docs/my-guide", True),
        ("/%22docs/my%2520guide%22", "/docs/my%20guide", True),
        ("/api/api/users", "/api/users", True),
        ("/users", "/user", False),
        ("/v1/items/7", "/v1/items/8", False),
    ],
)
def test_tells_another_spelling_from_another_word(one, other, same):
    assert path_variants.is_same_word(one, other) is same


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
    more = asked(path_spellings.change, path)
    assert len(more) <= path_spellings.MOST
    assert not set(more) & set(spelled)
    assert bool(more) is bool(asked(random_spellings.change, path))
    assert all(each.startswith("/") for each in spelled)
    assert len(asked(random_variants.change, path)) <= path_variants.MOST + 1


@pytest.mark.parametrize("path", ["/x/" + "." * 60_000, "/" + "/" * 60_000, "/" + "%22" * 20_000])
def test_hostile_paths_take_no_time(path):
    began = time.perf_counter()
    asked(path_variants.change, path)
    asked(random_variants.change, path)
    assert time.perf_counter() - began < 2
