import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Exchange, Experiment, Fields, Request, Response, Timing, Url
from wwwhy.probes import NotApplicable, after_a_wait

NOW = 1_800_000_000.0


def answered(*pairs):
    return Exchange(
        Request(Url.parse("http://shop.test/")),
        Response(429, fields=Fields.of(pairs)),
        timing=Timing(started_at=NOW),
    )


@pytest.mark.parametrize(
    ("name", "value", "seconds"),
    [
        ("Retry-After", "7", 7),
        ("Retry-After", "Fri, 15 Jan 2027 08:00:05 GMT", 5),
        ("RateLimit", '"default";r=0;t=40', 40),
        ("RateLimit", "limit=100, remaining=0, reset=50", 50),
        ("RateLimit-Reset", "30", 30),
        ("X-RateLimit-Reset", "1800000003", 3),
        ("X-RateLimit-Reset", "1800000003500", 3.5),
        ("X-Rate-Limit-Reset", "9", 9),
        ("x-ratelimit-reset-requests", "6m0s", 360),
        ("x-ratelimit-reset-tokens", "120ms", 0.12),
        ("anthropic-ratelimit-requests-reset", "2027-01-15T08:00:05Z", 5),
    ],
)
def test_reads_when_to_come_back(name, value, seconds):
    assert after_a_wait.stated_wait(answered((name, value))) == pytest.approx(seconds)


@pytest.mark.parametrize(("name", "value"), [("RateLimit-Reset", "soon"), ("X-Reset", "5")])
def test_what_says_nothing_is_no_wait(name, value):
    assert after_a_wait.stated_wait(answered((name, value))) is None


def test_the_longest_count_decides_and_retry_after_stands_above_all():
    counts = (("RateLimit", '"s";r=0;t=2, "h";r=5;t=900'), ("X-RateLimit-Reset", "4"))
    assert after_a_wait.stated_wait(answered(*counts)) == 900
    assert after_a_wait.stated_wait(answered(*counts, ("Retry-After", "3"))) == 3


def test_waits_as_long_as_a_diagnosis_may():
    made = after_a_wait.change(answered(("RateLimit-Reset", "5")))
    assert isinstance(made, Experiment)
    assert made.delay == pytest.approx(5.2)
    assert isinstance(after_a_wait.change(answered(("Retry-After", "soon"))), NotApplicable)
    assert isinstance(after_a_wait.change(answered(("RateLimit-Reset", "11"))), NotApplicable)


@given(st.text(max_size=300))
def test_any_value_is_read(text):
    for name in ("Retry-After", "RateLimit", "X-RateLimit-Reset"):
        made = after_a_wait.change(answered((name, text)))
        assert isinstance(made, NotApplicable) or 0 <= made.delay <= 11
