"""Whose password a log line is about."""

from base64 import b64encode
from dataclasses import replace

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.model import Box, Exchange, Fields, LogLine, Request, Response, Url, Verdict
from wwwhy.sources.config import read_config_text

PAIR = "Basic " + b64encode(b"ann:wrong-one").decode()
ASKED = Request(Url.parse("http://shop.test/me"), fields=Fields.of((("Authorization", PAIR),)))


def case(message: str, code: str = "", certainty: str = "offset") -> Case:
    challenge = Fields.of((("WWW-Authenticate", 'Basic realm="a"'),))
    exchange = Exchange(ASKED, Response(401, fields=challenge))
    line = LogLine(
        "app.log", 1, "app", "error", message, code=code, message=message, certainty=certainty
    )
    return Case(exchange, exchange, (exchange,), log=(line,))


def verdict(judged: Case) -> Verdict | None:
    finding = cause("basic-wrong-password").judge(judged)
    return finding.verdict if finding else None


@pytest.mark.parametrize(
    "message",
    [
        'user "ann": password mismatch, client: 127.0.0.1',
        'user "ann" was not found in "/srv/htpasswd"',
        "wrong password for ann",
        "no such user: ann",
    ],
)
def test_a_line_about_this_user_proves_it(message):
    assert verdict(case(message)) is Verdict.PROVED
    assert verdict(case(message, certainty="window")) is not Verdict.PROVED


@pytest.mark.parametrize(
    "message",
    [
        "authentication failure: could not reach directory (timeout)",
        'FATAL: password authentication failed for user "shop_app"',
        "LDAP bind as cn=reader: Invalid credentials (49)",
        "database: wrong password",
        "user annabel not found",
    ],
)
def test_a_line_about_another_account_proves_nothing(message):
    assert verdict(case(message)) is Verdict.LIKELY


def test_lighttpd_says_the_same_of_a_user_who_is_not_admitted():
    judged = case("password doesn't match for /ceo username: ann IP: 127.0.0.1")
    lighttpd = replace(judged, log=(replace(judged.log[0], server="lighttpd"),))
    finding = cause("basic-wrong-password").judge(lighttpd)
    assert finding is not None
    assert finding.verdict is Verdict.LIKELY
    assert "log_or_rule" in {each.name for each in finding.evidence}


def test_a_code_of_the_server_names_no_user_and_proves_it():
    assert verdict(case("user: authentication failure", code="AH01617")) is Verdict.PROVED


TAKES_OFF = """http { server { listen %d; location / {
    proxy_pass http://127.0.0.1:8000; proxy_set_header Authorization ""; } } }"""


def refused(port: int, *, anonymous: bytes, box: Box | None = None) -> Case:
    fields = Fields.of((("WWW-Authenticate", 'Basic realm="a"'), ("Server", "nginx")))

    def answer(index: int, body: bytes) -> Exchange:
        return Exchange(
            ASKED, Response(401, fields=fields, body=body, body_length=len(body)), index=index
        )

    own = answer(0, b"no")
    probes = {
        "without-credentials": (answer(1, anonymous), answer(2, anonymous)),
        "garbage-credential": (answer(3, b"no"),),
    }
    done = {name: ProbeResult(name, ProbeState.DONE, each) for name, each in probes.items()}
    config = (read_config_text(TAKES_OFF % port),)
    box = box or Box("unknown", "application")
    return Case(own, own, (own,), done, answered_by=box, config=config)


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        (refused(80, anonymous=b"no"), Verdict.RULED_OUT),
        # The nginx that takes it off was chosen by its name, and may not be on the way.
        (refused(8080, anonymous=b"no"), Verdict.POSSIBLE),
        # It was looked at, whatever the configuration says.
        (refused(80, anonymous=b"please log in"), Verdict.LIKELY),
        # Who refused by itself looked at it before it takes it off.
        (refused(80, anonymous=b"no", box=Box("nginx", "web-server")), Verdict.LIKELY),
        (refused(8080, anonymous=b"no", box=Box("HAProxy", "load-balancer")), Verdict.LIKELY),
    ],
)
def test_what_is_taken_off_nobody_has_looked_at(judged, expected):
    assert verdict(judged) is expected
