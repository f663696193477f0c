"""A page that says no certificate came: whose certificate it means."""

from wwwhy.causes import Case, cause
from wwwhy.model import Connection, Exchange, LogLine, Request, Response, TlsFacts, Url, Verdict

PAGE = b"<title>400 No required SSL certificate was sent</title>"
CANNOT = b"Reason: Cannot perform Post-Handshake Authentication."
LINE = "client sent no required SSL certificate while reading client request headers"


def judged(tls=None, *, scheme="https", body=PAGE, version="1.1", recorded=False, log=()):
    response = Response(400, version=version, body=body, body_length=len(body))
    request = Request(Url.parse(f"{scheme}://shop.test/"))
    own = Exchange(request, response, connection=Connection(tls=tls))
    return cause("client-cert-required").judge(Case(own, own, (own,), recorded=recorded, log=log))


def facts(*, asked=False, sent=False):
    return TlsFacts(
        version="TLSv1.3", handshake_done=True, client_cert_requested=asked, client_cert_sent=sent
    )


def names(finding):
    return [each.name for each in finding.evidence]


def test_a_box_that_did_not_ask_us_is_a_gateway():
    for finding in (judged(facts()), judged(scheme="http")):
        assert finding.verdict is Verdict.LIKELY
        assert names(finding) == ["page_states", "not_asked"]
        assert finding.next_experiment is None


def test_a_box_that_got_ours_is_a_gateway_without_its_own():
    assert names(judged(facts(asked=True, sent=True))) == ["page_states", "shown_to_gateway"]


def test_a_box_that_asked_us_means_us():
    assert "asked" in names(judged(facts(asked=True)))


def test_where_nobody_knows_who_was_asked_only_the_page_speaks():
    for finding in (judged(recorded=True), judged(facts(), body=CANNOT, version="2")):
        assert finding.verdict is Verdict.LIKELY
        assert names(finding) == ["page_states"]
        assert finding.next_experiment.name == "show_one"


def test_the_log_of_the_server_behind_proves_it():
    def line(certainty):
        return LogLine("e", 1, "nginx", "error", LINE, message=LINE, certainty=certainty)

    assert judged(facts(), log=(line("offset"),)).verdict is Verdict.PROVED
    assert judged(facts(), log=(line("window"),)).verdict is Verdict.LIKELY


def test_other_pages_from_behind_say_nothing():
    assert judged(facts(), body=b"No certificate was sent with this application.") is None
