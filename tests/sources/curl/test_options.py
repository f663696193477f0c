"""The option table against curl's own list."""

import re
import shutil
import subprocess

import pytest

from wwwhy.sources.curl import Takes, options, parse_argv
from wwwhy.sources.curl.options import Effect, letters

ARGUMENTS = {
    "max-time": "3",
    "connect-timeout": "3",
    "max-redirs": "3",
    "tls-max": "1.3",
    "resolve": "h.test:80:127.0.0.1",
    "connect-to": "::127.0.0.1:",
    "form": "a=b",
    "form-string": "a=b",
    "url": "http://h.test/2",
    "user": "a:b",
    "proxy": "p.test",
    "proto-default": "https",
    "dns-servers": "127.0.0.1",
    "aws-sigv4": "aws:amz:r:s",
}


@pytest.mark.lab
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_option_of_the_installed_curl_is_known() -> None:
    text = subprocess.run(
        ["curl", "--help", "all"], capture_output=True, text=True, timeout=10, check=True
    ).stdout
    rows = re.findall(r"^\s*(?:-(\S), )?\s*--(\S+)( <| \[p)?", text, re.MULTILINE)
    assert len(rows) > 200
    for letter, name, argument in rows:
        known = options().get(name) or options()[name.removeprefix("no-")]
        assert known.takes_argument == bool(argument), name
        assert known.letter == letter, name


@pytest.mark.parametrize("name", options())
def test_every_option_can_be_used(name: str) -> None:
    option = options()[name]
    argv = [f"--{name}"]
    if option.takes is Takes.TEXT:
        argv.append(ARGUMENTS.get(name, "x"))
    if name == "next":
        argv = ["http://h.test/0", "--next"]
    command = parse_argv([*argv, "http://h.test/"], read_file=lambda _path, _limit: b"")
    assert command.requests
    assert (f"--{name}" in command.ignored) == (
        option.act is Effect.PASS and name not in {"config", "next"}
    )
    if option.act is Effect.OTHER:
        assert any(f"--{name} " in warning for warning in command.warnings)


def test_letters_are_unique() -> None:
    assert len(letters()) == sum(1 for option in options().values() if option.letter)
