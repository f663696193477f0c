"""Which level a configuration writes, and whether it shows what a cause needs."""

import pytest

from wwwhy.sources.config import apache, nginx, nginx_blocks_for
from wwwhy.sources.serverlog import needs_level, written_level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("events {}", "error"),
        ("error_log /e;", "error"),
        ("error_log /e info;", "info"),
        ("error_log /e crit; error_log /f notice;", "notice"),
        ("error_log /e nonsense;", "error"),
    ],
)
def test_nginx_s_level_is_told(text, level):
    assert written_level(nginx.read_text(text)) == level


def test_an_inner_level_counts():
    config = nginx.read_text("error_log /e info; http { server { listen 80; error_log /s warn; } }")
    blocks = nginx_blocks_for(config, "x", 80, "/")
    assert written_level(config, *blocks) == "warn"
    assert needs_level(config, "info", *blocks) == "warn"
    assert needs_level(config) is None


@pytest.mark.parametrize(
    ("text", "module", "level"),
    [
        ("", None, "warn"),
        ("LogLevel info", None, "info"),
        ("LogLevel warn ssl:debug", None, "warn"),
        ("LogLevel warn ssl:debug", "ssl", "debug"),
        ("LogLevel warn mod_ssl.c:trace3", "ssl", "trace3"),
        ("LogLevel ssl:debug\nLogLevel error", "ssl", "error"),
        ("loglevel DEBUG", None, "debug"),
    ],
)
def test_apache_s_level_is_told(text, module, level):
    assert written_level(apache.read_text(text), module=module) == level


def test_the_level_that_hides_a_message_is_named():
    assert needs_level(nginx.read_text("events {}")) == "error"
    assert needs_level(nginx.read_text("events {}"), "error") is None
    assert needs_level(apache.read_text("LogLevel warn"), "info") == "warn"
    assert needs_level(apache.read_text("LogLevel warn ssl:info"), "info", module="ssl") is None
