"""Walking an argument list as curl's getparameter() does, one option after the other."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from wwwhy.errors import InputError, UsageError
from wwwhy.sources.curl import handlers
from wwwhy.sources.curl.config_file import config_lines
from wwwhy.sources.curl.options import CONFIG, NEXT, Effect, Option, Takes, letters, options
from wwwhy.sources.curl.settings import Context, Settings

MAX_ARGUMENTS = 10_000
MAX_CONFIG_DEPTH = 5
"""CONFIG_MAX_LEVELS in curl's src/tool_parsecfg.h."""
_LISTED_MATCHES = 4


@dataclass(frozen=True, slots=True)
class Use:
    """One use of an option in a command line."""

    option: Option
    argument: str | None
    on: bool = True
    """False after --no-."""
    positional: bool = False
    """A URL that stands without an option."""


@dataclass(slots=True)
class Walk:
    """Operations so far; --next begins another one."""

    context: Context
    operations: list[Settings] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.operations.append(Settings(self.context))

    def take(self, argv: Sequence[str], depth: int = 0) -> None:
        """Apply every option and URL of an argument list.

        Raises:
            UsageError: an option is unknown, or lacks its argument.
            InputError: a file that one names cannot be read.

        """
        if len(argv) > MAX_ARGUMENTS:
            raise UsageError(f"The command has more than {MAX_ARGUMENTS} words.")
        for each in uses(argv):
            if each.option is CONFIG:
                self._include(each.argument or "", depth + 1)
            elif each.option is NEXT:
                self._next()
            else:
                self._apply(each)

    def _apply(self, use: Use) -> None:
        name, act = use.option.name, use.option.act
        if act is Effect.PASS:
            self.context.ignored.append(f"--{name}")
        elif act is Effect.OTHER:
            self.context.warn(f"--{name} is not supported here and was passed over.")
        else:
            try:
                if use.option.takes_argument:
                    cast("handlers.Text", act)(self.operations[-1], use.argument or "")
                else:
                    cast("handlers.Switch", act)(self.operations[-1], use.on)
            except UsageError as error:
                raise UsageError(f"--{name}: {error}") from None

    def _next(self) -> None:
        if not self.operations[-1].urls:
            raise UsageError("There is no URL before --next.")
        self.operations.append(Settings(self.context))

    def _include(self, path: str, depth: int) -> None:
        if depth > MAX_CONFIG_DEPTH:
            raise InputError(f"--config files include each other deeper than {MAX_CONFIG_DEPTH}.")
        content = self.context.read_file(path, handlers.MAX_HEADER_FILE)
        for line in config_lines(content):
            try:
                _refuse_trailing(line)
                self.take(line, depth)
            except UsageError as error:
                raise UsageError(f"In the --config file {path!r}: {error}") from None


def uses(argv: Sequence[str]) -> list[Use]:
    """Split an argument list into options with their arguments; a URL is a use of --url.

    Raises:
        UsageError: an option is unknown, or lacks its argument.

    """
    found: list[Use] = []
    words = list(reversed(argv))
    flags = True
    while words:
        word = words.pop()
        if flags and word == "--":
            flags = False
        elif flags and word.startswith("--"):
            found.append(_long(word, words))
        elif flags and word.startswith("-"):
            found += _short(word, words)
        else:
            found.append(Use(options()["url"], word, positional=True))
    return found


def _refuse_trailing(line: list[str]) -> None:
    if uses(line)[-1].positional:
        raise UsageError(f"{line[0]} takes no argument.")


def _long(word: str, rest: list[str]) -> Use:
    # curl 8.16 began to take --name=argument; older ones call it an unknown option.
    name, equals, inline = word[2:].partition("=")
    on = not name.startswith("no-")
    option = options().get(name) or _found(name if on else name[3:], word)
    if not on and option.takes not in {Takes.SWITCH, Takes.OFF}:
        raise UsageError(f"--{option.name} is no switch, so it has no opposite --no-{option.name}.")
    if not option.takes_argument:
        if equals:
            raise UsageError(f"--{option.name} takes no argument.")
        return Use(option, None, on)
    return Use(option, inline if equals else _argument(option, rest))


def _short(word: str, rest: list[str]) -> list[Use]:
    found: list[Use] = []
    at = 1
    while at < len(word) or not found:
        option = letters().get(word[at : at + 1])
        if option is None:
            raise UsageError(f"curl has no option {ascii(f'-{word[at : at + 1]}')[1:-1]}.")
        if option.takes_argument:
            return [*found, Use(option, word[at + 1 :] or _argument(option, rest))]
        found.append(Use(option, None, on=option.takes is not Takes.OFF))
        at += 1
    return found


def _argument(option: Option, rest: list[str]) -> str:
    if not rest:
        raise UsageError(f"--{option.name} needs an argument behind it.")
    return rest.pop()


def _found(name: str, word: str) -> Option:
    """Return the option of this name, or the only one that begins so (curl before 8.16)."""
    known = options()
    if name in known:
        return known[name]
    begun = [option for each, option in known.items() if name and each.startswith(name)]
    if len(begun) == 1:
        return begun[0]
    shown = ascii(word.partition("=")[0][:40])[1:-1]
    if 1 < len(begun) <= _LISTED_MATCHES:
        choices = ", ".join(f"--{option.name}" for option in begun)
        raise UsageError(f"{shown} is ambiguous; it can be {choices}.")
    raise UsageError(f"curl has no option {shown}{_nearest(name, known)}.")


def _nearest(name: str, known: Mapping[str, Option]) -> str:
    near = difflib.get_close_matches(name[:40], known, n=1, cutoff=0.5)
    return f"; the nearest is --{near[0]}" if near else ""
