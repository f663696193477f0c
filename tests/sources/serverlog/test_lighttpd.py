"""lighttpd's error log, as 1.4.69 wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.serverlog import lighttpd
from wwwhy.sources.serverlog.formats import ranked

HEAD = "2026-11-21 07:33:19: "


@pytest.mark.parametrize(
    ("rest", "target"),
    [
        (
            "(gw_backend.c.274) establishing connection failed: socket: tcp:[::1]:3287: Connection refused",
            None,
        ),
        ("(gw_backend.c.960) all handlers for /x?token=1 on  are down.", "/x?token=1"),
        ("(http-header-glue.c.1128) response headers too large for /x", "/x"),
    ],
)
def test_a_line_names_its_part_and_sometimes_the_request(rest, target):
    read = lighttpd.parse(HEAD + rest)
    assert read is not None
    assert (read.server, read.kind, read.target) == ("lighttpd", "error", target)
    assert read.message == rest.partition(") ")[2]
    assert read.time is not None
    assert ranked(HEAD + rest)[0].name == "lighttpd"


@pytest.mark.parametrize(
    "line", ["", f"{HEAD}ERROR (app.c) no", f"{HEAD}(main.py.7) no", "(a.c.1) x"]
)
def test_other_lines_are_left_to_others(line):
    assert lighttpd.parse(line) is None


@given(st.text(max_size=300))
def test_any_line_is_read_without_a_fault(text):
    lighttpd.parse(HEAD + text)
    lighttpd.parse(f"{HEAD}(gw_backend.c.1) all handlers for /{text}")
