"""The word that time is over, in many languages and forms; and where else tokens stand."""

import base64
import json

import pytest

from wwwhy.causes import Case, cause
from wwwhy.causes.tokens import expiry
from wwwhy.causes.tokens.expiry import Subject
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict

URL = Url.parse("http://a.test/me")


def jwt(**claims: float) -> str:
    parts = ({"alg": "HS256"}, claims)
    shown = (base64.urlsafe_b64encode(json.dumps(each).encode()) for each in parts)
    return b".".join([*(each.rstrip(b"=") for each in shown), b"c2lnbmF0dXJl"]).decode()


def case(body: str = "", kind: str = "application/json", *, request: Request | None = None) -> Case:
    fields = Fields.of([("Content-Type", kind), ("Date", "Sat, 21 Nov 2026 01:00:00 GMT")])
    response = Response(401, fields=fields, body=body.encode(), body_length=len(body))
    exchange = Exchange(request or Request(URL), response)
    return Case(exchange, exchange)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"code": "TOKEN_EXPIRED"}', "application/json"),
        ('{"m": "Das Token ist abgelaufen"}', "application/json"),
        ('{"m": "срок действия токена истёк"}', "application/problem+json"),
        ('{"m": "トークンの有効期限が切れています"}', "application/json"),
        ('{"m": "Your token is no longer valid"}', "application/json"),
        ('{"type": "https://a.test/token-expired"}', "application/problem+json"),
        ("<e>Het token is verlopen</e>", "application/xml"),
        ("<pre>TokenExpiredError: jwt expired</pre>", "text/html; charset=utf-8"),
    ],
)
def test_an_answer_says_so(body, kind):
    assert expiry.said_by(case(body, kind))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"m": "Forbidden", "expires_in": 3600}', "application/json"),
        ('{"expires": "2027"}', "application/json"),
        ("<p>The offer has expired</p><p>Sign in</p>", "text/html"),
        ("<p>token expired</p>" + "<p>x</p>" * 1000, "text/html"),
    ],
)
def test_an_answer_does_not_say_so(body, kind):
    assert expiry.said_by(case(body, kind)) is None


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        ('{"m": "token expired"}', Subject.TOKEN),
        ('{"code": "TOKEN_EXPIRED"}', Subject.TOKEN),
        ('{"detail": "Signature has expired"}', Subject.TOKEN),
        ('{"m": "Ihre Sitzung ist abgelaufen. Bitte neu anmelden"}', Subject.SESSION),
        ('{"m": "登录已过期，请重新登录"}', Subject.SESSION),
        ('{"m": "expired"}', Subject.NOTHING),
        ('{"m": "Mandat abgelaufen am Freitag"}', Subject.UNCLEAR),
        ('{"m": "your verification token expired"}', Subject.UNCLEAR),
        ('{"m": "your subscription has expired"}', Subject.ANOTHER),
        ('{"code": "subscription_expired", "message": "Plan ended"}', Subject.ANOTHER),
        ('{"m": "Срок действия лицензионного ключа организации истёк"}', Subject.ANOTHER),
        ('{"m": "verification link expired for this login"}', Subject.ANOTHER),
        ('{"m": "one-time code expired, request a new login code"}', Subject.ANOTHER),
        ('{"code": "csrf_expired", "m": "Das Token ist abgelaufen"}', Subject.TOKEN),
    ],
)
def test_of_what_it_is_said(body, subject):
    said = expiry.said_by(case(body))
    assert said is not None
    assert said.subject is subject


@pytest.mark.parametrize(
    ("body", "another"),
    [
        ('{"error": "insufficient_scope"}', True),
        ('{"code": "BAD_SIGNATURE"}', True),
        ('{"error": "network_denied"}', True),
        ('{"code": "two_factor_auth_required"}', True),
        ('{"message": "Your plan has expired"}', True),
        ('{"error": "unauthorized"}', False),
        ('{"code": "E1017"}', False),
        ('{"type": "about:blank"}', False),
        ('{"name": "HttpException", "detail": "no"}', False),
        ('{"code": "NO_AUTORIZADO"}', False),
        ("", False),
    ],
)
def test_another_fault_has_a_code_of_its_own(body, another):
    assert expiry.names_another_fault(case(body)) is another


@pytest.mark.parametrize(
    ("request_", "pointer"),
    [
        (Request(URL, fields=Fields.of([("Cookie", f"a=1; t={jwt(exp=1)}")])), "cookie"),
        (Request(URL, fields=Fields.of([("X-Token", f"Bearer {jwt(exp=1)}")])), "x-token"),
        (Request(Url.parse(f"http://a.test/?auth={jwt(exp=1)}")), ""),
    ],
)
def test_tokens_elsewhere(request_, pointer):
    ((name, token),) = expiry.overdue_elsewhere(case(request=request_))
    place = f"request.headers.{pointer}" if pointer else "request.url"
    assert expiry.pointer(name, token) == place


def test_a_token_elsewhere_that_is_in_time_is_none():
    request = Request(URL, fields=Fields.of([("Cookie", f"t={jwt(exp=9e9)}; s=eyJ.x")]))
    assert expiry.overdue_elsewhere(case(request=request)) == ()


@pytest.mark.parametrize(
    ("body", "mum"),
    [
        ("", True),
        ('{"message": "Unauthorized"}', True),
        ('{"detail": "Could not validate credentials"}', True),
        ('{"error": "unauthorized", "code": "401", "path": "/v1/me"}', True),
        ('{"code": "E1003"}', False),
        ('{"error": "unable to find a signing key that matches kid"}', False),
        ('{"mensaje": "El token fue revocado"}', False),
    ],
)
def test_a_reason_that_nobody_understands_is_one(body, mum):
    assert expiry.is_mum(case(body)) is mum


@pytest.mark.parametrize("seconds", [0.0, 1_700_000_000.0, 1_700_000_000_000.0])
def test_what_can_be_a_time(seconds):
    assert expiry.is_moment(seconds)


@pytest.mark.parametrize("seconds", [None, -5.0, 1e15])
def test_what_is_no_time_at_all(seconds):
    assert not expiry.is_moment(seconds)


@pytest.mark.parametrize("place", ["Authorization", "X-Auth-Ticket"])
def test_a_senseless_exp_proves_nothing(place):
    value = jwt(exp=-5) if place != "Authorization" else f"Bearer {jwt(exp=-5)}"
    asked = case('{"m": "nein"}', request=Request(URL, fields=Fields.of([(place, value)])))
    assert expiry.overdue_elsewhere(asked) == ()
    finding = cause("bearer-token-expired").judge(asked)
    assert finding is None or finding.verdict is not Verdict.PROVED
    assert finding is None or "clocks" not in {each.name for each in finding.evidence}
