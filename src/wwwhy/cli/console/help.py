"""The help: how to call, commands, options of ours and of curl, examples, exit status."""

from collections.abc import Iterable

import click

from wwwhy.cli.console.options import CURL_OPTIONS, words_of
from wwwhy.formatters import Surface
from wwwhy.formatters.page.pen import Pen, columns

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


def write_root(group: click.Group, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the help of the whole command line."""
    words = words_of(ctx)
    page = _Page(formatter)
    page.text(words("about", "line"))
    page.pairs(words("usage", "heading"), ((form, words("usage", key)) for form, key in _FORMS))
    names = group.list_commands(ctx)
    page.pairs(words("usage", "more"), ((name, words.named("command", name)) for name in names))
    _write_options(group, ctx, page)
    page.lines(words("usage", "examples"), (f"  {example}" for example in EXAMPLES))
    page.lines(words("usage", "status_heading"), page.pen.fold(words("usage", "status")))


def write_command(
    command: click.Command,
    ctx: click.Context,
    formatter: click.HelpFormatter,
    *,
    form: str,
    about: str,
    with_curl: bool = True,
) -> None:
    """Write the help of one command.

    Arguments:
        command: the command.
        ctx: its context.
        formatter: what click prints.
        form: how to call it.
        about: what it does.
        with_curl: whether options of curl may stand on its command line.

    """
    page = _Page(formatter)
    page.text(form)
    page.text("")
    page.text(about)
    _write_options(command, ctx, page, with_curl=with_curl)


def _write_options(
    command: click.Command, ctx: click.Context, page: "_Page", *, with_curl: bool = True
) -> None:
    words = words_of(ctx)
    records = (param.get_help_record(ctx) for param in command.get_params(ctx))
    page.pairs(words("usage", "options"), (record for record in records if record))
    if with_curl:
        listed = page.pen.fold(CURL_OPTIONS)
        others = page.pen.fold(words("usage", "curl_others"))
        page.lines(words("usage", "curl_options"), [*listed, *others])


class _Page:
    """Lines of help at the width that click has found out."""

    def __init__(self, formatter: click.HelpFormatter) -> None:
        self._formatter = formatter
        self.pen = Pen(Surface(width=formatter.width))

    def text(self, text: str) -> None:
        self._write(self.pen.fold(text, first=""))

    def lines(self, heading: str, lines: Iterable[str]) -> None:
        self._write(["", f"{heading}:", *lines])

    def pairs(self, heading: str, pairs: Iterable[tuple[str, str]]) -> None:
        listed = list(pairs)
        wide = max(columns(name) for name, _ in listed)
        rows = (self.pen.fold(said, first=f"  {name:<{wide}}  ") for name, said in listed)
        self.lines(heading, (line for row in rows for line in row))

    def _write(self, lines: Iterable[str]) -> None:
        self._formatter.write("".join(f"{line}\n" for line in lines))
