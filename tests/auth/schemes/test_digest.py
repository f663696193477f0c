"""Digest against the examples of RFC 2617, RFC 7616 (with its erratum 4897) and two clients."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.auth import Challenge, parse_challenges, parse_credentials
from wwwhy.auth.schemes import digest
from wwwhy.errors import UsageError

NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
MUFASA: dict[str, Any] = {
    "method": "GET",
    "uri": "/dir/index.html",
    "username": "Mufasa",
    "password": "Circle of Life",
    "cnonce": CNONCE,
    "nc": 1,
}


def challenge(line: str) -> Challenge:
    (found,) = parse_challenges([f"Digest {line}"]).challenges
    return found


def answer(line: str, **changes: Any) -> dict[str, str]:
    value = digest.respond(challenge(line), **{**MUFASA, **changes})
    parsed = parse_credentials([value])
    assert parsed.defects == ()
    return parsed.challenges[0].params


@pytest.mark.parametrize(
    ("algorithm", "proof"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_examples_of_rfc_7616_section_3_9_1(algorithm: str, proof: str) -> None:
    found = answer(
        f'realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        f'nonce="{NONCE}", opaque="FQhe"'
    )
    assert found["response"] == proof
    assert found["algorithm"] == algorithm
    assert (found["qop"], found["nc"], found["cnonce"]) == ("auth", "00000001", CNONCE)
    assert found["opaque"] == "FQhe"


def test_example_of_rfc_7616_section_3_9_2_as_corrected() -> None:
    line = (
        'realm="api@example.org", qop="auth", algorithm=SHA-512-256, '
        'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="o", charset=UTF-8'
    )
    who: dict[str, Any] = {
        "uri": "/doe.json",
        "username": "J\xe4s\xf8n Doe",
        "password": "Secret, or not?",
        "cnonce": "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
    }
    proof = "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
    hashed = answer(line + ", userhash=true", **who)
    assert hashed["response"] == proof
    assert hashed["username"] == "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    assert hashed["userhash"] == "true"
    plain = answer(line, **who)
    assert plain["response"] == proof
    assert plain["username*"] == "UTF-8''%4A%C3%A4%73%C3%B8%6E%20%44%6F%65".replace(
        "%4A%C3%A4%73%C3%B8%6E%20%44%6F%65",
        "".join(f"%{octet:02X}" for octet in "J\xe4s\xf8n Doe".encode()),
    )
    assert "username" not in plain


def test_example_of_rfc_2617_section_3_5() -> None:
    found = answer(
        'realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
        password="Circle Of Life",
        cnonce="0a4f113b",
    )
    assert found["response"] == "6629fae49393a05397450978507c4ef1"
    assert "algorithm" not in found


def test_without_qop_as_in_rfc_2069() -> None:
    found = answer('realm="r", nonce="n"')
    ha1 = hashlib.md5(b"Mufasa:r:Circle of Life").hexdigest()
    ha2 = hashlib.md5(b"GET:/dir/index.html").hexdigest()
    assert found["response"] == hashlib.md5(f"{ha1}:n:{ha2}".encode()).hexdigest()
    assert not {"qop", "nc", "cnonce"} & found.keys()


def test_auth_int_covers_the_body() -> None:
    line = 'realm="r", nonce="n", qop="auth-int", algorithm=SHA-256'
    one, two = answer(line, body=b"one"), answer(line, body=b"two")
    assert one["qop"] == "auth-int"
    assert one["response"] != two["response"]
    body = hashlib.sha256(b"one").hexdigest()
    ha1 = hashlib.sha256(b"Mufasa:r:Circle of Life").hexdigest()
    ha2 = hashlib.sha256(f"GET:/dir/index.html:{body}".encode()).hexdigest()
    proof = hashlib.sha256(f"{ha1}:n:00000001:{CNONCE}:auth-int:{ha2}".encode()).hexdigest()
    assert one["response"] == proof


@pytest.mark.parametrize("algorithm", ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess"])
@pytest.mark.parametrize("qop", ["", ', qop="auth"'])
@pytest.mark.parametrize("password", ["simple", 'p:a,s"s\\ w'])
def test_another_client_gives_the_same_answer(
    algorithm: str, qop: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = f'realm="a realm", nonce="{NONCE}", algorithm={algorithm}{qop}, opaque="o"'
    auth = httpx2.DigestAuth("Mufasa", password)
    monkeypatch.setattr(auth, "_get_client_nonce", lambda *_: CNONCE.encode())
    flow: Iterator[Any] = auth.auth_flow(httpx2.Request("GET", "http://a.test/x?y=1"))
    next(flow)
    asked = httpx2.Request("GET", "http://a.test/x?y=1")
    reply = httpx2.Response(401, headers={"WWW-Authenticate": f"Digest {line}"}, request=asked)
    theirs = flow.send(reply).headers["Authorization"]  # type: ignore[attr-defined]
    ours = answer(line, uri="/x?y=1", password=password)
    assert parse_credentials([theirs]).challenges[0].params["response"] == ours["response"]


def test_a_backslash_in_the_name_is_written_so_that_it_survives() -> None:
    value = digest.respond(
        challenge('realm="C:\\\\x", nonce="n"'), **{**MUFASA, "username": "CORP\\bob"}
    )
    assert 'username="CORP\\\\bob"' in value
    found = parse_credentials([value]).challenges[0].params
    assert (found["username"], found["realm"]) == ("CORP\\bob", "C:\\x")


def test_names_beyond_the_charset_go_as_utf_8() -> None:
    found = answer('realm="r", nonce="n"', username="Мария")
    assert found["username"].encode("latin-1").decode() == "Мария"
    found = answer('realm="r", nonce="n"', username="Ren\xe9")
    assert found["username"] == "Ren\xe9"


def test_nonce_count_is_hexadecimal() -> None:
    assert answer('realm="r", nonce="n", qop="auth"', nc=255)["nc"] == "000000ff"


def test_the_strongest_wins() -> None:
    lines = [
        'Basic realm="r", Digest realm="1", nonce="n", algorithm=MD5',
        'Digest realm="2", nonce="n", algorithm=SHA-256, qop="auth"',
        'Digest realm="3", nonce="n", algorithm=SHA-512-256, qop="conf"',
        'Digest realm="4", nonce="n", algorithm=SHA-3, qop="auth"',
        'Digest realm="5", algorithm=SHA-512-256',
    ]
    best = digest.strongest(parse_challenges(lines).challenges)
    assert best is not None
    assert best.params["realm"] == "2"
    assert digest.strongest(parse_challenges(['Basic realm="r"']).challenges) is None


@pytest.mark.parametrize(
    "line", ['realm="r"', 'nonce="n", algorithm=SHA-3', 'nonce="n", qop="auth-conf"']
)
def test_what_cannot_be_answered_is_refused(line: str) -> None:
    assert not digest.is_supported(challenge(line))
    with pytest.raises(UsageError):
        digest.respond(challenge(line), **MUFASA)
    with pytest.raises(UsageError):
        digest.respond(Challenge("basic", None, {"nonce": "n"}), **MUFASA)


@pytest.mark.parametrize("place", ["username", "uri", "cnonce"])
def test_no_line_break_is_smuggled_into_the_field(place: str) -> None:
    line = 'realm="r", nonce="n", qop="auth"'
    with pytest.raises(UsageError) as caught:
        answer(line, **{place: "x\r\nX: y"})
    assert "x" not in re.sub(r"\b\w{2,}", "", str(caught.value))


@given(st.text(), st.text(), st.text(), st.sampled_from(digest.ALGORITHMS), st.booleans())
def test_any_name_and_password_can_be_answered(
    username: str, password: str, realm: str, algorithm: str, is_utf8: bool
) -> None:
    params = {"realm": realm, "nonce": "n", "algorithm": algorithm, "qop": "auth"}
    if is_utf8:
        params["charset"] = "UTF-8"
    try:
        digest.respond(
            Challenge("digest", None, params),
            **{**MUFASA, "username": username, "password": password},
        )
    except UsageError:
        assert re.search(r"[\r\n\0]", username + realm)
