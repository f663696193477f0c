"""The search index: a script that no text of a page can break out of."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.docs import book, site
from tools.docs.edition import Edition
from tools.docs.page import Page
from tools.docs.searching import script

EDITION = Edition(book.read(), "en")
ASSETS = Path(site.__file__).parent / "assets"
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


def found(tmp_path: Path, pages: list[Page], *queries: str) -> list[list[str]]:
    """Ask the site's own search, outside a browser."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("running a script outside a browser takes Node.js")
    (tmp_path / "pages.js").write_text(script(EDITION, pages), encoding="utf-8")
    files = [str(ASSETS / "minisearch.js"), str(ASSETS / "finder.js"), str(tmp_path / "pages.js")]
    program = """
        const [files, queries] = JSON.parse(process.argv[1]);
        globalThis.self = globalThis;
        files.forEach((file) => {
          const text = require("fs").readFileSync(file, "utf8");
          require("vm").runInThisContext(text.replace(/typeof exports/g, "typeof none"));
        });
        const find = wwwhyFinder(self.wwwhyPages);
        console.log(JSON.stringify(queries.map((query) => find(query).map((page) => page.id))));
    """
    asked = json.dumps([files, queries])
    done = subprocess.run(
        [node, "-e", program, asked], capture_output=True, text=True, timeout=60, check=True
    )
    answers: list[list[str]] = json.loads(done.stdout)
    return answers


def page(path: str, title: str, *names: str, summary: str = "", weight: float = 1.0) -> Page:
    return Page(path, "codes", title, "t", summary=summary, names=names, weight=weight)


PAGES = [
    page("401", "401 Unauthorized", "401", summary="who you are", weight=1.6),
    page("401.3", "401.3 Unauthorized due to ACL", "401.3", "iis 401.3"),
    page("499", "499 Client Closed Request", "499", "nginx 499"),
    page("499-arcgis", "499 Token Required", "499", "arcgis 499"),
    page("ssl", "ERR_SSL_PROTOCOL_ERROR", "ERR_SSL_PROTOCOL_ERROR"),
    page("cause", "срок действия токена истёк", "bearer-token-expired", "401"),
]


def test_what_people_type_finds_what_they_mean(tmp_path):
    asked = {
        "401": "401",
        "401 unauthorized": "401",
        "401.3": "401.3",
        "nginx 499": "499",
        "499 nginx": "499",
        "err_ssl_protocol_error": "ssl",
        "ssl protocol": "ssl",
        "токен истек": "cause",
        "bearer-token-expired": "cause",
        "unauthorised": "401",
    }
    answers = found(tmp_path, PAGES, *asked)
    assert {query: answer[0] for query, answer in zip(asked, answers, strict=True)} == asked


def test_a_registered_code_is_found_beside_a_product_that_its_page_does_not_name(tmp_path):
    causes = [page(f"cause-{n}", f"cause {n}", "502", summary="behind nginx") for n in range(6)]
    pages = [*PAGES, *causes, page("502", "502 Bad Gateway", "502", weight=1.6)]
    (answer,) = found(tmp_path, pages, "502 nginx")
    assert answer[0] == "502"
    assert len(answer) == 7
    assert len(set(answer)) == 7


def test_nonsense_finds_nothing(tmp_path):
    assert found(tmp_path, PAGES, "zzqqxx", "!!", "") == [[], [], []]


@pytest.mark.parametrize("name", sorted(path.name for path in ASSETS.glob("*.js")))
def test_scripts_can_be_read(name):
    node = shutil.which("node")
    if node is None:
        pytest.skip("reading a script takes Node.js")
    done = subprocess.run([node, "--check", str(ASSETS / name)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_library_that_searches_carries_its_licence():
    text = (ASSETS / "minisearch.js").read_text(encoding="utf-8")
    assert text.startswith("/*! MiniSearch ")
    assert "Permission is hereby granted, free of charge" in text.partition("*/")[0]
