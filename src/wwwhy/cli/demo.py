"""Show what it does, on a few broken servers of its own."""

import os

import click

from wwwhy.cli.console.help import write_command
from wwwhy.cli.console.language import from_environment
from wwwhy.cli.console.options import Choice, Own, help_option, words_of
from wwwhy.formatters import LANGUAGES


class _Demo(click.Command):
    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        about = words_of(ctx)("about", "demo")
        form = "wwwhy demo [OPTIONS]"
        write_command(self, ctx, formatter, form=form, about=about, with_curl=False)


def _run(language: str | None) -> int:
    from wwwhy.demo import run  # noqa: PLC0415 (starts servers; nobody else needs it)

    return run(language or from_environment(os.environ))


command = _Demo(
    "demo",
    callback=_run,
    params=[
        Own(["--lang", "language"], type=Choice(*LANGUAGES), metavar="LANG"),
        help_option(),
    ],
    add_help_option=False,
)
