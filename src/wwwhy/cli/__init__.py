"""The command line. A module directly in this folder is a command; it holds `command`.

What commands share lies in `console`. Nothing but click is imported until a command runs.
"""

import sys
from collections.abc import Sequence

from wwwhy.cli.console.faults import guarded
from wwwhy.cli.console.group import CommandLine

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> None:
    """Run `wwwhy` and leave with its exit status."""
    words = sys.argv[1:] if argv is None else argv
    sys.exit(guarded(CommandLine(), words))
