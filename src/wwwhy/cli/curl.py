"""Diagnose the user's own curl command: everything behind the word curl is that command."""

import click

from wwwhy.cli.console.help import write_command
from wwwhy.cli.console.options import (
    HELP,
    help_option,
    own_options,
    takes_value,
    target_argument,
    words_of,
)


class _Curl(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # The root puts our own options before a `--`; a caller without root has none.
        arranged = args if "--" in args or args[:1] in ([each] for each in HELP) else ["--", *args]
        return super().parse_args(ctx, arranged)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        form = "wwwhy [OPTIONS] curl [CURL OPTIONS] URL"
        write_command(self, ctx, formatter, form=form, about=words_of(ctx)("about", "curl"))


@click.pass_context
def _run(ctx: click.Context, /, words: tuple[str, ...], **options: object) -> int:
    spoken = words_of(ctx)
    if words in {(each,) for each in HELP}:
        click.echo(ctx.get_help())
        return 0
    if not words:
        raise click.UsageError(spoken("fault", "no_curl"))
    from wwwhy.cli.console.running import Wish, run  # noqa: PLC0415 (the engine loads when it runs)
    from wwwhy.cli.console.target import target_of_curl  # noqa: PLC0415
    from wwwhy.errors import UsageError  # noqa: PLC0415

    wish = Wish.of(options)
    try:
        target = target_of_curl(words, spoken)
    except UsageError as error:
        misplaced = next((w for w in words if w.partition("=")[0] in takes_value()), None)
        if misplaced is None:
            raise
        option = misplaced.partition("=")[0]
        raise click.UsageError(spoken("fault", "own_after_curl", option=option)) from error
    return run(target, wish, spoken)


command = _Curl(
    "curl",
    callback=_run,
    params=[*own_options(), help_option(), target_argument()],
    add_help_option=False,
)
