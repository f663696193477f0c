"""The command line. A module directly in this folder is a command; it holds `command`.

What commands share lies in `console`. Nothing but click is imported until a command runs, and not
even click for an explanation.
"""

import sys
from collections.abc import Sequence

__all__ = ["main"]

_INTERRUPTED = 130
"""What a shell makes of a program that Ctrl-C ended: 128 and the number of the signal."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run `wwwhy` and leave with its exit status."""
    words = sys.argv[1:] if argv is None else argv
    try:
        status = _explained(words) if words[:1] == ["explain"] else _guarded(words)
    except KeyboardInterrupt:
        # Pressed while the modules were still loading, before anything could guard itself.
        status = _INTERRUPTED
    sys.exit(status)


def _guarded(words: Sequence[str]) -> int:
    from wwwhy.cli.console.faults import guarded  # noqa: PLC0415 (loads click)
    from wwwhy.cli.console.group import CommandLine  # noqa: PLC0415

    return guarded(CommandLine(), words)


def _explained(words: Sequence[str]) -> int:
    """Explain without click, which takes longer to load than the answer to be found."""
    from wwwhy.cli.console.shortcut import shortcut  # noqa: PLC0415 (for this command only)

    status = shortcut(words[1:])
    return _guarded(words) if status is None else status
