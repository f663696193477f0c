import pytest

from wwwhy.auth.checks import check_challenges, check_credentials, check_exchange
from wwwhy.model import Connection, Exchange, Fields, Request, Response, Url


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('Basic realm="x", charset="UTF-8"', []),
        ("Basic", ["basic-realm-missing"]),
        ("Basic realm=", ["basic-realm-missing"]),
        ('Basic realm="x", charset="latin-1"', ["basic-charset-unknown"]),
        ('Digest realm="x", nonce="n", qop="auth", algorithm=SHA-256', []),
        ('Digest nonce="n", qop="auth"', ["digest-realm-missing"]),
        ('Digest realm="x", qop="auth"', ["digest-nonce-missing"]),
        ('Digest realm="x", nonce="n"', ["digest-qop-missing"]),
        ('Digest realm="x", nonce="n", qop="conf"', ["digest-qop-unknown"]),
        ('Digest realm="x", nonce="n", qop="auth", algorithm=SHA-3', ["digest-algorithm-unknown"]),
        ('Digest realm="x", nonce="n", qop="auth", algorithm="MD5"', ["digest-token-quoted"]),
        ('Digest realm="x", nonce="n", qop=auth', ["digest-quotes-missing"]),
        ('Digest realm="x", nonce="n", qop="auth", charset=x', ["digest-charset-unknown"]),
        (
            'Digest realm="x", nonce="n", qop=auth,auth-int',
            ["digest-quotes-missing", "digest-qop-unquoted"],
        ),
        (
            'Digest realm="x", nonce="n", qop="auth", Digest realm="x", nonce="n", qop="auth", algorithm=SHA-256',
            ["digest-weaker-first"],
        ),
        (
            'Digest realm="x", nonce="n", qop="auth", algorithm=SHA-256, Digest realm="x", nonce="n", qop="auth"',
            [],
        ),
        ("DPoP", ["dpop-algs-missing"]),
        ('DPoP algs="ES256"', []),
        ('PrivateToken challenge="AAIA"', []),
        ('PrivateToken challenge="%%"', ["private-token-challenge"]),
        ('Negotiate realm="x"', ["negotiate-parameters"]),
        ("Negotiate, NTLM", []),
        ('NTLM realm="x"', ["negotiate-parameters"]),
        ("Unheard-Of a=b, __init__ c=d, os e=f", []),
        ("Jwt a=b, ApiKey c=d", []),
        ('Basic realm="x', []),
    ],
)
def test_challenges(line: str, names: list[str]) -> None:
    assert [defect.name for defect in check_challenges([line])] == names


def test_offsets_point_at_the_challenge() -> None:
    assert check_challenges(['Basic realm="x"', "DPoP"])[0].offset == 17
    assert check_challenges("DPoP")[0].offset == 0


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Basic Ym9iOng=", ()),
        ("Basic Ym9i", ("no-colon",)),
        ("Basic user:pass", ("not-base64", "plain-text")),
        ('Digest username="a", realm="r", nonce="n", uri="/", response="x"', ()),
        (
            'Digest username="a", realm="r", nonce="n", uri="/", response="x", qop=auth',
            ("digest-parameter-missing",),
        ),
        ('Digest realm="r", nonce="n", uri="/", response="x"', ("digest-parameter-missing",)),
        ('Concealed k="a", a="b", p="c", s=2055, v="d"', ()),
        ('Concealed k="a"', ("concealed-parameter-missing",)),
        ("NTLM TlRMTVNTUAABAAAA", ()),
        ("Negotiate abc=", ("negotiate-blob-unreadable",)),
        ("Bearer abc", ()),
    ],
)
def test_credentials(line: str, names: tuple[str, ...]) -> None:
    assert check_credentials([line]) == names


def exchange(
    status: int, *fields: tuple[str, str], sent: str | None = None, version: str = "1.1"
) -> Exchange:
    request = Request(Url.parse("http://a.test/"))
    if sent:
        request = request.with_field("Authorization", sent)
    return Exchange(
        request,
        Response(status, fields=Fields.of(fields)),
        connection=Connection(http_version=version),
    )


@pytest.mark.parametrize(
    ("seen", "names"),
    [
        (exchange(401, ("WWW-Authenticate", "Bearer")), ()),
        (
            exchange(401, ("WWW-Authenticate", 'Bearer error="invalid_token"')),
            ("error-without-token",),
        ),
        (exchange(401, ("WWW-Authenticate", 'Bearer error="invalid_token"'), sent="Bearer x"), ()),
        (
            exchange(401, ("WWW-Authenticate", 'Bearer error="insufficient_scope"')),
            ("insufficient-scope-not-403",),
        ),
        (exchange(403, ("WWW-Authenticate", 'Bearer error="insufficient_scope"')), ()),
        (
            exchange(403, ("WWW-Authenticate", 'Bearer error="invalid_token"'), sent="Bearer x"),
            ("forbidden-for-another-error",),
        ),
        (
            exchange(403, ("WWW-Authenticate", 'Bearer error="insufficient_user_authentication"')),
            ("step-up-not-401",),
        ),
        (
            exchange(401, ("WWW-Authenticate", 'DPoP error="use_dpop_nonce"')),
            ("dpop-nonce-missing",),
        ),
        (
            exchange(401, ("WWW-Authenticate", 'DPoP error="use_dpop_nonce"'), ("DPoP-Nonce", "x")),
            (),
        ),
        (
            exchange(407, ("WWW-Authenticate", "Basic realm=x")),
            ("proxy-challenge-in-www-authenticate",),
        ),
        (exchange(407, ("Proxy-Authenticate", "Basic realm=x")), ()),
        (
            exchange(401, ("WWW-Authenticate", "NTLM"), version="2"),
            ("connection-bound-over-multiplexing",),
        ),
        (exchange(401, ("WWW-Authenticate", "NTLM")), ()),
        (Exchange(Request(Url.parse("http://a.test/"))), ()),
    ],
)
def test_exchanges(seen: Exchange, names: tuple[str, ...]) -> None:
    assert check_exchange(seen) == names
