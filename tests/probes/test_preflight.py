from dataclasses import replace

import pytest

from wwwhy.model import Exchange, Experiment, Fields, Request, Url
from wwwhy.probes import preflight, preflight_simplest, without_origin

PAGE = ("Origin", "https://app.test")


def exchange(*fields, method="GET"):
    return Exchange(Request(Url.parse("http://u:p@api.test/items"), method, Fields.of(fields)))


def asked(change, *arguments):
    made = change(*arguments)
    return made.requests[-1] if isinstance(made, Experiment) else None


def test_asks_about_the_users_own_request_and_not_about_its_safe_twin():
    own = exchange(PAGE, ("Content-Type", "application/json"), method="POST")
    twin = replace(own, request=replace(own.request, method="GET").without_fields("content-type"))
    question = asked(preflight.change, twin, (own,))
    assert question.fields.get("access-control-request-method") == "POST"
    assert question.fields.get("access-control-request-headers") == "content-type"


def test_carries_no_credentials():
    own = exchange(PAGE, ("Authorization", "Bearer s3cr3t"), ("Cookie", "sid=1"))
    for question in (
        asked(preflight.change, own, (own,)),
        asked(preflight_simplest.change, own, (own,)),
    ):
        assert question.method == "OPTIONS"
        assert not {"authorization", "cookie"} & {line.name.lower() for line in question.fields}
        assert question.login is None


def test_needs_a_page_and_a_reason_to_ask():
    plain, simple = exchange(), exchange(PAGE)
    assert asked(preflight.change, plain, (plain,)) is None
    assert asked(preflight_simplest.change, plain, (plain,)) is None
    assert asked(preflight.change, simple, (simple,)) is None


def simplest(own):
    made = preflight_simplest.change(own, (own,))
    assert isinstance(made, Experiment)
    for question in made.requests:
        assert "access-control-request-headers" not in question.fields
    return [each.fields.get("access-control-request-method") for each in made.requests]


def test_the_simplest_questions_end_with_the_users_own_method():
    version = ("X-Api-Version", "2")
    wanted = ("Access-Control-Request-Method", "PUT")
    assert simplest(exchange(PAGE, version, method="DELETE")) == ["GET", "POST", "DELETE"]
    assert simplest(exchange(PAGE, version)) == ["POST", "GET"]
    assert simplest(exchange(PAGE, version, wanted, method="OPTIONS")) == ["GET", "POST", "PUT"]
    assert simplest(exchange(PAGE, method="OPTIONS")) == ["POST", "GET"]


def test_the_question_is_asked_twice_because_servers_take_turns():
    own = exchange(PAGE, method="DELETE")
    made = preflight.change(own, (own,))
    assert isinstance(made, Experiment)
    assert len(made.requests) == 2
    assert made.requests[0] == made.requests[1]


@pytest.mark.parametrize(
    "field", ["If-None-Match", "Alt-Used", "Sec-Fetch-Mode", "X-Forwarded-For", "Save-Data"]
)
def test_what_browsers_and_proxies_add_needs_no_question(field):
    assert not preflight.needs_preflight(exchange(PAGE, (field, "1")).request)


@pytest.mark.parametrize("field", ["Authorization", "If-Match", "X-Requested-With"])
def test_what_a_script_adds_needs_one(field):
    assert preflight.needs_preflight(exchange(PAGE, (field, "1")).request)


def test_only_the_origin_goes_and_not_the_referer():
    made = without_origin.change(exchange(PAGE, ("Referer", "https://app.test/page")))
    assert isinstance(made, Experiment)
    assert [line.name for line in made.requests[0].fields] == ["Referer"]
