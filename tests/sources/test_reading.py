"""read(): the kind of what somebody has is found out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.hostile import result_or_sentence
from wwwhy.errors import InputError
from wwwhy.sources import read

HAR = json.dumps(
    {"log": {"entries": [{"request": {"url": "http://h.test/"}, "response": {"status": 404}}]}}
)
KINDS = {
    "har": (HAR, 404),
    "response": ("HTTP/1.1 403 Forbidden\n\nno", 403),
    "exchange": ("GET / HTTP/1.1\nHost: h.test\n\nHTTP/2 500 \n\n", 500),
    "verbose": ("* Connected\n> GET / HTTP/1.1\n> Host: h.test\n>\n< HTTP/1.1 502 x\n<\n", 502),
    "case": ("### baseline\n# @url http://h.test/\nHTTP/1.1 401 x\n\n", 401),
    "command": ("curl -s http://h.test/", None),
    "script": ("#!/bin/sh\nset -e\ncurl -s \\\n  http://h.test/\n", None),
    "powershell": ("Invoke-WebRequest -Uri 'http://h.test/'", None),
    "wget": ("--2026-11-21 08:35:10--  http://h.test/a\n  HTTP/1.1 410 Gone\n", 410),
    "url": ("http://h.test/", None),
    "bare url": ("h.test/x?y=1", None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_text(kind: str) -> None:
    text, status = KINDS[kind]
    (exchange,) = read(text)
    assert exchange.status == status
    assert exchange.failure is None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "url" not in kind])
def test_files(kind: str, tmp_path: Path) -> None:
    text, status = KINDS[kind]
    path = tmp_path / "x"
    path.write_text("\ufeff" + text, encoding="utf-8")
    for given_path in (path, str(path)):
        (exchange,) = read(given_path)
        assert exchange.status == status


def test_a_url_is_asked_for_as_a_visitor_would() -> None:
    (exchange,) = read("https://h.test/{a}[1]")
    assert exchange.request.follow_redirects
    assert (exchange.request.fields.get("user-agent") or "").startswith("wwwhy/")
    assert exchange.request.url.path == "/{a}[1]"


def test_files_of_a_command_are_read_only_if_allowed() -> None:
    text = "curl -d @secret http://h.test/"
    with pytest.raises(InputError):
        read(text)
    (exchange,) = read(text, files=lambda _path, _limit: b"x")
    assert exchange.request.body == b"x"


def test_the_environment_counts_if_given() -> None:
    (exchange,) = read("http://h.test/", environ={"http_proxy": "p.test"})
    assert exchange.request.transport.proxy is not None


@pytest.mark.parametrize(
    "text",
    [
        "missing.har",
        "dir/missing.txt",
        "some words",
        "{}",
        "",
        "a\nb",
        "http://",
        "# Title\n\ntext",
        "\ud83d \ud83d",
    ],
)
def test_what_cannot_be_read(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert str(caught.value)


def test_a_missing_path_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "none")
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path)


def test_importing_the_room_is_cheap() -> None:
    code = "import sys, wwwhy.sources; print([m for m in sys.modules if m.startswith('wwwhy.')])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=20
    )
    assert done.stdout.strip() == "['wwwhy.sources']"
    import wwwhy.sources

    with pytest.raises(AttributeError):
        wwwhy.sources.nothing  # noqa: B018 (the look-up is what is tested)


@given(st.text(max_size=60) | st.text("curl HTTP/1.1 200{}\"':\n<>*# @-d", max_size=60))
def test_hostile_text(text: str) -> None:
    if text.strip() == "-" or "\0" in text:
        return
    result_or_sentence(read, f"x{text}")


def test_the_line_in_which_curl_says_why_it_ended() -> None:
    (exchange,) = read("curl: (7) Failed to connect to h.test port 81 after 0 ms: Couldn't connect")
    assert str(exchange.request.url) == "http://h.test:81/"
    assert exchange.failure is not None
    assert exchange.failure.type == "tcp.refused"
    # The command that stands above it tells more.
    (asked,) = read("$ curl http://h.test/x")
    assert asked.failure is None
