"""The link checker sees every fault that is planted."""

import pytest

from tools.docs import links

GOOD = '<a href="b.html#x">b</a><link rel="stylesheet" href="s.css"><script src="s.css"></script>'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.html").write_text(GOOD + '<a href="#own">c</a><p id="own">')
    (tmp_path / "b.html").write_text('<h2 id="x">x</h2><a href="https://a.test/">out</a>')
    (tmp_path / "s.css").write_text("")
    return tmp_path


def test_a_sound_site_has_no_faults(folder):
    assert list(links.faults(folder)) == []


@pytest.mark.parametrize(
    ("planted", "complaint"),
    [
        ('<a href="nowhere.html">', "not there"),
        ('<a href="../a.html">', "not there"),
        ('<a href="b.html#y">', "no such anchor"),
        ('<a href="#y">', "no such anchor"),
        ('<form action="nowhere.html">', "not there"),
        ('<img src="nowhere.png">', "not there"),
        ('<link rel="alternate" href="ru/b.html">', "not there"),
        ('<p id="x"><p id="x">', "twice"),
        ('<script src="https://cdn.test/x.js"></script>', "elsewhere"),
        ('<script src="//cdn.test/x.js"></script>', "elsewhere"),
        ('<link rel="stylesheet" href="/s.css">', "elsewhere"),
        ("<script>1</script>", "inline script"),
        ("<style>p{}</style>", "inline style"),
        ('<p style="x">', "inline style"),
        ('<p onclick="x">', "inline onclick"),
    ],
)
def test_a_planted_fault_is_named(folder, planted, complaint):
    (folder / "a.html").write_text(GOOD + planted)
    (fault,) = set(links.faults(folder))
    assert fault.startswith("a.html: ")
    assert complaint in fault
