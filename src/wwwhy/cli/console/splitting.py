"""Splitting a command line into our options and those that curl knows."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import click

from wwwhy.cli.console.options import HELP, takes_value
from wwwhy.formatters.phrases import Phrases
from wwwhy.sources.curl.options import Option, letters, options


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a command line, sorted by whom they concern."""

    own: tuple[str, ...]
    """Our options with their values."""
    curl: tuple[str, ...]
    """Everything else in order: options of curl and targets."""
    targets: tuple[str, ...]
    """Those words of `curl` that stand without an option."""


def split(argv: Sequence[str], words: Phrases) -> Words:
    """Sort the words of a command line; the value of an option of curl is never taken for ours.

    Raises:
        click.UsageError: an option is known neither to us nor to curl.

    """
    takes = {**takes_value(), **dict.fromkeys(HELP, False)}
    own: list[str] = []
    curl: list[str] = []
    targets: list[str] = []
    at = 0
    while at < len(argv):
        word = argv[at]
        name, equals, _ = word.partition("=")
        if word == "--":
            curl += argv[at:]
            targets += argv[at + 1 :]
            break
        if name in takes:
            width = 2 if takes[name] and not equals else 1
            if at + width > len(argv):
                raise click.UsageError(words("fault", "needs_value", option=name))
            own += argv[at : at + width]
        elif word.startswith("-") and word != "-":
            width = 2 if _curl_takes_next(word, takes, words) else 1
            curl += argv[at : at + width]
        else:
            width = 1
            curl.append(word)
            targets.append(word)
        at += width
    return Words(tuple(own), tuple(curl), tuple(targets))


def _curl_takes_next(word: str, takes: Mapping[str, bool], words: Phrases) -> bool:
    if word.startswith("--"):
        name, equals, _ = word[2:].partition("=")
        option = _long(name)
        if option is None:
            raise click.UsageError(_unknown(f"--{name}", takes, words))
        return option.takes_argument and not equals
    for place, letter in enumerate(word[1:], 2):
        short = letters().get(letter)
        if short is None:
            raise click.UsageError(_unknown(f"-{letter}", takes, words))
        if short.takes_argument:
            return place == len(word)
    return False


def _long(name: str) -> Option | None:
    """Return the option of curl of this name, or one that curl would take it for."""
    known = options()
    positive = name.removeprefix("no-")
    if name in known or positive in known:
        return known.get(name) or known[positive]
    return next((known[each] for each in known if positive and each.startswith(positive)), None)


def _unknown(option: str, takes: Mapping[str, bool], words: Phrases) -> str:
    # Without the dashes, which every name shares: they make strangers alike.
    known = [*(name.removeprefix("--") for name in takes), *options()]
    named = option[2:40] if option.startswith("--") else ""
    close = difflib.get_close_matches(named, known, n=1, cutoff=0.7)
    nearest = words("fault", "nearest", option=f"--{close[0]}") if close else ""
    return words("fault", "no_option", option=option[:40], nearest=nearest)
