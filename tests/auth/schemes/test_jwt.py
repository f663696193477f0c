import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import OctKey

from wwwhy.auth.schemes import jwt

NOW = 1_800_000_000


def segment(data: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def token(
    claims: Any, header: Any = None, signature: str = base64.urlsafe_b64encode(b"x" * 32).decode()
) -> str:
    head = {"alg": "HS256", "typ": "JWT"} if header is None else header
    return f"{segment(head)}.{segment(claims)}.{signature.rstrip('=')}"


def read(text: str) -> jwt.Jwt:
    found = jwt.read(text)
    assert found is not None
    return found


GOOD = token({"exp": NOW + 60, "iat": NOW, "nbf": NOW, "iss": "https://i.test", "aud": "api"})


def test_a_good_token_has_no_faults() -> None:
    found = read(GOOD)
    assert found.faults == ()
    assert jwt.judge(found, NOW, audience="api", issuer="https://i.test") == ()
    assert (found.algorithm, found.segments) == ("HS256", 3)
    assert (found.expires, found.issued_at, found.not_before) == (NOW + 60, NOW, NOW)
    assert found.audience == ("api",)


def test_a_token_of_a_real_library_is_read() -> None:
    key = OctKey.import_key("0123456789abcdef0123456789abcdef")
    made = joserfc_jwt.encode({"alg": "HS256"}, {"sub": "x", "exp": NOW}, key)
    found = read(made)
    assert found.faults == ()
    assert found.expires == NOW


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (".".join(GOOD.split(".")[:2]), {"segments"}),
        (GOOD + ".x", {"segments", "base64"}),
        (GOOD[:-10], {"base64", "signature-length"}),
        (GOOD[:-11], {"signature-length"}),
        (GOOD[: GOOD.rindex(".") + 1], {"signature-empty"}),
        (GOOD.replace(".", "%2E"), {"percent-encoded"}),
        (GOOD + "=", {"padding"}),
        (GOOD[:-2] + "+/", {"base64", "signature-length"}),
        (GOOD[: GOOD.index(".") + 10], {"segments", "base64", "claims"}),
        (f"{segment({'alg': 'HS256'})}.!!!.abc", {"base64", "claims", "signature-length"}),
        (f"{segment({'alg': 'HS256'})[:-3]}.{segment({})}.abc", {"header"}),
        (f"{segment({'alg': 'none'})}.{segment({})}.", {"alg-none"}),
        (f"{segment({'typ': 'JWT'})}.{segment({})}.abcd", {"no-algorithm"}),
        (f"{segment({'alg': 'RS256'})}.{segment({})}.abcd", {"signature-length"}),
        (f"{segment({'alg': 'dir'})}.a.b.c.d", {"encrypted", "base64"}),
        (f"{segment({'alg': 'dir'})}.aa.bb.cc.dd", {"encrypted"}),
        (token([1]), {"claims"}),
        (token({"exp": NOW * 1000}), {"exp-in-milliseconds"}),
        (
            token({"iat": NOW * 1000, "nbf": NOW * 1000}),
            {"iat-in-milliseconds", "nbf-in-milliseconds"},
        ),
        (token({"exp": str(NOW)}), {"exp-is-text"}),
        (token({"exp": "tomorrow"}), {"exp-unreadable"}),
        (token({"exp": True}), {"exp-unreadable"}),
        (token({"exp": [1]}), {"exp-unreadable"}),
        (token({"exp": float("inf")}), {"exp-unreadable"}),
        (token({"exp": 10**400}), {"exp-unreadable"}),
        ("eyJhbGci" * 9000 + ".a.b", {"too-long"}),
    ],
)
def test_every_fault_is_named(text: str, faults: set[str]) -> None:
    assert set(read(text).faults) == faults


@pytest.mark.parametrize(
    ("claims", "refusals"),
    [
        ({"exp": NOW}, ("expired",)),
        ({"exp": NOW - 1, "iss": "x"}, ("expired", "wrong-audience", "wrong-issuer")),
        (
            {"nbf": NOW + 5, "iat": NOW + 5, "aud": "api"},
            ("not-yet-valid", "issued-in-future", "wrong-issuer"),
        ),
        (
            {"exp": NOW + 5, "iat": NOW + 5, "aud": ["x", "api"], "iss": "i"},
            ("issued-in-future", "expires-before-issued"),
        ),
        ({"aud": 5, "iss": "i"}, ("wrong-audience",)),
        ({"aud": "api", "iss": ["i"]}, ("wrong-issuer",)),
    ],
)
def test_every_refusal_is_named(claims: dict[str, Any], refusals: tuple[str, ...]) -> None:
    found = jwt.judge(read(token(claims)), NOW, audience="api", issuer="i")
    assert tuple(name for name in found if name in refusals) == refusals
    assert set(found) - set(refusals) <= {"wrong-audience", "wrong-issuer"}


def test_leeway() -> None:
    found = read(token({"exp": NOW - 10, "nbf": NOW + 10}))
    assert jwt.judge(found, NOW, leeway=30) == ()
    assert jwt.judge(found, NOW, leeway=5) == ("expired", "not-yet-valid")


def test_id_token() -> None:
    assert read(token({"nonce": "n", "aud": "client"})).looks_like_id_token
    assert not read(token({"nonce": "n", "scope": "a"})).looks_like_id_token
    assert not read(GOOD).looks_like_id_token


@pytest.mark.parametrize("text", ["", "abc", "a.b.c", "eyJ", "opaque-token-123", "eyJhbGci"])
def test_what_is_no_jwt(text: str) -> None:
    assert jwt.read(text) is None


@given(st.text())
def test_reading_never_raises(text: str) -> None:
    found = jwt.read("eyJhbGciOiJIUzI1NiJ9." + text)
    assert found is not None
    jwt.judge(found, NOW, audience="a", issuer="i")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
        lambda c: st.lists(c, max_size=3),
    )
)
def test_any_value_of_a_claim_is_borne(value: Any) -> None:
    found = read(token({"exp": value, "nbf": value, "iat": value, "iss": value, "aud": value}))
    jwt.judge(found, NOW, audience="a", issuer="i")


def test_deep_nesting_is_borne() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 20_000).decode().rstrip("=")
    assert "claims" in read(f"{segment({'alg': 'HS256'})}.{deep}.x").faults


def test_repr_shows_no_claim() -> None:
    assert "SECRET" not in repr(read(token({"sub": "SECRET"}, {"alg": "HS256", "kid": "SECRET"})))
