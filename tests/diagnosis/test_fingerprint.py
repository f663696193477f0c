"""The parser fingerprint names the box nearest to the client, and nobody where it cannot know."""

from dataclasses import replace

import pytest

from tests.catalog.boxes.messages import sample
from wwwhy.catalog.signatures import Signature, all_signatures
from wwwhy.causes.case import ProbeResult, ProbeState
from wwwhy.diagnosis import fingerprint
from wwwhy.model import Exchange, Experiment, Failure, Fields, Request, Response, Url
from wwwhy.probes import all_probes
from wwwhy.wire.h1_writer import encode

MEASURED = [box for box in all_signatures().values() if box.probes]
ALIKE = [{"Caddy", "Go net/http"}, {"uvicorn", "h2o"}]
"""Products that none of the harmless probes tells apart."""
HARMLESS = {probe.removeprefix("fingerprint-") for probe in fingerprint.PROBES[1:]}
REQUEST = Request(Url.parse("http://shop.test/"))


def sent(probe: str, ex: Exchange) -> Request:
    """Return the one request that a probe makes."""
    made = all_probes()[probe].change(ex, (ex,))
    assert isinstance(made, Experiment)
    (request,) = made.requests
    return request


def result(probe: str, answer: str, plain: int = 200) -> ProbeResult:
    """Make a probe's result of `passes`, `closes` or a status code; the answer has no page."""
    if answer == "closes":
        ex = Exchange(REQUEST, None, Failure("tcp.reset"))
    else:
        ex = Exchange(REQUEST, Response(plain if answer == "passes" else int(answer)))
    return ProbeResult(f"fingerprint-{probe}", ProbeState.DONE, (ex,))


def results(box: Signature, *, which: int = 0, plain: int = 200) -> dict[str, ProbeResult]:
    rows = {probe: answers[min(which, len(answers) - 1)] for probe, answers in box.probes.items()}
    made = [result(probe, answer, plain) for probe, answer in rows.items() if probe in HARMLESS]
    return {each.id: each for each in (result("plain", "passes", plain), *made)}


@pytest.mark.parametrize("box", MEASURED, ids=lambda box: box.name)
def test_each_parser_is_told_by_its_answers(box):
    judged = dict(fingerprint.judge(results(box)))
    assert judged[box.name] == 1.0
    alike = next((names for names in ALIKE if box.name in names), {box.name})
    assert {name for name, score in judged.items() if score == 1.0} <= alike
    nearest = fingerprint.nearest(results(box))
    if nearest is not None:
        assert nearest.name == box.name
        assert nearest.signs


def test_most_parsers_are_named_outright():
    named = {box.name for box in MEASURED if fingerprint.nearest(results(box))}
    assert {"nginx", "Apache", "HAProxy", "Varnish", "lighttpd", "gunicorn", "Node.js"} <= named


def test_either_build_is_known():
    uvicorn = all_signatures()["uvicorn"]
    assert dict(fingerprint.judge(results(uvicorn, which=1)))["uvicorn"] == 1.0


def test_a_box_behind_may_refuse_what_the_first_lets_through():
    haproxy = all_signatures()["HAProxy"]
    seen = results(haproxy)
    seen["fingerprint-expectation"] = result("expectation", "417")
    judged = dict(fingerprint.judge(seen))
    assert 0.8 < judged["HAProxy"] < 1.0
    assert "Apache" not in judged


def test_probes_that_were_not_made_count_for_nothing():
    nginx = all_signatures()["nginx"]
    seen = results(nginx)
    few = dict(list(seen.items())[:4])
    assert fingerprint.judge(few) == ()
    failed = {each: ProbeResult(each, ProbeState.FAILED) for each in seen}
    assert fingerprint.judge(failed) == ()
    assert fingerprint.nearest(failed) is None
    assert fingerprint.judge({}) == ()


def test_a_timeout_is_no_answer():
    nginx = all_signatures()["nginx"]
    seen = results(nginx)
    slow = Exchange(REQUEST, None, Failure("http.response.timed_out"))
    seen["fingerprint-two-hosts"] = ProbeResult("fingerprint-two-hosts", ProbeState.DONE, (slow,))
    assert "two-hosts" not in fingerprint.observe(seen)


def test_where_even_the_plain_request_is_refused_nothing_is_learnt():
    assert fingerprint.judge(results(all_signatures()["nginx"], plain=400)) == ()
    assert fingerprint.judge(results(all_signatures()["nginx"], plain=403)) != ()


def test_a_page_of_the_refusal_outweighs_the_pattern():
    seen = results(all_signatures()["Apache"])
    page = replace(sample("gunicorn-431").exchange, request=REQUEST)
    assert page.response is not None
    stripped = replace(page, response=replace(page.response, fields=Fields()))
    seen["fingerprint-long-field"] = ProbeResult(
        "fingerprint-long-field", ProbeState.DONE, (stripped,)
    )
    assert dict(fingerprint.judge(seen))["gunicorn"] > 0.9


def test_the_probes_are_harmless_and_keep_the_secrets():
    ex = Exchange(
        Request(
            Url.parse("https://u:p@shop.test/a?b=c"),
            "POST",
            Fields.of([("Authorization", "Bearer s3cr3t"), ("Cookie", "sid=s3cr3t")]),
            body=b"s3cr3t",
        ),
        Response(403),
    )
    known = {name for name in all_probes() if name.startswith("fingerprint-")}
    assert known == set(fingerprint.PROBES)
    for probe in fingerprint.PROBES:
        request = sent(probe, ex)
        assert request.method == "GET"
        assert request.body is None
        assert "s3cr3t" not in str(request.fields.lines) + str(request.url)
        assert request.transport.http_version == "1.1"
        assert request.url.origin == ex.request.url.origin


def test_two_hosts_say_the_same():
    request = sent("fingerprint-two-hosts", Exchange(REQUEST))
    assert request.fields.all("host") == ("shop.test", "shop.test")


def test_the_long_target_keeps_the_path():
    ex = Exchange(Request(Url.parse("http://shop.test/a?b=c")))
    request = sent("fingerprint-long-target", ex)
    assert request.url.path == "/a"
    assert (request.url.query or "").startswith("b=c&aaa")
    assert len(request.url.query or "") > 20_000


def test_without_host_there_is_none_even_if_the_user_gave_one():
    given = Request(Url.parse("http://shop.test/"), fields=Fields.of([("Host", "other.test")]))
    request = sent("fingerprint-no-host", Exchange(given))
    assert "host" not in request.fields
    assert b"host" not in encode(request).head.lower()


def test_the_version_is_a_text_and_no_other_protocol():
    request = sent("fingerprint-version", Exchange(Request(Url.parse("https://shop.test/"))))
    assert encode(request).head.startswith(b"GET / HTTP/3.0\r\nHost: shop.test\r\n")
    assert request.way == sent("fingerprint-plain", Exchange(request)).way
