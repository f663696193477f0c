"""The page as a person sees it; `pytest --rewrite-expected` does not exist: read the difference.

To renew the stored pages after a wanted change, run `python -m tests.formatters.test_text`.
"""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from tests.formatters import samples
from tests.formatters.conftest import fake_cause
from tests.formatters.hostile_sample import hostile
from wwwhy.errors import Sentence
from wwwhy.formatters import Surface, render, text
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases
from wwwhy.formatters.wording import claims
from wwwhy.model import Diagnosis, Failure, NotChecked

EXPECTED = Path(__file__).parent / "expected"
COMBINATIONS = list(itertools.product(samples.SAMPLES, ("en", "ru"), (80, 60)))


def page(name: str, language: str, width: int, **surface: bool) -> str:
    return text.render(samples.SAMPLES[name](), language, None, Surface(width=width, **surface))


@pytest.mark.parametrize(("name", "language", "width"), COMBINATIONS)
def test_reads_as_stored(name, language, width):
    stored = EXPECTED / f"{name}.{language}.{width}.txt"
    assert page(name, language, width) == stored.read_text(encoding="utf-8")


def test_every_stored_page_is_tested():
    names = {f"{name}.{language}.{width}.txt" for name, language, width in COMBINATIONS}
    assert {path.name for path in EXPECTED.glob("*.txt")} == names


@pytest.mark.parametrize(("name", "language", "width"), COMBINATIONS)
def test_running_text_fits_the_width(name, language, width):
    for line in page(name, language, width).splitlines():
        if len(line) <= width:
            continue
        # Only a command, a word that cannot be broken, or a row of the table may stand out.
        command = line.startswith("    ")
        one_word = len(line.split()) <= 2
        assert command or one_word or line.lstrip().startswith("#"), line


@pytest.mark.parametrize("name", samples.SAMPLES)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_colour_changes_no_word(name, language):
    import re

    coloured = page(name, language, 80, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == page(name, language, 80)


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_ascii_is_enough_for_english(name):
    page(name, "en", 80, unicode=False).encode("ascii")


def test_headline_says_cause_and_certainty_in_the_first_line():
    first = page("expired-token", "en", 80).splitlines()[0]
    assert first == "401 Unauthorized because: the bearer token had expired — proved"


def test_chain_marks_who_answered_in_both_scripts():
    assert "you ──> nginx 1.22.1 (reverse proxy) ──> ✗ app" in page("expired-token", "en", 80)
    plain = page("expired-token", "en", 80, unicode=False)
    assert "you --> nginx 1.22.1 (reverse proxy) --> [app (application)]*" in plain


def test_commands_are_never_wrapped():
    repair = samples.expired_token().causes[0].repair
    assert repair is not None
    assert f"    {repair.command}\n" in page("expired-token", "en", 60)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("audience", ["visitor", "developer", "administrator"])
def test_one_reader_gets_everything_meant_for_him_and_nothing_else(language, audience):
    diagnosis = samples.expired_token()
    written = render("text", diagnosis, language=language, audience=audience)
    texts = fake_cause("bearer-token-expired").texts(language)
    for other in ("visitor", "developer", "administrator"):
        last_word = getattr(texts, other).split()[-1]
        assert (last_word in written.split()) is (other == audience)


def test_healthy_says_what_was_checked_and_asks_for_nothing():
    written = page("healthy", "en", 120)
    assert written.startswith("200 OK: nothing failed. Checked: the name, the connection")
    assert "What to do" not in written
    assert "2 requests sent" in written


def test_healthy_does_not_claim_a_certificate_that_was_not_judged():
    diagnosis = samples.healthy()
    last = diagnosis.exchanges[-1]
    unjudged = replace(last, request=last.request.with_tls(verify=False))
    written = text.render(replace(diagnosis, exchanges=(unjudged,)), surface=Surface(width=88))
    assert "the certificate," not in written
    assert "TLS without judging the certificate (-k)" in written.replace("\n  ", " ")


def test_without_a_verdict_it_says_so_and_points_at_the_log():
    written = page("unexplained", "en", 80)
    assert "the cause could not be established" in written
    assert "--error-log /var/log/nginx/error.log" in written


@pytest.mark.parametrize(("sample", "hinted"), [("unknown-name", True), ("broken-chain", False)])
def test_another_network_is_advised_only_where_the_way_may_be_at_fault(sample, hinted):
    written = text.render(replace(samples.SAMPLES[sample](), causes=()))
    assert ("try from another" in written) is hinted
    assert "--explain-rules" in written


def failed(detail: str) -> Diagnosis:
    diagnosis = samples.unknown_name()
    failure = Failure("dns.name_not_resolved", detail)
    missing = (NotChecked("config", "unreadable", Sentence("this block is not closed")),)
    outcome = replace(diagnosis.outcome, failure=failure)
    return replace(diagnosis, outcome=outcome, not_checked=missing)


def test_what_a_failure_said_is_in_the_language_of_the_page():
    told = failed(Sentence("{name} does not exist.", name="wwww.example.test"))
    assert "\nwwww.example.test does not exist.\n" in text.render(told)
    page = text.render(told, "ru")
    assert "\nИмени wwww.example.test не существует.\n" in page
    assert "(этот блок не закрыт)" in page
    assert "\nsaid elsewhere\n" in text.render(failed("said elsewhere"), "ru")


@pytest.mark.parametrize(
    ("language", "detail"), [("en", "The name was not found."), ("ru", "Имя не найдено.")]
)
def test_what_the_headline_has_just_said_is_not_said_again(language, detail):
    assert detail not in text.render(failed(detail), language)


def test_a_comment_behind_a_command_is_in_the_language_of_the_page():
    note = Sentence("it needs an https URL")
    command = Sentence("{command}  # {note}", command="curl http://a.test/", note=note)
    view = View(samples.healthy(), phrases("ru"), Pen(Surface()))
    assert view.command(command) == ["    curl http://a.test/  # для этого нужен URL с https"]


def test_a_redirect_that_was_not_followed_is_said():
    diagnosis = replace(samples.healthy(), exchanges=samples.healthy().exchanges[:1])
    assert f"The redirect to {samples.API} was not followed; -L" in text.render(diagnosis)
    assert "not followed" not in page("healthy", "en", 80)


def test_hostile_values_reach_no_terminal():
    for language, width, colour in itertools.product(("en", "ru"), (1, 60, 500), (True, False)):
        surface = Surface(width=width, colour=colour)
        written = text.render(hostile(), language, None, surface)
        bare = written.replace("\x1b[", "")
        assert not any(ord(char) < 32 and char != "\n" for char in bare)
        assert "\x1b]" not in written
        assert "\u202e" not in written
        written.encode("utf-8")
        assert len(written) < 20_000


def _rewrite() -> None:
    setattr(claims, "cause", fake_cause)  # noqa: B010 (a stand-in, as the fixture makes it)
    for name, language, width in COMBINATIONS:
        (EXPECTED / f"{name}.{language}.{width}.txt").write_text(
            page(name, language, width), encoding="utf-8"
        )


if __name__ == "__main__":
    _rewrite()
