"""A 400 over clear text beside what TLS brings on the same port."""

from dataclasses import replace

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.model import (
    Certificate,
    Connection,
    Exchange,
    Failure,
    Fields,
    Request,
    Response,
    TlsFacts,
    Url,
    Verdict,
)

FIELDS = Fields.of((("Connection", "close"), ("Content-Type", "text/plain")))


def got(text, *, scheme="http", index=0, status=400, tls=None):
    response = Response(status, fields=FIELDS, body=text.encode(), body_length=len(text))
    connection = Connection(remote_address="127.0.0.1", tls=tls)
    request = Request(Url.parse(f"{scheme}://shop.test:8443/"))
    return Exchange(request, response, connection=connection, index=index)


def judged(mine, secure, again=None):
    tls = TlsFacts(chain=(Certificate("CN=shop.test", "CN=CA", "1", 0.0, 1.0),))
    made = {"protocol-swapped": got(secure, scheme="https", index=1, tls=tls)}
    if again is not None:
        made["unchanged-again"] = got(again, index=2)
    probes = {name: ProbeResult(name, ProbeState.DONE, (each,)) for name, each in made.items()}
    plain = got(mine)
    return cause("plain-http-to-https-port").judge(Case(plain, plain, probes=probes))


def test_the_same_words_over_tls_rule_it_out_whatever_id_is_in_them():
    finding = judged("bad parameter, id 7f-caff-01", "bad parameter, id e1-beda-99")
    assert finding.verdict is Verdict.RULED_OUT


def test_words_that_change_by_themselves_prove_nothing():
    assert judged("saying: alpha", "saying: beta").verdict is Verdict.LIKELY
    assert judged("saying: alpha", "saying: beta", "saying: gamma").verdict is Verdict.RULED_OUT


def test_another_answer_over_tls_proves_it():
    assert judged("clear text here", "which account?", "clear text here").verdict is Verdict.PROVED


def alerted(*, over_tls):
    alert = Connection(remote_address="127.0.0.1", first_bytes=b"\x15\x03\x03\x00\x02\x02\x46")
    request = Request(Url.parse("http://shop.test:8443/"))
    plain = Exchange(request, failure=Failure("http.response.invalid", ""), connection=alert)
    probes = {}
    if over_tls is not None:
        secure = replace(plain, index=1, failure=Failure(over_tls, ""), connection=Connection())
        probes["protocol-swapped"] = ProbeResult("protocol-swapped", ProbeState.DONE, (secure,))
    return cause("plain-http-to-https-port").judge(Case(plain, plain, probes=probes))


def test_a_tls_alert_proves_nothing_before_the_port_itself_was_seen_to_speak_tls():
    assert alerted(over_tls=None).verdict is Verdict.LIKELY
    assert alerted(over_tls="tls.closed").verdict is Verdict.LIKELY


def test_a_tls_alert_that_came_from_behind_a_port_of_clear_text_rules_it_out():
    assert alerted(over_tls="tls.peer_not_tls").verdict is Verdict.RULED_OUT


STATES = "Client sent an HTTP request to an HTTPS server."


def behind(*, scheme="http", swapped=None, forwarded=None, text=STATES, kind="text/plain"):
    """Judge a statement that a gateway passed on over a connection that it keeps."""
    mine = got(text, scheme=scheme)
    kept = Fields.of((("Content-Type", kind),))
    mine = replace(mine, response=replace(mine.response, fields=kept))
    made = {"protocol-swapped": swapped, "forwarded-proto": forwarded}
    probes = {
        name: ProbeResult(name, ProbeState.DONE, (each,)) for name, each in made.items() if each
    }
    return cause("plain-http-to-https-port").judge(Case(mine, mine, probes=probes))


def refused(failure):
    request = Request(Url.parse("https://shop.test:8443/"))
    return Exchange(request, failure=Failure(failure, ""), index=1)


def test_a_statement_in_answer_to_tls_is_about_the_gateway():
    finding = behind(scheme="https")
    assert finding.verdict is Verdict.LIKELY
    assert [each.name for each in finding.evidence] == ["page_states", "ours_in_tls"]
    assert finding.wants == ("forwarded-proto",)
    assert behind(scheme="https", text="Bad order number") is None


def test_a_statement_from_a_port_without_tls_is_about_a_server_behind_it():
    finding = behind(swapped=refused("tls.peer_not_tls"))
    assert finding.verdict is Verdict.LIKELY
    assert [each.name for each in finding.evidence] == ["page_states", "port_is_plain"]


def test_a_statement_that_comes_over_tls_as_well_is_about_a_server_behind():
    tls = TlsFacts(chain=(Certificate("CN=shop.test", "CN=CA", "1", 0.0, 1.0),))
    finding = behind(swapped=got(STATES, scheme="https", index=1, tls=tls))
    assert finding.verdict is Verdict.LIKELY
    assert finding.evidence[1].name == "tls_too"


def test_an_application_that_only_misses_a_field_says_it_no_more():
    told = replace(got("ok", scheme="https", status=200), index=2)
    assert behind(scheme="https", forwarded=told) is None
    same = replace(got(STATES, scheme="https"), index=2)
    assert behind(scheme="https", forwarded=same).verdict is Verdict.LIKELY
    assert behind(scheme="https", text=f'"{STATES}"', kind="application/json") is None
