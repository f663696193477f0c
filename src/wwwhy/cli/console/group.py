"""The root of the command line: finds commands, and the one that is meant where none is named."""

import os
import pkgutil
from importlib import import_module
from typing import Any

import click

import wwwhy.cli
from wwwhy.cli.console.help import write_root
from wwwhy.cli.console.language import spoken, to_speak
from wwwhy.cli.console.options import (
    HELP,
    VERSION,
    help_option,
    offer_files,
    own_options,
    takes_value,
    version_option,
    words_of,
)

DEFAULT = "diagnose"


class CommandLine(click.Group):
    """Commands by scanning the folder; a module is imported when its command is invoked."""

    def __init__(self) -> None:
        """Make the root with our options, so that a shell can complete them."""
        params = [*own_options(), help_option(), version_option()]
        super().__init__("wwwhy", params=params, add_help_option=False, no_args_is_help=False)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, the default first."""
        del ctx
        names = {m.name for m in pkgutil.iter_modules(wwwhy.cli.__path__) if not m.ispkg}
        return sorted(names, key=lambda name: (name != DEFAULT, name != "curl", name))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; only now its module is imported."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"wwwhy.cli.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command first, with those of our options behind it that stood before it."""
        ctx.obj = spoken(to_speak(args, os.environ))
        leading, rest = _leading(args)
        if rest and rest[0] in {*HELP, *VERSION}:
            return super().parse_args(ctx, rest[:1])
        if not rest and (not leading or ctx.resilient_parsing):
            return super().parse_args(ctx, [])
        return super().parse_args(ctx, ["--", *self._arranged(ctx, leading, rest)])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command, or say what is missing."""
        if not ctx._protected_args:  # noqa: SLF001 (click's own name for the command's word)
            raise click.UsageError(_short_usage(ctx))
        return super().invoke(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Offer commands and options; a word that is neither may be a file."""
        return super().shell_complete(ctx, incomplete) or offer_files(ctx, None, incomplete)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write everything a user needs to begin."""
        write_root(self, ctx, formatter)

    def _arranged(self, ctx: click.Context, leading: list[str], rest: list[str]) -> list[str]:
        if not rest or rest[0] not in self.list_commands(ctx):
            return [DEFAULT, *leading, *rest]
        name, *own = rest
        # What follows `curl` belongs to the user's command, down to the last word.
        return [name, *leading, "--", *own] if name == "curl" else [name, *leading, *own]


def _leading(args: list[str]) -> tuple[list[str], list[str]]:
    """Split off those of our options that stand first."""
    takes = takes_value()
    at = 0
    while at < len(args):
        name, equals, _ = args[at].partition("=")
        if name not in takes:
            break
        at += 2 if takes[name] and not equals else 1
    return args[:at], args[at:]


def _short_usage(ctx: click.Context) -> str:
    words = words_of(ctx)
    return "\n".join(
        (
            words("fault", "no_target"),
            "",
            words("usage", "short"),
            "  wwwhy https://example.com/",
            "  wwwhy recording.har",
            "  wwwhy curl -H 'X-Key: ...' https://example.com/",
            "",
        )
    )
