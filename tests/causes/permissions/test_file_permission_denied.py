from dataclasses import replace

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.model import Box, Exchange, Fields, LogLine, Request, Response, Url, Verdict
from wwwhy.sources.serverlog import caddy

CADDY = Box("Caddy", "web-server")
GO = Box("Go net/http", "application-server")
LINE = (
    '{"level":"debug","ts":1795244845.87,"logger":"http.log.error",'
    '"msg":"open /srv/www/report.pdf: permission denied","request":{"remote_ip":"127.0.0.1",'
    '"method":"GET","host":"shop.test","uri":"/report.pdf"},"status":403}'
)


def answered(status, path="/report.pdf", index=0):
    return Exchange(Request(Url.parse(f"http://shop.test{path}")), Response(status), index=index)


def judged(box, *, path="/report.pdf", beside=404, log=()):
    refused = answered(403, path)
    probes = {
        "random-sibling": ProbeResult(
            "random-sibling", ProbeState.DONE, (answered(beside, index=1),)
        ),
        "method-options": ProbeResult("method-options", ProbeState.DONE, (answered(403, index=2),)),
    }
    return cause("file-permission-denied").judge(
        Case(refused, refused, probes=probes, answered_by=box, log=log)
    )


@pytest.mark.parametrize("box", [CADDY, GO])
def test_servers_that_open_files_for_any_method_leave_it_possible(box):
    assert judged(box).verdict is Verdict.POSSIBLE


@pytest.mark.parametrize("box", [CADDY, GO])
def test_what_is_no_file_by_its_name_is_none(box):
    assert judged(box, path="/reports/7") is None


def test_a_name_beside_it_that_is_refused_too_rules_it_out():
    assert judged(CADDY, beside=403).verdict is Verdict.RULED_OUT


def test_other_servers_ask_the_rules_before_they_open_a_file():
    assert judged(Box("nginx", "web-server")) is None


def test_caddys_own_line_about_the_file_proves_it():
    line = caddy.parse(LINE)
    assert line is not None
    assert judged(CADDY, log=(replace(line, certainty="offset"),)).verdict is Verdict.PROVED


def test_what_a_log_says_of_rights_above_the_file_is_not_denied():
    line = caddy.parse(LINE)
    assert line is not None
    assert judged(CADDY, beside=403, log=(replace(line, certainty="offset"),)) is None


def test_another_error_in_the_servers_own_log_is_another_cause():
    text = 'openat() "/srv/www/report.pdf" failed (40: Too many levels of symbolic links)'
    line = LogLine(
        "error.log", 1, "nginx", "error", text, message=text, certainty="request",
        values={"errno": "40"},
    )  # fmt: skip
    box = Box("nginx", "web-server")
    assert _without_a_rule(box, ()) is Verdict.LIKELY
    assert _without_a_rule(box, (line,)) is None


def _without_a_rule(box, log):
    refused = answered(403)
    options = Exchange(
        refused.request, Response(405, fields=Fields.of([("Allow", "GET, HEAD")])), index=2
    )
    probes = {
        "random-sibling": ProbeResult("random-sibling", ProbeState.DONE, (answered(404, index=1),)),
        "method-options": ProbeResult("method-options", ProbeState.DONE, (options,)),
    }
    case = Case(refused, refused, probes=probes, answered_by=box, log=log)
    found = cause("file-permission-denied").judge(case)
    return found and found.verdict
