"""Which language to speak: the one asked for, else that of the environment."""

from collections.abc import Mapping, Sequence

from wwwhy.cli.console.surface import readable
from wwwhy.formatters import LANGUAGES
from wwwhy.formatters.phrases import Phrases, phrases

ROOM = "wwwhy.cli"


def from_environment(environ: Mapping[str, str]) -> str:
    """Return the language of messages by POSIX rules: LC_ALL, else LC_MESSAGES, else LANG."""
    wanted = next((environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(n)), "")
    return "ru" if wanted.lower().startswith("ru") else "en"


def from_words(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return the language before the options are parsed: for help, and for faults in parsing."""
    for place, word in enumerate(argv):
        name, equals, value = word.partition("=")
        if name == "--lang":
            value = value if equals else "".join(argv[place + 1 : place + 2])
            if value in LANGUAGES:
                return value
        if word == "curl":
            # What follows is the user's own command.
            break
    return from_environment(environ)


def to_speak(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return the language for help and faults: the one asked for, if it can be read here."""
    language = from_words(argv, environ)
    return readable(language, asked=language == from_words(argv, {}))


def spoken(language: str) -> Phrases:
    """Return the command line's phrases in a language."""
    return phrases(language, ROOM)
