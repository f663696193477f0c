"""An answer that goes on is no failure, unless the user's own limit ended it."""

from dataclasses import replace

import pytest

from tests.diagnosis.peers import exchange, request, response
from wwwhy.diagnosis import Investigation
from wwwhy.diagnosis.report import report
from wwwhy.diagnosis.unfinished import is_still_coming
from wwwhy.model import Exchange, Failure

STREAM = "text/event-stream; charset=utf-8"
SILENT = "http.response.read_timed_out"


def ended(failure: str, status: int = 200, body: bytes = b"", **fields: str) -> Exchange:
    whole = exchange(request(), response(status, body, **fields))
    return replace(whole, failure=Failure(failure))


def limited(one: Exchange, seconds: float) -> Exchange:
    return replace(one, request=one.request.with_transport(timeout=seconds))


@pytest.mark.parametrize(
    ("one", "coming"),
    [
        (ended("bound.bytes"), True),
        (ended("bound.time"), True),
        (ended(SILENT, content_type=STREAM), True),
        (ended(SILENT, content_type="text/html"), False),
        (limited(ended("bound.bytes"), 5), True),
        (limited(ended("bound.time"), 5), False),
        (limited(ended("bound.time"), 600), False),
        (limited(ended(SILENT, content_type=STREAM), 5), False),
        (ended("bound.bytes", 403), False),
        (ended("http.response.body_truncated"), False),
        (exchange(request(), Failure("bound.time")), False),
        (exchange(request(), response(200)), False),
    ],
)
def test_whose_limit_it_was(one: Exchange, coming: bool):
    assert is_still_coming(one) is coming


def test_it_is_healthy_as_far_as_it_was_read():
    one = ended("bound.bytes")
    diagnosis = report(Investigation(one.request, recorded=one))
    assert diagnosis.outcome.healthy
    assert diagnosis.outcome.failure == one.failure
    diagnosis = report(Investigation(one.request, recorded=limited(ended("bound.time"), 5)))
    assert not diagnosis.outcome.healthy
