"""The password of a short form, known by its place; the details of other forms stay."""

import json

import pytest

from wwwhy.model import Fields, Request, Url
from wwwhy.model.masking import Masker
from wwwhy.model.masking.logins import MOST_MEMBERS, objects, unnamed_passwords

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
MULTIPART = (
    '--x\r\nContent-Disposition: form-data; name="user"\r\n\r\nbob\r\n'
    '--x\r\nContent-Disposition: form-data; name="kodeordet"\r\n\r\nhemmelig\r\n--x--'
)


def shown(body: str, kind: str = "application/json") -> str:
    fields = Fields.of([("Content-Type", kind)])
    request = Request(Url.parse("http://a.test/in"), "POST", fields, body.encode())
    masked = Masker().request(request).body
    assert masked is not None
    return masked.decode()


@pytest.mark.parametrize(
    "pairs",
    [
        [("usuario", "ann"), ("kodeordet", "hemmelig")],
        [("x", "ann@shop.test"), ("y", "hemmelig")],
        [("benutzer", "bob"), ("lang", "de"), ("y", "hemmelig")],
        [("email", "a@b.cd"), ("y", "hemmelig"), ("y2", "hemmelig")],
        [("phone", "+4915112345"), ("kode", "4711")],
    ],
)
def test_what_can_only_be_a_password(pairs):
    assert unnamed_passwords(pairs) == {name for name, _ in pairs if name[0] in {"k", "y"}}


@pytest.mark.parametrize(
    "pairs",
    [
        [("email", "a@b.cd"), ("city", "Berlin")],
        [("email", "a@b.cd"), ("message", "hello")],
        [("email", "a@b.cd"), ("password", "geheim99"), ("y", "hemmelig")],
        [("email", "a@b.cd"), ("x", "hemmelig"), ("y", "something else")],
        [("x", "hemmelig"), ("y", "1234")],
        [("email", "a@b.cd")],
        [("email", "a@b.cd"), *((f"y{n}", "same") for n in range(MOST_MEMBERS))],
    ],
)
def test_what_may_be_anything(pairs):
    assert unnamed_passwords(pairs) == frozenset()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"auth": [{"korisnik": "bob", "lonac": "hemmelig"}]}', "application/json"),
        ('{"Kata sandi": "hemmelig"}', "application/json"),
        (json.dumps({"contraseña": "hemmelig"}), "application/json"),
        ("usuario=ann&kodeordet=hemmelig", FORM),
        ("usuario=ann&contrase%C3%B1a=hemmelig", FORM),
        (MULTIPART, PARTS),
        ("<a><Mot_de_passe>hemmelig</Mot_de_passe></a>", "text/xml"),
    ],
)
def test_it_does_not_stand_in_what_is_shown(body, kind):
    assert "hemmelig" not in shown(body, kind)
    assert "<password:1>" in shown(body, kind)


def test_json_stays_json():
    told = shown('{"user": "bob", "kode": 4711, "card": 378282246310005}')
    assert json.loads(told) == {"user": "bob", "kode": "<password:1>", "card": "<card:1>"}


@pytest.mark.parametrize("card", ["4111111111111111", "5500 0000 0000 0004", "3782-822463-10005"])
def test_cards_are_known_by_their_checksum(card):
    assert shown(f'{{"n": "{card}"}}') == '{"n": "<card:1>"}'


@pytest.mark.parametrize(
    "number", ["4111111111111112", "1795235289797", "9111111111111111", "41111111111111111111"]
)
def test_other_numbers_stay(number):
    assert number in shown(f'{{"n": "{number}"}}')


def test_deep_and_wide_json_is_bounded():
    deep: object = {"a": "b"}
    for _ in range(900):
        deep = [deep]
    assert list(objects(deep)) == []
    assert len(list(objects([{"a": "b"}] * 5000))) < 200
