"""Every sentence of ours about an error exists in English and Russian, and says the same facts."""

import ast
import copy
import errno
import os
import pickle
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import wwwhy
from wwwhy.errors import InputError, Said, Sentence, UsageError, WwwhyError, said_in, system_reason

HOUSE = Path(wwwhy.__file__).parent
RUSSIAN = tomllib.loads((HOUSE / "errors.ru.toml").read_text(encoding="utf-8"))
SYSTEM = {os.strerror(number) for number in errno.errorcode}
CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
TOLD = {"Failure", "protocol_error", "_fail", "warn", "note", "warnings.append"}
"""Calls that hand a sentence on; a bare text among their arguments could not be translated."""


def test_an_error_is_its_english_sentence_and_knows_the_russian_one() -> None:
    error = InputError("There is no file {path!r}.", path="a.har")
    assert str(error) == "There is no file 'a.har'."
    assert error.said_in("en") == str(error)
    assert error.said_in("ru") == "Файла 'a.har' нет."
    assert isinstance(error.sentence, str)


def test_what_is_inside_a_sentence_is_said_in_the_same_language() -> None:
    inner = InputError("The file holds no HTTP exchange.")
    outer = InputError("{name}: {error}", name="a.har", error=inner)
    assert str(outer) == "a.har: The file holds no HTTP exchange."
    assert outer.said_in("ru") == "a.har: В файле нет ни одного HTTP-запроса."
    reason = system_reason(OSError(errno.ENOENT, ""))
    opened = InputError("{path!r} cannot be opened: {reason}.", path="x", reason=reason)
    assert opened.said_in("ru") == "Файл 'x' не открывается: такого файла нет."


@pytest.mark.parametrize("language", ["en", "xx", "", "../ru"])
def test_a_language_without_a_file_falls_back_to_english(language: str) -> None:
    assert UsageError("The URL is blank.").said_in(language) == "The URL is blank."


def test_a_sentence_without_translation_stays_english_and_says_the_rest() -> None:
    said = Sentence("nobody wrote {this}", this=Sentence("the request"))
    assert said.said_in("ru") == "nobody wrote запрос"


@pytest.mark.parametrize("text", ["{", "}", "{x}", "{0}", "${HOME}", "%s", "{!r}"])
def test_braces_are_text_where_there_are_no_values_and_in_values(text: str) -> None:
    assert str(WwwhyError(text)) == text
    assert Sentence(text).said_in("ru") == text
    assert (
        said_in(Sentence("There is no file {path!r}.", path=text), "ru") == f"Файла {text!r} нет."
    )


def test_another_text_is_left_as_it_is() -> None:
    assert said_in("The URL is blank.", "ru") == "The URL is blank."


def test_a_sentence_of_a_data_file_brings_its_translations() -> None:
    said = Said("body: {status}", ru="тело ответа: {status}")
    for same in (said, copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert same == "body: {status}"
        assert said_in(same, "ru") == "тело ответа: {status}"
        assert said_in(same, "xx") == "body: {status}"
    assert Sentence("absent: {sign}", sign=said).said_in("ru") == (
        "отсутствует: тело ответа: {status}"
    )


def test_a_sentence_is_a_text_like_any_other() -> None:
    said = Sentence("There is no file {path!r}.", path="x")
    for same in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert same == said == "There is no file 'x'."
        assert same.said_in("ru") == "Файла 'x' нет."
    error = pickle.loads(pickle.dumps(InputError("There is no file {path!r}.", path="x")))
    assert error.said_in("ru") == "Файла 'x' нет."


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ECONNREFUSED, errno.ENOSPC])
def test_common_reasons_of_the_system_are_translated(number: int) -> None:
    reason = system_reason(OSError(number, "said by the file's own name"))
    assert reason == os.strerror(number)
    assert CYRILLIC.search(reason.said_in("ru"))


def test_a_reason_without_a_number_is_the_systems_text_or_the_errors_kind() -> None:
    assert system_reason(OSError("no number")) == "OSError"
    assert system_reason(TimeoutError()) == "TimeoutError"


