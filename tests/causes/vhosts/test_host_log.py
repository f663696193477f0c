from dataclasses import replace

import pytest

from wwwhy.causes import Case
from wwwhy.causes.vhosts.host_log import refused_in_log
from wwwhy.model import Exchange, LogLine, Request, Response, Strength, Url


def found(message, certainty="offset"):
    line = LogLine("app.log", 1, "application", "error", message, message=message)
    refused = Exchange(Request(Url.parse("http://shop.test/")), Response(400))
    return refused_in_log(Case(refused, refused, log=(replace(line, certainty=certainty),)))


def test_a_line_that_names_the_host_is_conclusive():
    assert found("host shop.test is not allowed")[0].strength is Strength.CONCLUSIVE


@pytest.mark.parametrize(
    ("message", "strength"),
    [
        ("Invalid HTTP_HOST header: 'backend'. You may need to add 'backend'", Strength.CONCLUSIVE),
        ("[HostAuthorization::DefaultResponseApp] Blocked hosts: 'backend'", Strength.CONCLUSIVE),
        ("host 'hooks.test' not allowed for deliveries", Strength.STRONG),
    ],
)
def test_another_name_counts_only_beside_words_for_the_requests_host(message, strength):
    assert found(message)[0].strength is strength


def test_a_line_of_the_same_time_only_is_no_line_of_this_request():
    assert found("host shop.test is not allowed", certainty="window") == ()
