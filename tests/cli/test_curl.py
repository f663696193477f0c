"""`wwwhy curl`: everything behind the word is the user's own command."""

import click
import pytest

from wwwhy.cli.console.group import CommandLine
from wwwhy.cli.curl import command


def test_the_whole_rest_is_the_command(run, asked):
    run(
        "--format",
        "json",
        "--lang",
        "ru",
        "curl",
        "-sS",
        "-u",
        "a:b",
        "-d",
        "--live",
        "http://127.0.0.1:9/x",
    )
    request, options = asked.subjects[0], asked.options[0]
    assert request.method == "POST"
    assert request.body == b"--live"
    assert request.fields.get("authorization") == "Basic YTpi"
    assert options.source == "curl"
    assert not request.follow_redirects


def test_options_of_curl_before_the_word_are_a_request_to_curl_the_host(run, asked):
    # `wwwhy -k curl` has an option of curl first, so it is no command but a target called curl.
    run("-k", "curl")
    assert asked.subjects[0].url.host == "curl"


def test_our_options_behind_the_word_are_named(run, asked):
    done = run("curl", "--format", "json", "http://127.0.0.1:9/")
    assert done.status == 2
    assert "--format is an option of wwwhy; it must stand before the word curl" in done.err
    assert asked.subjects == []


def test_a_fault_in_the_command_is_its_own(run, asked):
    done = run("curl", "--frob", "http://127.0.0.1:9/")
    assert done.status == 2
    assert "no option --frob" in done.err


@pytest.mark.parametrize(
    "argv", [("curl", "--help"), ("curl", "-h"), ("--lang", "ru", "curl", "--help")]
)
def test_help(run, argv):
    done = run(*argv)
    assert done.status == 0
    assert done.out.startswith("wwwhy [OPTIONS] curl")


def test_a_dash_dash_of_the_user_is_kept(run, asked):
    run("curl", "--", "http://127.0.0.1:9/a")
    assert asked.subjects[0].url.path == "/a"


def test_works_without_the_root(asked, capsys):
    with click.Context(CommandLine()):
        status = command.main(["http://127.0.0.1:9/b"], standalone_mode=False)
    assert status == 1
    assert asked.subjects[0].url.path == "/b"


def test_several_requests(run, asked):
    assert "makes 2 requests" in run("curl", "http://127.0.0.1:9/[1-2]").err