def test_every_sentence_has_a_translation() -> None:
    missing = {template for template, _ in _templates() if _has_words(template)} - set(RUSSIAN)
    assert not missing


def test_every_translation_belongs_to_a_sentence() -> None:
    assert not set(RUSSIAN) - {template for template, _ in _templates()} - SYSTEM


def test_sentences_and_translations_have_the_placeholders_that_are_filled() -> None:
    for template, filled in _templates():
        # Without values, braces are text.
        if filled:
            assert _placeholders(template) == filled, template
            assert _placeholders(RUSSIAN.get(template, template)) == filled, template


def test_translations_are_russian() -> None:
    assert all(CYRILLIC.search(translation) for translation in RUSSIAN.values())


def test_translations_end_as_their_sentences_do() -> None:
    ends = {
        key: value for key, value in RUSSIAN.items() if key.endswith(".") != value.endswith(".")
    }
    assert not ends


def test_no_error_is_made_of_a_text_that_nobody_could_translate() -> None:
    bare = [found for path in MODULES for found in _bare(path)]
    assert not bare, "make a Sentence of it, with a template and values"


@pytest.mark.parametrize(
    "line",
    [
        "raise InputError(f'{path} is gone')",
        "raise UsageError('a' + path)",
        "raise UsageError(str(error))",
        "context.warn('two words')",
        "self.note(1, f'{x} words')",
        "Failure('tcp.failed', 'two words')",
        "Failure('tcp.failed', detail=f'{x} words')",
        "detail = 'two words'",
        "detail = f'{x} words'",
        "warnings.append('two words')",
        "Sentence(text)",
    ],
)
def test_the_gate_sees_a_bare_text(line: str, tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(line, encoding="utf-8")
    assert list(_bare(planted))


MODULES = tuple(
    path
    for path in HOUSE.rglob("*.py")
    if path != HOUSE / "errors.py" and path.name not in {"lab.py", "rule.py"}
)
KINDS = {"WwwhyError", "Sentence"}.union(
    *(
        re.findall(r"^class (\w+)\(WwwhyError\)", p.read_text("utf-8"), re.MULTILINE)
        for p in MODULES
    ),
    {"UsageError", "InputError", "MissingExtraError", "NotApplicable"},
)
"""What takes a template; click's own UsageError is always written with the module's name."""


@cache
def _templates() -> tuple[tuple[str, set[str]], ...]:
    """Return every template in the code, and the names of the values that fill it."""
    calls = (node for path in MODULES for node in _nodes(path) if isinstance(node, ast.Call))
    return tuple(
        (ast.literal_eval(call.args[0]), {str(keyword.arg) for keyword in call.keywords})
        for call in calls
        if _name(call.func) in KINDS and call.args and _is_text(call.args[0])
    )


def _bare(path: Path) -> Iterator[str]:
    """Yield what makes a sentence of no template, or hands on a text that is no sentence."""
    for node in _nodes(path):
        if isinstance(node, ast.Call):
            bad = _is_bare_call(node)
        else:
            bad = isinstance(node, ast.Assign) and _is_bare_assignment(node)
        if bad:
            yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def _is_bare_call(call: ast.Call) -> bool:
    name = _name(call.func)
    if name in KINDS:
        first = call.args[0] if call.args else ast.Constant("")
        return not (_is_text(first) or _name(first).endswith(".sentence"))
    told = [*call.args, *(keyword.value for keyword in call.keywords)]
    return bool(TOLD & {name, name.rpartition(".")[2]}) and any(map(_is_prose, told))


def _is_bare_assignment(node: ast.Assign) -> bool:
    return _name(node.targets[0]) == "detail" and _is_prose(node.value)


@cache
def _nodes(path: Path) -> tuple[ast.Call | ast.Assign, ...]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(n for n in ast.walk(tree) if isinstance(n, ast.Call | ast.Assign))


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_prose(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (_is_text(node) and " " in ast.literal_eval(node))


def _placeholders(template: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(template) if field}


def _has_words(template: str) -> bool:
    return re.search(r"[^\W\d_]", re.sub(r"\{[^}]*\}", "", template)) is not None
