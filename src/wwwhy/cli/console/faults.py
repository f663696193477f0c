"""Faults: one clear sentence on standard error, and the exit status that belongs to it."""

import os
import sys
from collections.abc import Sequence

import click

from wwwhy.cli.console.language import from_words, spoken
from wwwhy.errors import WwwhyError
from wwwhy.formatters.phrases import Phrases

HEALTHY, DIAGNOSED, MISUSED, UNEXPLAINED, INTERRUPTED = 0, 1, 2, 3, 130


def guarded(command: click.Command, argv: Sequence[str]) -> int:
    """Run the command line; whatever happens, return a status and print no traceback."""
    words = spoken(from_words(argv, os.environ))
    try:
        result = command.main(args=list(argv), prog_name="wwwhy", standalone_mode=False)
        sys.stdout.flush()
    except WwwhyError as error:
        return told(str(error))
    except click.ClickException as error:
        return told(f"{_sentence(error, words)} {words('fault', 'see_help')}")
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        return silenced()
    except Exception as error:  # noqa: BLE001 (the last line of defence; nothing is hidden)
        return _ours(error, words)
    return result if isinstance(result, int) else HEALTHY


def told(sentence: str) -> int:
    """Print a sentence on standard error and return the status of misuse."""
    from wwwhy.formatters.wording.outside import outside  # noqa: PLC0415 (loads the model)

    print(f"wwwhy: {outside(sentence, 1000)}", file=sys.stderr)
    return MISUSED


def silenced() -> int:
    """Close standard output quietly: its reader has gone (as `head` does)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return HEALTHY


def _sentence(error: click.ClickException, words: Phrases) -> str:
    """Say what click found wrong in our own words; it speaks English only."""
    if isinstance(error, click.NoSuchOption):
        return words("fault", "no_option", option=error.option_name, nearest="")
    if isinstance(error, click.BadOptionUsage):
        return words("fault", "needs_value", option=error.option_name)
    if isinstance(error, click.BadParameter) and error.param is not None:
        option = max(error.param.opts, key=len)
        given = getattr(error, "given", "")
        return words("fault", "bad_value", option=option, value=given, reason=error.message)
    message = error.format_message()
    return message if message.endswith(".") else f"{message}."


def _ours(error: Exception, words: Phrases) -> int:
    status = told(words("fault", "ours", kind=type(error).__name__))
    if os.environ.get("WWWHY_DEBUG"):
        from wwwhy.cli.console.debugging import masked_traceback  # noqa: PLC0415 (rarely needed)

        print(masked_traceback(error), file=sys.stderr)
    return status
