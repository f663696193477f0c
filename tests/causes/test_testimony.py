"""How much a line of a log counts: products' messages, and free words of applications."""

import pytest

from wwwhy.causes.testimony import weight
from wwwhy.model import LogLine, Strength


def line(message: str, server: str = "application", code: str | None = None) -> LogLine:
    return LogLine("app.log", 1, server, "error", message, message=message, code=code)


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("authentication failed for bob", Strength.CONCLUSIVE),
        ("authentication failed for bobby", Strength.STRONG),
        ("authentication failed", Strength.STRONG),
        ("authentication failed for bob: LDAP server unreachable", Strength.WEAK),
        ('user bob: role "editor" not found in table roles', Strength.WEAK),
        ("no credentials provider found in settings", Strength.WEAK),
        ("quota exceeded for plan free; rate limit header not set", Strength.WEAK),
    ],
)
def test_free_words_need_a_fact_of_the_request(said, how):
    assert weight(line(said), ("bob", "", None)) is how


def test_a_products_own_message_counts_by_itself():
    assert weight(line("user bob: password mismatch", "apache", "AH01617")) is Strength.CONCLUSIVE
    assert weight(line("limiting requests, excess: 0.5", "nginx")) is Strength.CONCLUSIVE


@pytest.mark.parametrize(
    "relayed",
    [
        line("authentication failed", "php"),
        line("Got error 'PHP message: authentication failed'", "apache", "AH01071"),
        line('FastCGI sent in stderr: "PHP message: authentication failed"', "nginx"),
    ],
)
def test_what_a_server_writes_down_for_a_program_is_the_programs(relayed):
    assert weight(relayed) is Strength.STRONG
