"""Faults: one clear sentence on standard error, and the exit status that belongs to it."""

import errno
import os
import sys
from collections.abc import Sequence

import click

from wwwhy.cli.console.language import spoken, to_speak
from wwwhy.cli.console.surface import silence
from wwwhy.errors import Sentence, WwwhyError, system_reason
from wwwhy.formatters.phrases import Phrases

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO})
"""How a write fails that no fault of ours can make fail."""
_LONGEST = 1000
"""Characters of a line."""
HEALTHY, DIAGNOSED, MISUSED, UNEXPLAINED, INTERRUPTED = 0, 1, 2, 3, 130


def guarded(command: click.Command, argv: Sequence[str]) -> int:
    """Run the command line; whatever happens, return a status and print no traceback."""
    words = spoken(to_speak(argv, os.environ))
    try:
        result = command.main(args=list(argv), prog_name="wwwhy", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except WwwhyError as error:
        tell(error.said_in(words.language))
        return MISUSED
    except click.ClickException as error:
        sentence = _sentence(error, words)
        between = "\n" if "\n" in sentence else " "
        tell(f"{sentence}{between}{words('fault', 'see_help')}")
        return MISUSED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except OSError as error:
        return _of_the_system(error, words)
    except Exception as error:  # noqa: BLE001 (the last line of defence; nothing is hidden)
        return _ours(error, words)
    return result if isinstance(result, int) else HEALTHY


def tell(sentence: str) -> None:
    """Print a sentence on standard error."""
    if sys.stderr is None:
        # Started without any standard error (`2>&-`): the exit status has to do.
        return
    shown = "\n".join(map(_shown, sentence.split("\n")))
    sys.stderr.write(f"wwwhy: {shown}\n")


def _shown(line: str) -> str:
    # What Python calls printable stays as it is, and most sentences are.
    if line.isprintable() and len(line) <= _LONGEST:
        return line
    from wwwhy.formatters.wording.outside import outside  # noqa: PLC0415 (loads the model)

    return outside(line, _LONGEST)


def _of_the_system(error: OSError, words: Phrases) -> int:
    """Tell apart: the reader has gone, the disk is full, or it is a fault of ours."""
    if isinstance(error, BrokenPipeError):
        silence()
        return HEALTHY
    if error.errno not in _FULL:
        return _ours(error, words)
    silence()
    unwritten = Sentence("The answer could not be written: {reason}.", reason=system_reason(error))
    tell(unwritten.said_in(words.language))
    return MISUSED


def _sentence(error: click.ClickException, words: Phrases) -> str:
    """Say what click found wrong in our own words; it speaks English only."""
    if isinstance(error, click.NoSuchOption):
        return words("fault", "no_option", option=error.option_name, nearest="")
    if isinstance(error, click.BadOptionUsage):
        return words("fault", "needs_value", option=error.option_name)
    if isinstance(error, click.BadParameter) and error.param is not None:
        option = max(error.param.opts, key=len)
        from wwwhy.model.masking import Masker  # noqa: PLC0415 (loads the model)

        # A field may have landed where a number belongs.
        given = Masker().text(getattr(error, "given", ""))
        return words("fault", "bad_value", option=option, value=given, reason=error.message)
    message = error.format_message()
    return message if message.endswith((".", "\n")) else f"{message}."


def _ours(error: Exception, words: Phrases) -> int:
    tell(words("fault", "ours", kind=type(error).__name__))
    if os.environ.get("WWWHY_DEBUG") and sys.stderr is not None:
        from wwwhy.cli.console.debugging import masked_traceback  # noqa: PLC0415 (rarely needed)

        sys.stderr.write(masked_traceback(error))
    return MISUSED
