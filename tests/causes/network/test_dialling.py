"""Which addresses ended how, and which of them had the last word."""

from dataclasses import replace

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.network import dialling
from wwwhy.model import (
    Attempt,
    Connection,
    Exchange,
    Failure,
    Proxy,
    Request,
    Response,
    Strength,
    Url,
    Verdict,
)

REFUSED, SILENT = Failure("tcp.refused"), Failure("tcp.timed_out")
TRIES = (Attempt("192.0.2.1", REFUSED, 1.0), Attempt("192.0.2.2", SILENT, 900.0))


PROXY = Proxy("http", "proxy.test", 3128, "bob:hunter2", from_environment=True)


def dialled(failure: Failure, url: str = "http://shop.test/", **transport: object) -> Case:
    request = Request(Url.parse(url)).with_transport(**transport)
    exchange = Exchange(request, failure=failure, connection=Connection(attempts=TRIES))
    return Case(exchange, exchange, (exchange,))


def test_each_address_by_how_it_ended():
    case = dialled(SILENT)
    assert [each.address for each in dialling.ended(case, "tcp.refused")] == ["192.0.2.1"]
    assert [each.address for each in dialling.ended(case, "tcp.timed_out")] == ["192.0.2.2"]
    assert dialling.strength(case, "tcp.timed_out") is Strength.CONCLUSIVE
    assert dialling.strength(case, "tcp.refused") is Strength.STRONG


def test_a_proxy_that_cannot_be_reached_is_not_the_server():
    refused = dialled(Failure("tcp.refused", at_phase="proxy"), proxy=PROXY)
    assert dialling.proxy(refused) is PROXY
    assert dialling.port(refused) == 3128
    assert [each.address for each in dialling.ended(refused, "tcp.refused")] == ["192.0.2.1"]
    assert dialling.proxy(dialled(REFUSED, proxy=PROXY)) is None
    assert dialling.ended(dialled(Failure("tls.timed_out")), "tcp.timed_out") == ()


def test_a_recording_without_attempts_is_hearsay():
    told = dialled(REFUSED)
    assert not dialling.is_hearsay(told, "tcp.refused")
    bare = replace(told, exchange=replace(told.exchange, connection=Connection()))
    assert dialling.is_hearsay(bare, "tcp.refused")
    assert not dialling.is_hearsay(bare, "tcp.timed_out")


def test_the_port_that_was_really_dialled():
    assert dialling.port(dialled(REFUSED)) == 80
    assert dialling.port(dialled(REFUSED, connect_to=("192.0.2.1", 8080))) == 8080


def test_the_other_port_is_another_one():
    for url, swapped, is_other in (
        ("http://shop.test/", "https://shop.test/", True),
        ("http://shop.test:8080/", "https://shop.test:8080/", False),
    ):
        probe = Exchange(Request(Url.parse(swapped)), failure=REFUSED)
        result = ProbeResult("scheme-swapped", ProbeState.DONE, (probe,))
        case = replace(dialled(REFUSED, url), probes={"scheme-swapped": result})
        assert (dialling.other_port(case) is probe) is is_other


def test_what_is_said_of_a_proxy_keeps_its_password():
    case = dialled(Failure("tcp.refused", at_phase="proxy"), proxy=PROXY)
    told = dialling.proxy_facts(case, PROXY)
    assert [each.name for each in told] == ["is_proxy", "proxy_from_environment"]
    assert told[0].values == {"proxy": "proxy.test:3128", "site": "shop.test"}
    given = dialling.proxy_facts(case, replace(PROXY, from_environment=False))
    assert [each.name for each in given] == ["is_proxy"]
    command = dialling.past_proxy(case).command
    assert "--noproxy '*'" in command
    assert "hunter2" not in command


def test_quic_says_nothing_of_tcp():
    case = dialled(REFUSED, "https://shop.test/", http_version="3")
    assert dialling.over_quic(case)
    open_question = dialling.asked_over_tcp(case, "tcp.refused", Verdict.PROVED)
    assert open_question is not None
    assert open_question.verdict is Verdict.POSSIBLE
    assert open_question.next_experiment is not None
    assert "--http3" not in open_question.next_experiment.command

    def beside(tcp: Exchange) -> Verdict | None:
        probed = replace(
            case, probes={"http-1-1": ProbeResult("http-1-1", ProbeState.DONE, (tcp,))}
        )
        found = dialling.asked_over_tcp(probed, "tcp.refused", Verdict.PROVED)
        return found.verdict if found else None

    assert beside(Exchange(case.request, Response(200))) is Verdict.RULED_OUT
    assert beside(Exchange(case.request, failure=REFUSED)) is Verdict.PROVED
    assert beside(Exchange(case.request, failure=SILENT)) is Verdict.POSSIBLE
