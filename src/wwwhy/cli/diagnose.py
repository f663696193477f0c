"""Diagnose a URL or a file; the default command."""

import click

from wwwhy.cli.console.help import write_command
from wwwhy.cli.console.options import help_option, own_options, target_argument, words_of


class _Diagnose(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        from wwwhy.cli.console.splitting import split  # noqa: PLC0415 (help does without curl)

        sorted_words = split(args, words_of(ctx))
        ctx.meta["wwwhy.targets"] = sorted_words.targets
        return super().parse_args(ctx, [*sorted_words.own, "--", *sorted_words.curl])

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        form = "wwwhy [diagnose] [OPTIONS] [CURL OPTIONS] URL | FILE | -"
        write_command(self, ctx, formatter, form=form, about=words_of(ctx)("about", "line"))


@click.pass_context
def _run(ctx: click.Context, /, words: tuple[str, ...], **options: object) -> int:
    from wwwhy.cli.console.running import Wish, run  # noqa: PLC0415 (the engine loads when it runs)
    from wwwhy.cli.console.target import Recorded, target_of_words  # noqa: PLC0415

    wish = Wish.of(options)
    spoken = words_of(ctx)
    if not words:
        raise click.UsageError(spoken("fault", "no_target"))
    recorded = Recorded(wish.har_entry, wish.live)
    target = target_of_words(words, ctx.meta["wwwhy.targets"], recorded, spoken)
    return run(target, wish, spoken)


command = _Diagnose(
    "diagnose",
    callback=_run,
    params=[*own_options(), help_option(), target_argument()],
    add_help_option=False,
)
