from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Fields, Request, Url
from wwwhy.probes import preflight, preflight_simplest

PAGE = ("Origin", "https://app.test")


def exchange(*fields, method="GET"):
    return Exchange(Request(Url.parse("http://u:p@api.test/items"), method, Fields.of(fields)))


def asked(change, *arguments):
    made = change(*arguments)
    return made.requests[0] if isinstance(made, Experiment) else None


def test_asks_about_the_users_own_request_and_not_about_its_safe_twin():
    own = exchange(PAGE, ("Content-Type", "application/json"), method="POST")
    twin = replace(own, request=replace(own.request, method="GET").without_fields("content-type"))
    question = asked(preflight.change, twin, (own,))
    assert question.fields.get("access-control-request-method") == "POST"
    assert question.fields.get("access-control-request-headers") == "content-type"


def test_carries_no_credentials():
    own = exchange(PAGE, ("Authorization", "Bearer s3cr3t"), ("Cookie", "sid=1"))
    for question in (asked(preflight.change, own, (own,)), asked(preflight_simplest.change, own)):
        assert question.method == "OPTIONS"
        assert not {"authorization", "cookie"} & {line.name.lower() for line in question.fields}
        assert question.login is None


def test_needs_a_page_and_a_reason_to_ask():
    plain, simple = exchange(), exchange(PAGE)
    assert asked(preflight.change, plain, (plain,)) is None
    assert asked(preflight_simplest.change, plain) is None
    assert asked(preflight.change, simple, (simple,)) is None


def test_the_simplest_question_asks_for_nothing_but_get():
    own = exchange(PAGE, ("X-Api-Version", "2"), method="DELETE")
    question = asked(preflight_simplest.change, own)
    assert question.fields.get("access-control-request-method") == "GET"
    assert "access-control-request-headers" not in question.fields
