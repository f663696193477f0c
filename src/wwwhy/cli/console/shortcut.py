"""The shortest way to an explanation: the plain forms of `wwwhy explain` without click."""

from collections.abc import Sequence

from wwwhy.cli.console.explaining import run
from wwwhy.formatters import LANGUAGES
from wwwhy.formatters.explanation import FORMATS

_VALUES = {"--lang": LANGUAGES, "--format": FORMATS}


def shortcut(words: Sequence[str]) -> int | None:
    """Explain, and return the exit status; None if the full command line has to look at it.

    Options that are not plainly right, help, and every fault belong to the full command line.
    """
    options: dict[str, str] = {}
    plain: list[str] = []
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if name in _VALUES:
            options[name] = value if equals else next(rest, "")
        elif word.startswith("-") and word != "--list" and not word[1:].isdigit():
            return None
        else:
            plain.append(word)
    listed = "--list" in plain
    plain = [word for word in plain if word != "--list"]
    if any(value not in _VALUES[name] for name, value in options.items()):
        return None
    if not listed and not "".join(plain).strip():
        return None
    try:
        return run(
            plain,
            listed=listed,
            output=options.get("--format", "text"),
            language=options.get("--lang"),
        )
    except Exception:  # noqa: BLE001 (the full command line meets it again and tells it)
        return None
