"""Where redirects end, and where they do not."""

import itertools
from dataclasses import replace

from tests.diagnosis.peers import investigate, request, response
from wwwhy.diagnosis import Investigation
from wwwhy.diagnosis.journey import QUIC_PATIENCE
from wwwhy.model import Failure


def test_an_address_that_comes_again_is_a_circle():
    places = {"/cart": "/a", "/a": "/cart"}
    investigation, _ = investigate(
        request(), lambda asked: response(302, location=places[asked.url.path]), probes=False
    )
    assert "lead back" in _said(investigation)
    assert len(investigation.hops) == 2


def test_ever_new_addresses_are_no_circle():
    numbers = itertools.count()
    investigation, _ = investigate(
        request(), lambda _: response(302, location=f"/{next(numbers)}"), probes=False
    )
    assert "without an end" in _said(investigation)
    assert "back" not in _said(investigation)


def test_a_first_redirect_to_itself_that_sets_a_cookie_shows_whether_it_comes_back():
    asked = replace(request(), cookie_jar=True)

    def lost(_):
        return response(302, location="/cart", set_cookie="seen=1; Path=/other")

    investigation, _ = investigate(asked, lost, probes=False)
    assert len(investigation.hops) == 2

    def kept(again):
        if "cookie" in again.fields:
            return response(200)
        return response(302, location="/cart", set_cookie="seen=1; Path=/")

    investigation, _ = investigate(asked, kept, probes=False)
    assert investigation.succeeded
    investigation, _ = investigate(request(), lost, probes=False)
    assert len(investigation.hops) == 1, "without a jar nothing could come back"


def test_max_redirs_counts_redirects_and_nothing_else():
    numbers = itertools.count()
    asked = replace(request(), max_redirects=3)
    investigation, _ = investigate(
        asked, lambda _: response(302, location=f"/{next(numbers)}"), probes=False
    )
    assert len(investigation.hops) == 4


def _said(investigation: Investigation) -> str:
    failure = investigation.hops[-1].failure
    return failure.detail if failure else ""


def _over_quic(failure, **transport):
    asked = request("https://shop.test/").with_transport(http_version="3", **transport)
    return investigate(
        asked,
        lambda got: failure if got.transport.http_version == "3" else response(401),
        probes=False,
    )[0]


def test_where_no_quic_connection_comes_up_the_request_goes_over_tcp():
    for kind in ("tcp.refused", "tcp.timed_out", "tls.no_application_protocol"):
        investigation = _over_quic(Failure(kind))
        assert [hop.status for hop in investigation.hops] == [None, 401]
        assert investigation.hops[-1].request.transport.http_version == "auto"
        assert investigation.hops[0].request.transport.connect_timeout == QUIC_PATIENCE


def test_what_tcp_would_not_change_is_not_asked_again():
    for kind in ("tls.cert.date_invalid", "dns.name_not_resolved"):
        assert len(_over_quic(Failure(kind)).hops) == 1
    assert len(_over_quic(Failure("tcp.refused"), falls_back=False).hops) == 1
