"""Explain a status code, an error, a field, a scheme, a log line or a cause."""

import re
from typing import Any

import click

from wwwhy.cli.console.help import write_command
from wwwhy.cli.console.options import Choice, Own, help_option, words_of
from wwwhy.formatters import LANGUAGES

_FORMATS = ("text", "json", "markdown")
_MOST = 200


class _Form(Own):
    """`--format` of this command, which knows Markdown as well."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        super().get_help_record(ctx)
        self.help = words_of(ctx)("option", "format", formats=", ".join(_FORMATS))
        return click.Option.get_help_record(self, ctx)


class _Explain(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _with_codes(args))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        about = words_of(ctx)("about", "explain")
        form = "wwwhy explain [OPTIONS] WHAT... | --list [OWNER | CLASS]"
        write_command(self, ctx, formatter, form=form, about=about, with_curl=False)


def _with_codes(args: list[str]) -> list[str]:
    """Let codes that look like options be words: Chromium's -107, HAProxy's `--` at the end."""
    if "--" in args[:-1]:
        return args
    if args[-1:] == ["--"]:
        return [*args, "--"]
    words = [word for word in args if re.fullmatch(r"-\d+|-{3,4}", word)]
    return [*(word for word in args if word not in words), "--", *words] if words else args


@click.pass_context
def _run(
    ctx: click.Context, /, words: tuple[str, ...], listed: bool, output: str, language: str | None
) -> int:
    from wwwhy.cli.console.explaining import run  # noqa: PLC0415 (loads the catalogue)

    if not listed and not "".join(words).strip():
        raise click.UsageError(words_of(ctx)("fault", "no_what"))
    return run(words, listed=listed, output=output, language=language)


def _offer(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
    """Let the shell complete codes, names, owners and causes."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 (a shell asks, nobody else)

    from wwwhy.formatters.explanation.completion import completions  # noqa: PLC0415

    del param
    before = tuple(str(word) for word in ctx.params.get("words") or ())
    listed = bool(ctx.params.get("listed"))
    found = completions(before, incomplete, listed=listed)
    return [CompletionItem(each.word, help=each.about or None) for each in found[:_MOST]]


command = _Explain(
    "explain",
    callback=_run,
    params=[
        Own(["--list", "listed"], is_flag=True),
        _Form(["--format", "output"], type=Choice(*_FORMATS), default="text", metavar="NAME"),
        Own(["--lang", "language"], type=Choice(*LANGUAGES), metavar="LANG"),
        help_option(),
        click.Argument(["words"], nargs=-1, type=click.UNPROCESSED, shell_complete=_offer),
    ],
    add_help_option=False,
)
