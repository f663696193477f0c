"""Which language is spoken."""

import pytest

from wwwhy.cli.console.language import from_environment, from_words, spoken


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ru_RU"}, "ru"),
        ({"LC_ALL": "", "LANG": "RU"}, "ru"),
    ],
)
def test_environment(environ, language):
    assert from_environment(environ) == language


@pytest.mark.parametrize(
    ("argv", "language"),
    [
        (["--lang", "ru", "x"], "ru"),
        (["--lang=ru"], "ru"),
        (["x", "--lang", "ru"], "ru"),
        (["--lang", "xx"], "en"),
        (["--lang"], "en"),
        (["curl", "--lang", "ru"], "en"),
        ([], "en"),
    ],
)
def test_words(argv, language):
    assert from_words(argv, {}) == language


def test_the_command_line_speaks_both():
    assert spoken("ru")("fault", "no_target") == "Не указано, что проверять."
    assert spoken("en")("fault", "no_target") == "Nothing to diagnose was given."
