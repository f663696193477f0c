"""The help: how to call, commands, options of ours and of curl, examples, exit status."""

import click

from wwwhy.cli.console.options import CURL_OPTIONS, words_of
from wwwhy.formatters.phrases import Phrases

EXAMPLES = (
    "wwwhy https://example.com/",
    "wwwhy curl -H 'Authorization: Bearer TOKEN' https://api.example.com/v1/me",
    "wwwhy --error-log /var/log/nginx/error.log https://www.example.com/",
    "wwwhy --format json --no-probes recording.har",
)
_FORMS = (
    ("wwwhy [OPTIONS] URL", "url"),
    ("wwwhy [OPTIONS] FILE", "file"),
    ("wwwhy [OPTIONS] -", "stdin"),
    ("wwwhy [OPTIONS] curl ...", "curl"),
)


def write_help(group: click.Group, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the help of the whole command line."""
    words = words_of(ctx)
    formatter.write_text(words("about", "line"))
    with formatter.section(words("usage", "heading")):
        formatter.write_dl([(form, words("usage", key)) for form, key in _FORMS])
    with formatter.section(words("usage", "more")):
        formatter.write_dl([(n, words.named("command", n)) for n in group.list_commands(ctx)])
    write_options(group, ctx, formatter)
    with formatter.section(words("usage", "examples")):
        formatter.write_paragraph()
        for example in EXAMPLES:
            formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
    with formatter.section(words("usage", "status_heading")):
        formatter.write_text(words("usage", "status"))


def write_options(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    """Write the options of a command, and those of curl."""
    words = words_of(ctx)
    records = (param.get_help_record(ctx) for param in command.get_params(ctx))
    with formatter.section(words("usage", "options")):
        formatter.write_dl([record for record in records if record])
    write_curl_options(words, formatter)


def write_curl_options(words: Phrases, formatter: click.HelpFormatter) -> None:
    """List those of curl's options that matter most, compactly."""
    with formatter.section(words("usage", "curl_options")):
        formatter.write_text(" ".join(CURL_OPTIONS))
        formatter.write_text(words("usage", "curl_others"))


def write_plain_help(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    """Write the help of a command that has nothing to do with curl."""
    words = words_of(ctx)
    formatter.write_usage(f"wwwhy {command.name}", "[OPTIONS]")
    formatter.write_paragraph()
    formatter.write_text(words.named("command", command.name or ""))
    records = (param.get_help_record(ctx) for param in command.get_params(ctx))
    with formatter.section(words("usage", "options")):
        formatter.write_dl([record for record in records if record])
