"""What a browser's record shows, and what no browser would have sent."""

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.causes.cors import sharing
from wwwhy.model import Exchange, Failure, Fields, Request, Response, Url, Verdict

PAGE = "https://app.test"
HIDDEN = Failure("client.blocked", native={"browser": "ERR_FAILED"})


def verdict(exchange: Exchange, *probes: ProbeResult) -> Verdict | None:
    case = Case(exchange, exchange, (exchange,), {each.id: each for each in probes})
    found = cause("cors-origin-not-allowed").judge(case)
    return found.verdict if found else None


def asked(origin: str = PAGE, method: str = "GET") -> Request:
    return Request(Url.parse("https://api.test/items"), method, Fields.of([("Origin", origin)]))


def answer(status: int = 200, **fields: str) -> Response:
    pairs = [(name.replace("_", "-"), value) for name, value in fields.items()]
    return Response(status, fields=Fields.of([("Date", "x"), *pairs]))


def flip(asked_without: Request) -> ProbeResult:
    healed = Exchange(asked_without.without_fields("origin"), answer(), index=1)
    return ProbeResult("without-origin", ProbeState.DONE, (healed,))


def test_a_record_without_an_answer():
    assert verdict(Exchange(asked(), failure=HIDDEN)) is Verdict.LIKELY
    # A browser asks before this one, and the answer to that may be at fault as well.
    assert verdict(Exchange(asked(method="PUT"), failure=HIDDEN)) is Verdict.POSSIBLE
    blocker = Failure("client.blocked", native={"browser": "ERR_BLOCKED_BY_CLIENT"})
    assert verdict(Exchange(asked(), failure=blocker)) is Verdict.POSSIBLE
    site = Exchange(Request(Url.parse("https://api.test/items")), failure=HIDDEN)
    assert verdict(site) is None


def test_a_record_that_holds_the_head():
    assert verdict(Exchange(asked(), answer(), HIDDEN)) is Verdict.PROVED
    fine = answer(access_control_allow_origin=PAGE)
    assert verdict(Exchange(asked(), fine, HIDDEN)) is Verdict.RULED_OUT
    assert verdict(Exchange(asked(), Response(200), HIDDEN)) is Verdict.LIKELY


@pytest.mark.parametrize("typed", [f"{PAGE}/", "HTTPS://APP.TEST", f"{PAGE}:443"])
def test_what_no_browser_sends_proves_nothing(typed):
    assert verdict(Exchange(asked(typed), answer())) is None
    refused = Exchange(asked(typed), answer(403))
    assert verdict(refused, flip(asked())) is Verdict.POSSIBLE


def test_a_program_that_breaks_over_the_origin():
    broken = Exchange(asked(), answer(500))
    again = ProbeResult("unchanged-again", ProbeState.DONE, (broken, broken))
    assert verdict(broken, flip(asked()), again) is Verdict.LIKELY
    refused = Exchange(asked(), answer(403))
    again = ProbeResult("unchanged-again", ProbeState.DONE, (refused, refused))
    assert verdict(refused, flip(asked()), again) is Verdict.PROVED


@pytest.mark.parametrize(
    ("origin", "usual"),
    [
        (PAGE, None),
        ("null", None),
        ("moz-extension://a-b/", None),
        ("https://", None),
        ("http://app.test:80", "http://app.test"),
        (f"{PAGE}/", PAGE),
        ("https://APP.test", PAGE),
    ],
)
def test_how_browsers_write_it(origin, usual):
    assert sharing.as_browsers_write(origin) == usual
