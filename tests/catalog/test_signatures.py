"""Signature files are read strictly: a slip in the data is an error, not a silent gap."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.catalog.signatures import Says, SignatureError, all_signatures, read
from wwwhy.diagnosis.boxes.traces import safe
from wwwhy.errors import Said

HEAD = 'name = "x"\nkind = "server"\nroles = ["web-server"]\nsource = "here"\ndate = 2026-11-21\n'
SIGN = '[[sign]]\nid = "a"\nsays = "made"\nweight = 0.5\n'


def test_reads_what_a_file_says():
    box = read(
        f'{HEAD}server = ["x"]\nvia = [".x.test"]\naliases = ["xx"]\nserver_field = "adds"\n'
        f'speaks_as = ["y"]\nmeasured = ["1"]\n'
        f'[probes]\ntwo-hosts = ["400", "passes"]\nlong-field = "closes"\n{SIGN}'
        f'status = ["4xx", 502]\nfields = {{ X-A = "b" }}\nlength = [1, 2]\n'
        f'json = ["c"]\njson_values = {{ c = "d" }}\nshows = "s"\nshows_ru = "с"\nsource = "there"\n'
    )
    sign = box.signs[0]
    assert (box.name, box.server, box.via, box.aliases) == ("x", ("x",), (".x.test",), ("xx",))
    assert box.probes == {"two-hosts": ("400", "passes"), "long-field": ("closes",)}
    assert sign.says is Says.MADE
    assert sign.statuses == frozenset([*range(400, 500), 502])
    assert sign.fields == (("x-a", "b"),)
    assert (sign.length, sign.json_values, sign.source) == ((1, 2), (("c", "d"),), "there")
    assert (str(sign.shows), sign.shows.said_in("ru")) == ("s", "с")
    assert sign.reads_content
    assert box.signs_answers


def test_no_status_means_every_status():
    assert {200, 404, 530, 999} <= read(HEAD + SIGN).signs[0].statuses


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        HEAD.replace('kind = "server"\n', ""),
        HEAD.replace("web-server", "webserver"),
        HEAD.replace('"server"', '"thing"'),
        f'{HEAD}server_field = "sometimes"\n',
        f'{HEAD}colour = "red"\n',
        f'{HEAD}[probes]\ntwo-hosts = "maybe"\n',
        HEAD + SIGN.replace("made", "sang"),
        HEAD + SIGN.replace("0.5", "1.5"),
        HEAD + SIGN.replace("0.5", "0"),
        HEAD + SIGN + 'colour = "red"\n',
        HEAD + SIGN + "status = [99]\n",
        HEAD + SIGN + 'status = ["4x"]\n',
        HEAD + SIGN + "length = 5\n",
        HEAD + SIGN + 'shows = "s"\n',
        HEAD + SIGN + 'shows_ru = "с"\n',
    ],
)
def test_a_slip_is_named(text: str):
    with pytest.raises(SignatureError, match=r"^box\.toml: "):
        read(text, "box.toml")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str):
    with contextlib.suppress(SignatureError):
        read(HEAD + text)


SHOWN = [sign.shows for box in all_signatures().values() for sign in box.signs if sign.shows]


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_a_sign_is_said_in_russian_with_the_same_quotations(shown: Said):
    russian = shown.said_in("ru")
    assert re.search("[а-яё]", russian)
    # What a server wrote is quoted, not translated: markup, colours, sizes.
    quoted = re.compile(r"</?[a-z!][^<> ]*|#\w{6}|\d+px", re.IGNORECASE)
    assert [q.replace("КОД", "STATUS") for q in quoted.findall(russian)] == quoted.findall(shown)


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_a_sign_is_short_enough_to_be_shown_whole(shown: Said):
    assert safe(shown) is shown


def test_loads_once():
    assert all_signatures() is all_signatures()
