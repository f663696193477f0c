"""The page in docs/ and the command line say the same."""

import re
import shlex
from pathlib import Path

import click
import pytest

from wwwhy.cli.console.group import CommandLine
from wwwhy.cli.console.help import EXAMPLES
from wwwhy.cli.console.language import spoken
from wwwhy.cli.console.options import CURL_OPTIONS, own_options

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROOT = CommandLine()
CONTEXT = click.Context(ROOT, info_name="wwwhy")
COMMANDS = ROOT.list_commands(CONTEXT)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_section_and_its_line_of_help(name):
    assert re.search(rf"^### `wwwhy {name}\b", TEXT, re.MULTILINE)
    for language in ("en", "ru"):
        assert spoken(language).table["command"].get(name)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_every_command_is_documented_and_has_help(name):
    command = ROOT.get_command(CONTEXT, name)
    assert command is not None
    for param in command.get_params(CONTEXT):
        if isinstance(param, click.Option):
            record = param.get_help_record(CONTEXT)
            assert record is not None
            assert record[1].strip()
            for written in param.opts:
                assert f"`{written}" in TEXT, written


def test_no_option_is_documented_that_does_not_exist():
    documented = set(re.findall(r"^\| `(--[a-z-]+)", TEXT, re.MULTILINE))
    existing = {name for each in own_options() for name in each.opts}
    assert documented == existing


def test_options_of_curl_are_listed_in_the_same_order():
    listed = re.search(r"`(-X -H [^`]+)`", TEXT)
    assert listed
    assert listed[1].split() == CURL_OPTIONS.split()


def test_every_exit_status_is_documented():
    for status in ("0", "1", "2", "3", "130"):
        assert re.search(rf"^\| {status} \|", TEXT, re.MULTILINE)


def examples() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("wwwhy ")] + list(EXAMPLES)


def explanations() -> list[str]:
    return [line for line in examples() if line.startswith("wwwhy explain ")]


@pytest.mark.parametrize("example", explanations())
def test_every_example_of_an_explanation_has_an_answer(run, example):
    done = run(*shlex.split(example)[1:])
    assert done.err == ""
    assert done.status == 0
    assert done.out


@pytest.mark.parametrize(
    "asked", re.findall(r"`([^`]+)`", TEXT.split("| causes |")[0].split("| what |")[-1])
)
def test_everything_named_as_explainable_is(run, asked):
    assert run("explain", asked).status == 0


@pytest.mark.parametrize("example", sorted(set(examples()) - set(explanations())))
def test_every_example_can_be_parsed(run, asked, example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recording = (
        '{"log": {"version": "1.2", "entries": [{"request": {"method": "GET",'
        ' "url": "https://a.test/"}, "response": {"status": 500}}]}}'
    )
    (tmp_path / "recording.har").write_text(recording)
    (tmp_path / "error.log").write_text("")
    words = [word.replace("/var/log/nginx/", "") for word in shlex.split(example)[1:]]
    done = run(*words)
    assert done.err == ""
    assert done.status == 1
    assert len(asked.subjects) == 1
