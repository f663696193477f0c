"""What may go wrong on our side of the wire, split by whose fault it is.

A fault of the site is never an exception: it is a finding. These are for misuse, for input that
cannot be read, and for faults of our own.
"""


class WwwhyError(Exception):
    """Base of all errors raised on purpose; its text is one clear sentence for a person."""


class UsageError(WwwhyError):
    """The call or the command line asks for something that does not exist or does not fit."""


class InputError(WwwhyError):
    """A file, URL or command that was handed in cannot be read; the text says what and where."""


class MissingExtraError(WwwhyError):
    """An optional part is needed and not installed; the text names the command that installs it."""
