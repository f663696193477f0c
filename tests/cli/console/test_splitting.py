"""Whose options are whose."""

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.cli.console.language import spoken
from wwwhy.cli.console.options import CURL_OPTIONS, takes_value
from wwwhy.cli.console.splitting import Words, split
from wwwhy.sources.curl.options import Effect, letters, options

EN = spoken("en")


def sorted_words(command: str) -> Words:
    return split(command.split(), EN)


@pytest.mark.parametrize(
    ("command", "own", "curl", "targets"),
    [
        ("http://a", "", "http://a", "http://a"),
        ("--format json http://a --no-probes", "--format json --no-probes", "http://a", "http://a"),
        ("-X POST --lang=ru -d x http://a", "--lang=ru", "-X POST -d x http://a", "http://a"),
        ("-kLH a:b http://a", "", "-kLH a:b http://a", "http://a"),
        ("-Ha:b http://a", "", "-Ha:b http://a", "http://a"),
        # What an option of curl takes is its own, whatever it looks like.
        ("-d --live http://a", "", "-d --live http://a", "http://a"),
        ("--data --format http://a", "", "--data --format http://a", "http://a"),
        ("-A --lang --live b", "--live", "-A --lang b", "b"),
        ("--no-location b", "", "--no-location b", "b"),
        ("--heade X:y b", "", "--heade X:y b", "b"),
        ("- --live", "--live", "-", "-"),
        ("--live -- -odd --lang", "--live", "-- -odd --lang", "-odd --lang"),
        ("-h", "-h", "", ""),
    ],
)
def test_split(command, own, curl, targets):
    words = sorted_words(command)
    assert words == Words(tuple(own.split()), tuple(curl.split()), tuple(targets.split()))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("--fromat json x", "the nearest is --format"),
        ("--frm x", "There is no option --frm"),
        ("-kW x", "There is no option -W"),
        ("x --format", "--format needs a value"),
    ],
)
def test_what_nobody_knows_is_named(command, said):
    with pytest.raises(click.UsageError) as caught:
        sorted_words(command)
    assert said in caught.value.message


def test_a_secret_behind_an_unknown_option_is_not_shown():
    with pytest.raises(click.UsageError) as caught:
        sorted_words("--headr=secret x")
    assert "secret" not in caught.value.message


def test_none_of_our_options_is_one_of_curl():
    assert not {name.lstrip("-") for name in takes_value()} & set(options())


def test_the_options_of_curl_in_the_help_do_something():
    listed = CURL_OPTIONS.split()
    assert len(listed) == len(set(listed)) > 50
    for name in listed:
        bare = name.lstrip("-").removeprefix("no-")
        option = options()[bare] if name.startswith("--") else letters()[bare]
        assert not isinstance(option.act, Effect), name


@given(
    st.lists(st.sampled_from(["--live", "--lang", "ru", "-d", "x", "-k", "--", "-", "http://a"]))
)
def test_no_word_is_lost(argv):
    try:
        words = split(argv, EN)
    except click.UsageError:
        return
    assert sorted([*words.own, *words.curl]) == sorted(argv)


def test_only_an_option_that_looks_like_it_is_called_near():
    with pytest.raises(click.UsageError, match="nearest is --error-log"):
        sorted_words("--error-logs x http://a")
    with pytest.raises(click.UsageError) as caught:
        sorted_words("--frobnicate http://a")
    assert "nearest" not in caught.value.message
