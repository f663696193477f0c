"""A file is a command; where none is named, the default is meant."""

import sys

import click
import pytest

import wwwhy.cli
from wwwhy.cli.console.group import CommandLine

HELLO = '''"""Say hello."""

import click


@click.command
@click.option("--lang")
@click.argument("words", nargs=-1)
def command(lang, words):
    click.echo(f"hello {lang} {' '.join(words)}")
    return 7
'''


@pytest.fixture
def hello(monkeypatch, tmp_path):
    (tmp_path / "hello.py").write_text(HELLO)
    monkeypatch.setattr(wwwhy.cli, "__path__", [*wwwhy.cli.__path__, str(tmp_path)])
    yield
    sys.modules.pop("wwwhy.cli.hello", None)


def test_a_new_file_is_a_new_command(run, hello):
    done = run("--lang", "ru", "hello", "you", "there")
    assert (done.status, done.out) == (7, "hello ru you there\n")
    assert "  hello " in run("--help").out


def test_shared_modules_are_no_commands():
    root = CommandLine()
    names = root.list_commands(click.Context(root))
    assert names[:2] == ["diagnose", "curl"]
    assert "console" not in names
    assert root.get_command(click.Context(root), "console") is None


@pytest.mark.parametrize(
    ("argv", "arranged"),
    [
        (["http://a"], ["diagnose", "http://a"]),
        (["--lang", "ru", "http://a"], ["diagnose", "--lang", "ru", "http://a"]),
        (["-k", "curl"], ["diagnose", "-k", "curl"]),
        (["--live", "curl", "-k", "x"], ["curl", "--live", "--", "-k", "x"]),
        (["--lang=ru", "demo"], ["demo", "--lang=ru"]),
        (["--format", "curl"], ["diagnose", "--format", "curl"]),
        (["diagnose", "curl"], ["diagnose", "curl"]),
    ],
)
def test_arrangement(argv, arranged):
    root = CommandLine()
    context = click.Context(root)
    root.parse_args(context, argv)
    assert [*context._protected_args, *context.args] == arranged
