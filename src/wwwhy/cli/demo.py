"""Show what it does, on a few broken servers of its own."""

import os
import sys
from collections.abc import Callable
from importlib import import_module

import click

from wwwhy.cli.console.help import write_command
from wwwhy.cli.console.language import from_environment
from wwwhy.cli.console.options import Choice, Own, help_option, words_of
from wwwhy.cli.console.surface import readable, surface_of, write
from wwwhy.formatters import LANGUAGES, Surface


class _Demo(click.Command):
    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        about = words_of(ctx)("about", "demo")
        form = "wwwhy demo [OPTIONS]"
        write_command(self, ctx, formatter, form=form, about=about, with_curl=False)


def _run(language: str | None) -> int:
    # Imported by name and late: it starts servers, and no other command needs it.
    run: Callable[[str, Surface, Callable[[str], None]], int] = import_module("wwwhy.demo").run
    spoken = readable(language or from_environment(os.environ), asked=bool(language))
    return run(spoken, surface_of(sys.stdout, os.environ), write)


command = _Demo(
    "demo",
    callback=_run,
    params=[
        Own(["--lang", "language"], type=Choice(*LANGUAGES), metavar="LANG"),
        help_option(),
    ],
    add_help_option=False,
)
