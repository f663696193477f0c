"""The chain marks who answered, and what is said of it does not contradict the signs."""

from dataclasses import replace

import pytest

from tests.formatters import samples
from wwwhy.errors import Said
from wwwhy.formatters import Surface
from wwwhy.formatters.page.journey import journey
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases
from wwwhy.model import Box, BoxSign, Diagnosis

CLIENT = Box("the client", "client", confidence=1.0)
NGINX = Box("nginx", "reverse-proxy", "1.22.1", 0.95)
SIGN = BoxSign(Said("Server: nginx", ru="Server: nginx"), 0, "response.headers.server")
FAILED = BoxSign("tls.peer_not_tls", 0, "failure")


def drawn(diagnosis: Diagnosis, language: str = "en") -> str:
    return "\n".join(journey(View(diagnosis, phrases(language), Pen(Surface(width=80)))))


def answered(box: Box, *path: Box) -> Diagnosis:
    return replace(samples.bad_gateway(), answered_by=box, path=(CLIENT, *path))


def test_of_two_alike_the_last_one_answered() -> None:
    said = drawn(answered(NGINX, NGINX, NGINX))
    assert "nginx 1.22.1 (reverse proxy) ──> ✗ nginx 1.22.1 (reverse proxy)" in said
    assert said.count("✗") == 1


def test_what_stands_behind_the_answerer_is_not_marked() -> None:
    application = Box("unknown", "application", None, 0.5, (), "127.0.0.1:9000")
    assert "✗ nginx 1.22.1 (reverse proxy) ──> application 127.0.0.1:9000" in drawn(
        answered(NGINX, NGINX, application)
    )


@pytest.mark.parametrize("language", ["en", "ru"])
def test_signs_of_an_unknown_box_are_not_called_nothing(language: str) -> None:
    unknown = Box("unknown", "unknown", None, 0.0, (SIGN,))
    words = phrases(language)
    seen = drawn(answered(unknown, unknown), language)
    assert words("chain", "unknown_seen") in seen
    assert words("chain", "unknown") not in seen
    assert "- Server: nginx [#0]" in seen
    bare = replace(unknown, signs=())
    assert words("chain", "unknown") in drawn(answered(bare, bare), language)


def test_an_unknown_box_goes_by_its_address() -> None:
    unknown = Box("unknown", "unknown", None, 0.0, (), "127.0.0.1:8080")
    assert "you ──> ✗ 127.0.0.1:8080" in drawn(answered(unknown, unknown))


def test_that_it_failed_is_no_sign() -> None:
    silent = replace(
        samples.unknown_name(),
        answered_by=Box("unknown", "unknown", None, 0.0, (FAILED,)),
        path=(CLIENT, Box("unknown", "unknown")),
    )
    assert drawn(silent).endswith(phrases("en")("chain", "unknown_silent"))
    alert = BoxSign("TLS alert 40", 0, "tls")
    told = replace(silent, answered_by=Box("unknown", "unknown", None, 0.0, (alert,)))
    assert phrases("en")("chain", "unknown_silent_seen") in drawn(told)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_where_an_answer_came_from_is_no_riddle(language: str) -> None:
    spoken = BoxSign("HTTP/1.0 400 Bad", 0, "connection.first_bytes")
    nobody = Box("unknown", "unknown", None, 0.0, (spoken,), "127.0.0.1:443")
    silent = replace(samples.unknown_name(), answered_by=nobody, path=(CLIENT, nobody))
    words = phrases(language)
    said = " ".join(drawn(silent, language).split())
    assert words("chain", "spoke", box="127.0.0.1:443") in said
    assert "- HTTP/1.0 400 Bad" in said
    assert words("chain", "unknown_silent") not in said


def test_what_this_side_refused_names_where_it_would_have_gone() -> None:
    refused = replace(samples.broken_chain(), path=(CLIENT,), answered_by=CLIENT)
    assert "✗ you ──> shop.example.test" in drawn(refused)


def test_nobody_seen_behind_a_box_may_be_that_box() -> None:
    unknown = Box("unknown", "unknown", None, 0.0, (SIGN,))
    said = drawn(answered(unknown, NGINX, unknown))
    assert "you ──> ✗ nginx 1.22.1 (reverse proxy) or a server behind it\n" in said


def test_why_this_side_refused_is_said_once() -> None:
    client = replace(CLIENT, signs=(BoxSign("it expired", 0, "tls"),))
    explained = replace(samples.broken_chain(), path=(CLIENT,), answered_by=client)
    assert "it expired" not in drawn(explained)
    assert "it expired" in drawn(replace(explained, causes=()))
