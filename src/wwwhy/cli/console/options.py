"""The options of a diagnosis that are ours, and those of curl that the help lists."""

import os
from typing import Any

import click

from wwwhy import __version__
from wwwhy.cli.console.language import from_environment, spoken
from wwwhy.formatters import AUDIENCES, LANGUAGES, formats
from wwwhy.formatters.phrases import Phrases

HELP = ("-h", "--help")
VERSION = ("-V", "--version")
MAX_REQUESTS = 30
DEADLINE = 20.0
MAX_DEADLINE = 3600.0
CURL_OPTIONS = (
    "-X -H -d --data-raw --data-binary --data-urlencode --json -F -T -u -b -c -A -e -k -L -G -I"
    " --resolve --connect-to -x --proxy-user --noproxy --socks5 --socks5-hostname --cacert"
    " --capath --cert --key --tlsv1.2 --tlsv1.3 --tls-max --ciphers --no-alpn --digest --basic"
    " --negotiate --ntlm --oauth2-bearer --aws-sigv4 -n --netrc-file --http1.0 --http1.1 --http2"
    " --http2-prior-knowledge --http3 --compressed -4 -6 --interface --unix-socket -m"
    " --connect-timeout --max-redirs"
)
"""Those that matter most; the parser in `sources.curl` knows all of them."""


class BadValue(click.BadParameter):
    """A value that does not fit, kept beside the reason so that both can be told."""

    def __init__(self, reason: str, given: str, param: click.Parameter | None) -> None:
        super().__init__(reason, param=param)
        self.given = given


class Choice(click.ParamType[str]):
    """One of a few words; the words are found when they are needed."""

    name = "choice"

    def __init__(self, *words: str, scan: Any = None) -> None:
        self._scan = scan or (lambda: words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the value if it is one of the words."""
        known = self._scan()
        if value in known:
            return value
        reason = words_of(ctx)("fault", "choices", choices=", ".join(known))
        raise BadValue(reason, str(value), param)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        """Offer the words that begin so."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 (a shell asks, nobody else)

        del ctx, param
        return [CompletionItem(word) for word in self._scan() if word.startswith(incomplete)]


class Number(click.ParamType[float]):
    """A number within bounds."""

    name = "number"

    def __init__(self, kind: type[int] | type[float], low: float, high: float) -> None:
        self._kind, self._low, self._high = kind, low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number if it lies within the bounds."""
        try:
            number = self._kind(value)
        except (ValueError, OverflowError):
            number = None
        # Written so that NaN, which compares with nothing, does not pass.
        if number is not None and self._low <= number <= self._high:
            return number
        key = "whole_number" if self._kind is int else "number"
        low, high = f"{self._low:.7g}", f"{self._high:.7g}"
        raise BadValue(words_of(ctx)("fault", key, low=low, high=high), str(value), param)


class Own(click.Option):
    """An option whose help stands in the phrases, under its name."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and what it does, in the user's language."""
        key = max(self.opts, key=len).lstrip("-").replace("-", "_")
        self.help = words_of(ctx)("option", key, formats=", ".join(formats()))
        return super().get_help_record(ctx)


def help_option() -> click.Option:
    """Return `-h, --help`, which prints the help of the command at hand and leaves."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        del param
        if value and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit()

    return Own([*HELP], is_flag=True, is_eager=True, expose_value=False, callback=show)


def version_option() -> click.Option:
    """Return `-V, --version`, which prints the version and leaves."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        del param
        if value and not ctx.resilient_parsing:
            click.echo(f"wwwhy {__version__}")
            ctx.exit()

    return Own([*VERSION], is_flag=True, is_eager=True, expose_value=False, callback=show)


def own_options() -> list[click.Parameter]:
    """Return our options of a diagnosis, as new objects."""
    file = click.Path(dir_okay=True)
    return [
        Own(["--format", "output"], type=Choice(scan=formats), default="text", metavar="NAME"),
        Own(["--lang", "language"], type=Choice(*LANGUAGES), metavar="LANG"),
        Own(["--for", "audience"], type=Choice(*AUDIENCES), metavar="READER"),
        Own(["--error-log", "error_logs"], type=file, multiple=True, metavar="FILE"),
        Own(["--access-log", "access_logs"], type=file, multiple=True, metavar="FILE"),
        Own(["--server-config", "configs"], type=file, multiple=True, metavar="FILE"),
        Own(["--har-entry", "har_entry"], type=Number(int, 1, 10**6), metavar="N"),
        Own(["--live", "live"], is_flag=True),
        Own(["--no-probes", "no_probes"], is_flag=True),
        Own(["--replay-unsafe", "replay_unsafe"], is_flag=True),
        Own(
            ["--max-requests", "max_requests"],
            type=Number(int, 1, MAX_REQUESTS),
            default=MAX_REQUESTS,
            metavar="N",
        ),
        Own(
            ["--deadline", "deadline"],
            type=Number(float, 0, MAX_DEADLINE),
            default=DEADLINE,
            metavar="S",
        ),
        Own(["--fingerprint", "fingerprint"], is_flag=True),
        Own(["--explain-rules", "explain_rules"], is_flag=True),
    ]


def target_argument() -> click.Argument:
    """Return what stands behind the options: targets, and whatever belongs to curl."""
    return click.Argument(["words"], nargs=-1, type=click.UNPROCESSED, shell_complete=offer_files)


def offer_files(ctx: click.Context, param: click.Parameter | None, incomplete: str) -> list[Any]:
    """Let the shell complete file names."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 (a shell asks, nobody else)

    del ctx, param
    return [CompletionItem(incomplete, type="file")]


def takes_value() -> dict[str, bool]:
    """Return the names of our options, and whether the next word belongs to them."""
    options = (each for each in own_options() if isinstance(each, click.Option))
    return {name: not option.is_flag for option in options for name in option.opts}


def words_of(ctx: click.Context | None) -> Phrases:
    """Return the phrases of the running command line; the root context carries them."""
    words = ctx.find_root().obj if ctx else None
    return words if isinstance(words, Phrases) else spoken(from_environment(os.environ))
