"""Every form in which servers write a time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.serverlog.moments import Clock, epoch, found, moment

AT = 1795220119.0
IN_UTC = Clock(UTC)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026/11/21 00:15:19", AT),
        ("2026-11-21 00:15:19,250", AT + 0.25),
        ("2026-11-21T00:15:19.250Z", AT + 0.25),
        ("2026-11-21T01:15:19+01:00", AT),
        ("2026-11-20 19:15:19 -0500", AT),
        ("2026-11-21 00:15:19 UTC", AT),
        ("21/Nov/2026:00:15:19 +0000", AT),
        ("21/Nov/2026:05:45:19 +0530", AT),
        ("21/Nov/2026:00:15:19.568", AT + 0.568),
        ("21/Nov/2026 00:15:19", AT),
        ("21-Nov-2026 00:15:19", AT),
        ("21-Nov-2026 00:15:19 UTC", AT),
        ("21-Nov-2026 01:15:19 Europe/Berlin", AT),
        ("Sat Nov 21 00:15:19.568355 2026", AT + 0.568355),
        ("Sat Nov 21 00:15:19 2026", AT),
        ("2026-11-21T03:15:19.123456789+03", AT + 0.123457),
        ("2026-11-21 00:15:19 -15 items are left", AT),
        ("21 Nov 2026 00:15:19 GMT", AT),
        ("2026-12-31T23:59:60Z", 1798761600.0),
    ],
)
def test_all_forms_are_read(text, time):
    assert moment(text, IN_UTC) == pytest.approx(time, abs=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-13-40 00:00:00", "21/Foo/2026:00:00:00 +0000", "0000-01-01 00:00:00", "x 2026-11-21 00:15:19",
        "9999-99-99T99:99:99", "1/2", "2026-11-21",
    ],
)  # fmt: skip
def test_what_is_no_time_is_none(text):
    assert moment(text, IN_UTC) is None


def test_a_time_without_a_zone_is_taken_in_the_given_one():
    berlin = timezone(timedelta(hours=1))
    assert moment("2026/11/21 01:15:19", Clock(berlin)) == AT
    local = datetime(2026, 11, 21, 0, 15, 19).timestamp()  # noqa: DTZ001 (the machine's own zone)
    assert moment("2026/11/21 00:15:19") == local


def test_a_time_without_a_year_lies_near():
    assert moment("Nov 21 00:15:19", Clock(UTC)) is None
    assert moment("Nov 21 00:15:19", Clock(UTC, near=AT + 60)) == AT
    new_year = datetime(2027, 1, 1, tzinfo=UTC).timestamp()
    assert moment("Dec 31 23:59:59", Clock(UTC, near=new_year)) == new_year - 1
    assert moment("Jan  1 00:00:00", Clock(UTC, near=new_year - 5)) == new_year
    assert moment("Jan  1 00:00:00", Clock(UTC, near=1e300)) is None


def test_a_zone_that_does_not_exist_is_passed_over():
    assert moment("21-Nov-2026 00:15:19 Europe/Atlantis", IN_UTC) == AT
    assert moment("2026-11-21 00:15:19 +99:99", IN_UTC) == AT


def test_the_first_of_several_is_found_where_it_stands():
    assert found("web | 2026-11-21 00:15:19 x 2020-01-01 00:00:00", IN_UTC) == (AT, 6, 25)
    assert found("x" * 100 + "2026-11-21 00:15:19", IN_UTC) is None


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("1795220119", AT),
        ("1795220119.5", AT + 0.5),
        ("1795220119500", AT + 0.5),
        ("12", None),
        ("x", None),
        ("1e9", None),
    ],
)
def test_epoch_seconds_and_milliseconds_are_told_apart(text, time):
    assert epoch(text) == time


@given(st.text(max_size=120), st.floats(allow_nan=True) | st.none())
def test_no_text_is_an_accident(text, near):
    found(text, Clock(UTC, near))
    epoch(text)


DIGITS = st.integers(0, 99).map("{:02}".format)


@given(
    st.lists(DIGITS, min_size=6, max_size=6),
    st.sampled_from(["{}{}-{}-{}T{}:{}:00", "{1}/Nov/{0}{2}:{3}:{4}:{5} +{0}{1}"]),
)
def test_no_number_is_an_accident(parts, form):
    moment(form.format(*parts), IN_UTC)


@pytest.mark.parametrize(
    "text",
    ["1795220119", "1795220119.0", "1795220119000", "1795220119000000", "1795220119000000000"],
)
def test_the_unit_of_epoch_times_is_told_by_their_size(text):
    assert epoch(text) == AT
