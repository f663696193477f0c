"""Answers that hide what the gateway's log names: a page in place of errors, a second server."""

from dataclasses import replace

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.upstream.disguise import disguised, is_disguised
from wwwhy.causes.upstream.faults import Fault
from wwwhy.model import Exchange, Failure, LogLine, Request, Response, Url, Verdict
from wwwhy.sources.config import read_config_text

REFUSED = LogLine(
    "error.log",
    7,
    "nginx",
    "error",
    "",
    message="connect() failed (111: Connection refused) while connecting to upstream",
    certainty="offset",
    values={"errno": "111"},
)
ONE = "location / { proxy_pass http://127.0.0.1:8000; %s }"
PAIR = "upstream app { server 127.0.0.1:8000; server 127.0.0.1:8001; } %s"
REPLACED = "error_page 502 =200 /later.html;"


def exchange(status: int, body: bytes = b"soon", path: str = "/orders", index: int = 0) -> Exchange:
    response = Response(status, body=body, body_length=len(body))
    return Exchange(Request(Url.parse(f"http://a.test{path}")), response, index=index)


def case(own: Exchange, sibling: Exchange | None = None, config: str = "") -> Case:
    probes = {}
    if sibling is not None:
        probes["random-sibling"] = ProbeResult("random-sibling", ProbeState.DONE, (sibling,))
    read = (read_config_text(config),) if config else ()
    return Case(own, own, probes=probes, log=(REFUSED,), config=read)


def site(inside: str, before: str = "") -> str:
    return f"http {{ {before} server {{ listen 80; server_name a.test; {inside} }} }}"


def beside(status: int, body: bytes = b"soon") -> Exchange:
    return exchange(status, body, "/wwwhy-probe-1", 1)


@pytest.mark.parametrize(("status", "expected"), [(200, True), (404, True), (502, False)])
def test_the_status_of_a_gateway_s_own_trouble_hides_nothing(status, expected):
    assert is_disguised(case(exchange(status))) is expected


def test_a_failure_below_http_hides_nothing():
    broken = Failure("tcp.reset")
    assert not is_disguised(case(replace(exchange(200), failure=broken)))


def test_without_a_line_of_this_request_there_is_nothing_to_say():
    sound = case(exchange(200), beside(404, b"no such page"))
    assert disguised(replace(sound, log=()), Fault.REFUSED) is None
    doubtful = replace(REFUSED, certainty="window")
    assert disguised(replace(sound, log=(doubtful,)), Fault.REFUSED) is None
    assert disguised(sound, Fault.READ_TIMEOUT) is None


@pytest.mark.parametrize(
    ("own", "sibling", "config", "verdict"),
    [
        # The directive and the log together leave nothing open.
        (exchange(200), None, site(ONE % REPLACED), Verdict.PROVED),
        # Nothing behind the gateway answers: the 404 stands in for its error.
        (exchange(404), beside(502, b"bad"), "", Verdict.PROVED),
        # One of two servers is down, and the other one may lack what was asked for.
        (
            exchange(404),
            beside(502, b"bad"),
            site("location / { proxy_pass http://app; }", PAIR % ""),
            Verdict.LIKELY,
        ),
        # One address, and the same page for any name: nobody else can have answered.
        (exchange(200), beside(200), site(ONE % ""), Verdict.LIKELY),
        # The same without the configuration: there may be a second server.
        (exchange(200), beside(200), "", Verdict.POSSIBLE),
        (exchange(200), None, "", Verdict.POSSIBLE),
        # `localhost` may have two addresses, of which the second answered.
        (
            exchange(200),
            beside(200),
            site("location / { proxy_pass http://localhost:8000; error_page 502 =200 /x; }"),
            Verdict.POSSIBLE,
        ),
    ],
)
def test_how_sure_it_is_depends_on_who_else_can_have_answered(own, sibling, config, verdict):
    finding = disguised(case(own, sibling, config), Fault.REFUSED)
    assert finding is not None
    assert finding.verdict is verdict


@pytest.mark.parametrize(
    ("sibling", "config"),
    [
        # A program said that it does not know this name: so one answers.
        (beside(404, b"no such page"), ""),
        (beside(200, b"another page"), ""),
        # Errors keep their status: what came is a copy that a cache had kept (`use_stale`).
        (beside(502, b"bad"), ""),
        (beside(502, b"bad"), site(ONE % "")),
        # The second of two servers answers to any name.
        (beside(200), site("location / { proxy_pass http://app; }", PAIR % "")),
    ],
)
def test_a_sound_page_is_left_alone(sibling, config):
    assert disguised(case(exchange(200), sibling, config), Fault.REFUSED) is None


def test_a_page_that_names_the_path_it_was_asked_for_is_the_same_page():
    own = exchange(200, b"<p>/orders: we are back soon")
    other = beside(200, b"<p>/wwwhy-probe-1: we are back soon")
    finding = disguised(case(own, other, site(ONE % "")), Fault.REFUSED)
    assert finding is not None
    assert [each.name for each in finding.evidence] == ["log", "hidden_by", "same_for_any_name"]


@pytest.mark.parametrize(
    ("own", "sibling", "inside"),
    [
        (exchange(200), None, REPLACED),
        (exchange(200), beside(200), ""),
    ],
)
def test_a_gateway_chosen_by_its_name_proves_nothing(own, sibling, inside):
    elsewhere = site(ONE % inside).replace("listen 80;", "listen 8080;")
    finding = disguised(case(own, sibling, elsewhere), Fault.REFUSED)
    assert finding is not None
    assert finding.verdict is Verdict.POSSIBLE
