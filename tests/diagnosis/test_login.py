"""A login that takes two requests: what leaves first, and what answers the challenge."""

from dataclasses import replace

import pytest

from tests.diagnosis.peers import exchange, investigate, request, response
from wwwhy.diagnosis.login import answer_challenge, not_spoken, opening
from wwwhy.diagnosis.report import report
from wwwhy.model import Login, Request, Response

DIGEST = 'Digest realm="r", nonce="abc", qop="auth"'
BODY = b"a=1"


def posted(scheme: str, **fields: str) -> Request:
    fields = {"content_type": "application/x-www-form-urlencoded", **fields}
    bare = request(method="POST", **fields)
    return replace(bare, body=BODY, login=Login(scheme, "bob", "hunter2"))


def challenged(*lines: str) -> Response:
    return response(401, www_authenticate=", ".join(lines))


@pytest.mark.parametrize(
    ("scheme", "body"), [("digest", b""), ("ntlm", b""), ("any", BODY), ("negotiate", BODY)]
)
def test_what_leaves_first_is_what_curl_sends(scheme: str, body: bytes):
    assert opening(posted(scheme)).body == body
    assert opening(posted(scheme)).fields == posted(scheme).fields


def test_a_form_in_parts_leaves_without_its_type():
    asked = posted("digest", content_type="multipart/form-data; boundary=x")
    assert "content-type" not in opening(asked).fields
    answer = answer_challenge(exchange(opening(asked), challenged(DIGEST)), asked)
    assert answer is not None
    assert answer.body == BODY


def test_own_credentials_hold_nothing_back():
    asked = posted("digest", authorization="Bearer x")
    assert opening(asked) is asked
    assert opening(replace(posted("digest"), body=None)).body is None


def test_the_body_goes_once_where_the_challenge_is_answered():
    seen = []

    def server(asked):
        seen.append((asked.body, (asked.fields.get("authorization") or "")[:6]))
        return response(200) if "authorization" in asked.fields else challenged(DIGEST)

    investigation, wants = investigate(posted("digest"), server)
    assert seen == [(b"", ""), (BODY, "Digest")]
    assert len(wants) == 2
    assert investigation.succeeded
    assert investigation.hops[0].withheld == ("body",)
    assert investigation.hops[1].withheld == ()


@pytest.mark.parametrize(
    ("status", "bodies"), [(200, [b"", BODY]), (400, [b""]), (204, [b"", BODY])]
)
def test_a_server_without_a_login_gets_the_body_if_it_took_the_empty_one(status, bodies):
    seen = []

    def server(asked):
        if asked.method == "POST":
            seen.append(asked.body)
        return response(status)

    investigate(posted("digest"), server, probes=False)
    assert seen == bodies


def test_a_redirect_that_keeps_the_method_does_not_lose_the_body():
    def server(asked):
        if asked.url.path == "/cart":
            return response(307, location="/new")
        return response(200) if "authorization" in asked.fields else challenged(DIGEST)

    investigation, _ = investigate(posted("digest"), server)
    told = [(hop.request.url.path, hop.request.body) for hop in investigation.hops]
    assert told == [("/cart", b""), ("/new", b""), ("/new", BODY)]


def test_a_redirect_to_another_origin_takes_neither_body_nor_login_along():
    def server(asked):
        if asked.url.host == "shop.test":
            return response(307, location="http://other.test/")
        return challenged(DIGEST)

    investigation, _ = investigate(posted("digest"), server, probes=False)
    assert [hop.request.body for hop in investigation.hops] == [b"", None]
    assert investigation.hops[1].request.login is None


@pytest.mark.parametrize(
    ("lines", "begins"),
    [
        (('Basic realm="r"',), "Basic Ym9iOmh1bnRlcjI="),
        (('Basic realm="r"', DIGEST), "Digest "),
        (("Negotiate", DIGEST), "Digest "),
        (("Negotiate", 'Basic realm="r"'), None),
        (("NTLM", 'Basic realm="r"'), None),
        (("Bearer",), None),
    ],
)
def test_any_scheme_means_the_one_that_curl_would_choose(lines, begins):
    asked = posted("any")
    answer = answer_challenge(exchange(asked, challenged(*lines)), asked)
    value = (answer.fields.get("authorization") or "") if answer else None
    assert (value is None) == (begins is None)
    assert (value or "").startswith(begins or "")


def test_basic_is_not_answered_where_digest_was_asked_for():
    asked = posted("digest")
    assert answer_challenge(exchange(asked, challenged('Basic realm="r"')), asked) is None


def test_a_wrong_password_is_sent_once():
    seen = []

    def server(asked):
        seen.append("authorization" in asked.fields)
        return challenged('Basic realm="r"')

    investigate(posted("any"), server, probes=False)
    assert seen == [False, True]


@pytest.mark.parametrize(
    ("scheme", "line", "named"),
    [
        ("any", "NTLM", "NTLM"),
        ("any", "Negotiate", "Negotiate"),
        ("ntlm", 'Basic realm="r"', "NTLM"),
        ("any", 'Basic realm="r"', None),
        ("digest", DIGEST, None),
    ],
)
def test_a_login_that_is_not_carried_out_is_named(scheme, line, named):
    asked = posted(scheme)
    assert not_spoken(exchange(asked, challenged(line))) == named
    investigation, _ = investigate(asked, lambda _: challenged(line), probes=False)
    missing = [each for each in report(investigation).not_checked if each.what == "login"]
    assert [each.detail for each in missing] == ([named] if named else [])
