"""Recorded redirects that lead to their own address."""

import json

import pytest

from wwwhy.sources import entry, read

URL = "https://shop.test/a?b=1"


def har(*entries: tuple[str, int, dict[str, str]]) -> str:
    listed = [
        {
            "request": {"method": method, "url": URL},
            "response": {
                "status": status,
                "headers": [{"name": name, "value": value} for name, value in fields.items()],
            },
        }
        for method, status, fields in entries
    ]
    return json.dumps({"log": {"entries": listed}})


def failures(text: str) -> list[str | None]:
    return [each.failure.type if each.failure else None for each in read(text)]


LOOP = "http.response.redirect_loop"
BACK = ("GET", 301, {"Location": URL})
COOKIE = ("GET", 302, {"Location": "/a?b=1#top", "Set-Cookie": "seen=1"})
SERVED = ("GET", 200, {"Content-Type": "text/plain"})


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((BACK,), [LOOP]),
        ((BACK,) * 3, [LOOP] * 3),
        ((BACK, SERVED), [None, None]),
        ((COOKIE,), [None]),
        ((COOKIE, SERVED), [None, None]),
        ((COOKIE, COOKIE), [LOOP] * 2),
        ((("GET", 301, {"Location": "http://shop.test/a?b=1"}),), [None]),
        ((("GET", 301, {"Location": "/a"}),), [None]),
        ((("GET", 301, {"Location": "http://[x"}),), [None]),
        ((("GET", 200, {"Location": URL}),), [None]),
        ((("POST", 303, {"Location": URL}), SERVED), [None, None]),
        ((("POST", 303, {"Location": URL}),), [None]),
    ],
)
def test_entries_of_a_recording(
    entries: tuple[tuple[str, int, dict[str, str]], ...], expected: list[str | None]
) -> None:
    assert failures(har(*entries)) == expected


def test_a_loop_is_what_a_recording_is_about() -> None:
    other = ("HEAD", 200, {"Content-Type": "text/plain"})
    assert entry(read(har(other, BACK)), None).status == 301


def test_messages_as_text() -> None:
    asked = "GET /x HTTP/1.1\nHost: h.test\n\nHTTP/1.1 302 Found\nLocation: {}\n\n"
    assert failures(asked.format("/x")) == [LOOP]
    assert failures(asked.format("/y")) == [None]


def test_an_answer_whose_request_is_unknown_is_taken_as_it_is() -> None:
    assert failures("HTTP/1.1 302 Found\nLocation: /\n\n") == [None]
