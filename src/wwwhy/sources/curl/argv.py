"""Walking an argument list as curl's getparameter() does, one option after the other."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from wwwhy.errors import InputError, Sentence, UsageError
from wwwhy.sources.curl import handlers
from wwwhy.sources.curl.config_file import config_lines
from wwwhy.sources.curl.options import CONFIG, NEXT, Effect, Option, Takes, letters, options
from wwwhy.sources.curl.settings import Context, Settings

MAX_ARGUMENTS = 10_000
MAX_CONFIG_DEPTH = 5
"""CONFIG_MAX_LEVELS in curl's src/tool_parsecfg.h."""
_LISTED_MATCHES = 4
_ALIKE = 0.7
"""How like a misspelt name an option must be to be offered (difflib's ratio)."""


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
            raise UsageError("The command has more than {limit} words.", limit=MAX_ARGUMENTS)
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
            self.context.warn(
                Sentence("--{name} is not supported here and was passed over.", name=name)
            )
        else:
            try:
                if use.option.takes_argument:
                    cast("handlers.Text", act)(self.operations[-1], use.argument or "")
                else:
                    cast("handlers.Switch", act)(self.operations[-1], use.on)
            except UsageError as error:
                raise UsageError("--{name}: {error}", name=name, error=error) from None

    def _next(self) -> None:
        if not self.operations[-1].urls:
            raise UsageError("There is no URL before --next.")
        self.operations.append(Settings(self.context))

    def _include(self, path: str, depth: int) -> None:
        if depth > MAX_CONFIG_DEPTH:
            raise InputError(
                "--config files include each other deeper than {limit}.", limit=MAX_CONFIG_DEPTH
            )
        content = self.context.read_file(path, handlers.MAX_HEADER_FILE)
        for number, line in config_lines(content):
            try:
                _refuse_trailing(line)
                self.take(line, depth)
            except _NoOptionError:
                # The word is not shown: a file named by mistake may hold a secret there.
                raise UsageError(
                    "Line {number} of the --config file {path!r} begins with no option of curl.",
                    number=number,
                    path=path,
                ) from None
            except UsageError as error:
                raise UsageError(
                    "In the --config file {path!r}: {error}", path=path, error=error
                ) from None


class _NoOptionError(UsageError):
    """A word stands where an option is due, and curl has none of this name."""


@dataclass(frozen=True, slots=True)
class Split:
    """An argument list with options of curl and of somebody else, taken apart."""

    own: tuple[tuple[str, str | None], ...]
    """Name without hyphens and argument of each other option, in order."""
    targets: tuple[str, ...]
    """What stands without an option."""
    curl: tuple[str, ...]
    """The rest, for `parse_argv`, with long names."""


def split(argv: Sequence[str], own: Mapping[str, bool]) -> Split:
    """Take options that are not curl's out of an argument list, and what stands without one.

    Arguments:
        argv: the arguments.
        own: the other options: long name without hyphens, and whether it takes an argument.

    Raises:
        UsageError: an option is unknown, or lacks its argument.

    """
    added = {
        name: Option(name, "", Takes.TEXT if takes else Takes.NOTHING, Effect.PASS)
        for name, takes in own.items()
    }
    found = uses(argv, added)
    curl = [word for each in found if not _foreign(each, added) for word in _written(each)]
    return Split(
        own=tuple((e.option.name, e.argument) for e in found if e.option.name in added),
        targets=tuple(each.argument or "" for each in found if each.positional),
        curl=tuple(curl),
    )


def _foreign(use: Use, own: Mapping[str, Option]) -> bool:
    return use.positional or use.option.name in own


def _written(use: Use) -> list[str]:
    # --no-buffer is the letter -N; a switch that is off is written as its opposite.
    name = use.option.name if use.on else f"no-{use.option.name}"
    return [f"--{name}"] if use.argument is None else [f"--{name}", use.argument]


def uses(argv: Sequence[str], own: Mapping[str, Option] | None = None) -> list[Use]:
    """Split an argument list into options with their arguments; a URL is a use of --url.

    Arguments:
        argv: the arguments.
        own: further options, by their long names.

    Raises:
        UsageError: an option is unknown, or lacks its argument.

    """
    known = {**options(), **(own or {})}
    found: list[Use] = []
    words = list(reversed(argv))
    flags = True
    while words:
        word = words.pop()
        if flags and word == "--":
            flags = False
        elif flags and word.startswith("--"):
            found.append(_long(word, words, known))
        elif flags and word.startswith("-") and (word != "-" or not own):
            found += _short(word, words)
        else:
            found.append(Use(known["url"], word, positional=True))
    return found


def _refuse_trailing(line: list[str]) -> None:
    if uses(line)[-1].positional:
        raise UsageError("{option} takes no argument.", option=line[0])


def _long(word: str, rest: list[str], known: Mapping[str, Option]) -> Use:
    # curl 8.16 began to take --name=argument; older ones call it an unknown option.
    name, equals, inline = word[2:].partition("=")
    on = name in known or not name.startswith("no-")
    option = _found(name if on else name[3:], word, known)
    if not on and option.takes not in {Takes.SWITCH, Takes.OFF}:
        raise UsageError(
            "--{option} is no switch, so it has no opposite --no-{option}.", option=option.name
        )
    if not option.takes_argument:
        if equals:
            raise UsageError("--{option} takes no argument.", option=option.name)
        return Use(option, None, on)
    return Use(option, inline if equals else _argument(option, rest))


def _short(word: str, rest: list[str]) -> list[Use]:
    found: list[Use] = []
    at = 1
    while at < len(word) or not found:
        option = letters().get(word[at : at + 1])
        if option is None:
            shown = ascii(f"-{word[at : at + 1]}")[1:-1]
            raise _NoOptionError(Sentence("There is no option {shown}.", shown=shown))
        if option.takes_argument:
            return [*found, Use(option, word[at + 1 :] or _argument(option, rest))]
        found.append(Use(option, None, on=option.takes is not Takes.OFF))
        at += 1
    return found


def _argument(option: Option, rest: list[str]) -> str:
    if not rest:
        raise UsageError("--{option} needs an argument behind it.", option=option.name)
    return rest.pop()


def _found(name: str, word: str, known: Mapping[str, Option]) -> Option:
    """Return the option of this name, or the only one that begins so (curl before 8.16)."""
    if name in known:
        return known[name]
    begun = [option for each, option in known.items() if name and each.startswith(name)]
    if len(begun) == 1:
        return begun[0]
    shown = ascii(word.partition("=")[0][:40])[1:-1]
    if 1 < len(begun) <= _LISTED_MATCHES:
        choices = ", ".join(f"--{option.name}" for option in begun)
        raise _NoOptionError(
            Sentence("{shown} is ambiguous; it can be {choices}.", shown=shown, choices=choices)
        )
    near = difflib.get_close_matches(name[:40], known, n=1, cutoff=_ALIKE)
    if near:
        raise _NoOptionError(
            Sentence(
                "There is no option {shown}; the nearest is --{near}.", shown=shown, near=near[0]
            )
        )
    raise _NoOptionError(Sentence("There is no option {shown}.", shown=shown))
