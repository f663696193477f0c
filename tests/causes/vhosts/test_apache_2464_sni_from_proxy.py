"""Which of Apache's lines tell that a proxy keeps the site's name from it."""

from dataclasses import replace

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.model import (
    Attempt,
    Box,
    Connection,
    Exchange,
    LogLine,
    Request,
    Response,
    Timing,
    Url,
    Verdict,
)
from wwwhy.sources.config import read_config_text
from wwwhy.sources.serverlog import apache_error

THEN = 1_795_000_000.0
NO_NAME = (
    "Hostname first.test (default host as no SNI was provided) and hostname {host} provided via"
    " HTTP have no compatible SSL setup for policy 'secure'"
)
OTHER_NAME = NO_NAME.replace("(default host as no SNI was provided)", "provided via SNI")
NGINX = """http {{ server {{ listen {port}; location / {{
    proxy_pass https://127.0.0.1:8443; proxy_set_header Host $host; }} }} }}"""


def line(words: str = NO_NAME, host: str = "shop.test", after: float = 0.002) -> LogLine:
    text = f"[Sat Nov 21 00:15:19.7 2026] [ssl:error] [pid 7:tid 9] [client 10.0.0.2:4711] AH02032: {words}"
    read = apache_error.parse(text.format(host=host))
    assert read is not None
    return replace(read, time=THEN + after, certainty="window")


def case(*lines: LogLine, box: str = "Apache", config: str = "", sibling: int | None = 421) -> Case:
    own = Exchange(
        Request(Url.parse("http://shop.test/")),
        Response(421),
        connection=Connection(attempts=(Attempt("192.0.2.1", None, 0.5),)),
        timing=Timing(started_at=THEN, total_ms=5.0),
    )
    stranger = replace(
        own, request=Request(Url.parse("http://wwwhy-probe.invalid/")), response=Response(200)
    )
    probes = {"host-other": ProbeResult("host-other", ProbeState.DONE, (stranger,))}
    if sibling is not None:
        beside = replace(own, response=Response(sibling))
        probes["random-sibling"] = ProbeResult("random-sibling", ProbeState.DONE, (beside,))
    read = (read_config_text(config),) if config else ()
    answered = Box(box, "web-server")
    return Case(own, own, (own,), probes, answered_by=answered, log=lines, config=read)


def verdict(judged: Case) -> Verdict | None:
    finding = cause("apache-2464-sni-from-proxy").judge(judged)
    return finding.verdict if finding else None


@pytest.mark.parametrize(
    "lines",
    [
        (line(),),
        # Everybody who asks for this site by that proxy gets the same.
        (line(), line(after=0.004)),
        (line(), line(host="other.test")),
    ],
)
def test_the_only_story_about_this_host_is_ours(lines):
    assert verdict(case(*lines)) is Verdict.PROVED


@pytest.mark.parametrize(
    "judged",
    [
        case(),
        case(line(host="other.test")),
        # Somebody's browser mixed two names up at the same time: either may be ours.
        case(line(), line(OTHER_NAME)),
        case(line(after=1.5)),
        case(line(after=-1.5)),
        case(replace(line(), time=None)),
        case(replace(line(), code="AH02033")),
        # Nobody asked for another path, or only this one is refused: by a rule of the site's own.
        case(line(), sibling=None),
        case(line(), sibling=404),
    ],
)
def test_what_may_be_somebody_else_s_proves_nothing(judged):
    assert verdict(judged) is Verdict.LIKELY


def test_a_page_that_apache_did_not_write_is_no_answer_to_its_line():
    assert verdict(case(line(), box="unknown")) is None


def test_a_line_that_is_surely_ours_needs_no_more():
    assert (
        verdict(case(replace(line(after=9), certainty="request"), box="unknown")) is Verdict.PROVED
    )


def test_a_proxy_that_sends_no_name_is_the_one_where_it_was_asked():
    assert verdict(case(config=NGINX.format(port=80))) is Verdict.PROVED
    assert verdict(case(config=NGINX.format(port=8080))) is Verdict.LIKELY


def test_another_path_is_asked_for_where_a_line_needs_it():
    for judged, expected in ((case(line(), sibling=None), True), (case(sibling=None), False)):
        finding = cause("apache-2464-sni-from-proxy").judge(judged)
        assert finding is not None
        assert ("random-sibling" in (finding.wants or ())) is expected
