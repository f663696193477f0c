"""What may go wrong on our side of the wire, split by whose fault it is, and how it is said.

A fault of the site is never an exception: it is a finding. These are for misuse, for input that
cannot be read, and for faults of our own. What is said in English here and in the rooms above
stands in `errors.ru.toml` in Russian, each sentence under its English template; what lies in data
files has its Russian there.
"""

import os
from collections.abc import Mapping
from functools import cache
from typing import Self


class Sentence(str):
    """An English sentence, or a part of one, that can be said in another language too.

    Arguments:
        template: the sentence as it stands in the code, with `{placeholders}`.
        values: what fills them; a `Sentence` or an error among them is said in the same language.
            Without values the template is taken as it is, braces included.

    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Fill the template; the text itself is the English sentence."""
        sentence = super().__new__(cls, _filled(template, values))
        sentence.template, sentence.values = template, values
        return sentence

    def said_in(self, language: str) -> str:
        """Return it in a language; what has no translation stays English."""
        template = _translations(language).get(self.template, self.template)
        values = {name: _said(value, language) for name, value in self.values.items()}
        return _filled(template, values)


class Said(Sentence):
    """A sentence of a data file, whose translations stand beside it there.

    Arguments:
        text: the English sentence, as it is.
        others: the same in other languages, by their code: `ru="..."`.

    """

    __slots__ = ("others",)
    others: Mapping[str, str]

    def __new__(cls, text: str, /, **others: str) -> Self:
        """Take the sentence and its translations."""
        sentence = super().__new__(cls, text)
        sentence.others = others
        return sentence

    def said_in(self, language: str) -> str:
        """Return it in a language; what has no translation stays English."""
        return self.others.get(language, str(self))


class WwwhyError(Exception):
    """Base of all errors raised on purpose; its text is one clear sentence for a person.

    Arguments:
        template: as a `Sentence` takes it, or a sentence made already.
        values: what fills its placeholders.

    """

    def __init__(self, template: str, /, **values: object) -> None:
        made = isinstance(template, Sentence) and not values
        super().__init__(template if made else Sentence(template, **values))

    @property
    def sentence(self) -> Sentence:
        """Its text, which knows other languages."""
        sentence: Sentence = self.args[0]
        return sentence

    def said_in(self, language: str) -> str:
        """Return its text in a language; what has no translation stays English."""
        return self.sentence.said_in(language)


class UsageError(WwwhyError):
    """The call or the command line asks for something that does not exist or does not fit."""


class InputError(WwwhyError):
    """A file, URL or command that was handed in cannot be read; the text says what and where."""


class MissingExtraError(WwwhyError):
    """An optional part is needed and not installed; the text names the command that installs it."""


def said_in(text: str, language: str) -> str:
    """Return a text in a language if it is a `Sentence`, and any other text as it is."""
    return text.said_in(language) if isinstance(text, Sentence) else text


def system_reason(error: OSError) -> Sentence:
    """Return what the operating system calls an error; the common ones are translated."""
    name = error.strerror or type(error).__name__
    return Sentence(os.strerror(error.errno) if error.errno else name)


def _said(value: object, language: str) -> object:
    return value.said_in(language) if isinstance(value, Sentence | WwwhyError) else value


def _filled(template: str, values: Mapping[str, object]) -> str:
    return template.format_map(values) if values else template


@cache
def _translations(language: str) -> Mapping[str, str]:
    # Most runs speak English; they do without the reader of TOML.
    import pkgutil  # noqa: PLC0415
    import tomllib  # noqa: PLC0415

    try:
        content = pkgutil.get_data("wwwhy", f"errors.{language}.toml") or b""
    except OSError:
        return {}
    return tomllib.loads(content.decode("utf-8"))
