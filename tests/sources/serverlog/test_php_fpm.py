"""PHP's lines, as 8.2.35 wrote them."""

import pytest

from tests.sources.serverlog.exchanges import AT, sample
from wwwhy.model import LogLine
from wwwhy.sources.serverlog import php_fpm
from wwwhy.sources.serverlog.moments import LOCAL, Clock


def parse(line: str, clock: Clock = LOCAL) -> LogLine:
    read = php_fpm.parse(line, clock)
    assert read is not None
    return read


def test_a_message_about_a_pool_is_read():
    read = parse(
        "[21-Nov-2026 00:15:19 UTC] WARNING: [pool www] server reached pm.max_children setting (2), consider raising it"
    )
    assert (read.server, read.kind, read.level, read.time) == ("php-fpm", "error", "warning", AT)
    assert read.values["pool"] == "www"
    assert read.message.startswith("server reached pm.max_children")


def test_a_child_is_named():
    read = parse(
        "[21-Nov-2026 00:15:19] WARNING: [pool www] child 31 exited on signal 9 (SIGKILL) after 1.2 seconds from start"
    )
    assert dict(read.values) == {"pool": "www", "pid": "31"}


def test_a_script_s_error_is_read():
    read = parse(sample("php_error")[0])
    assert (read.server, read.level, read.time) == ("php", "error", AT)
    assert read.message.startswith("PHP Fatal error:  Uncaught Error")


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("Warning", "warning"),
        ("Notice", "notice"),
        ("Deprecated", "notice"),
        ("Parse error", "error"),
    ],
)
def test_levels_are_told(word, level):
    assert parse(f"[21-Nov-2026 00:15:19 UTC] PHP {word}:  x in /a.php on line 1").level == level


def test_any_message_of_a_script_is_kept():
    read = parse("[21-Nov-2026 00:15:19 Europe/Berlin] my own words")
    assert (read.level, read.message) == (None, "my own words")


@pytest.mark.parametrize(
    "line", ["", "x", "[21-11-2026 00:15:19] x", "Stack trace:", "[21/Nov/2026:00:15:19] x"]
)
def test_other_lines_are_none(line):
    assert php_fpm.parse(line) is None
