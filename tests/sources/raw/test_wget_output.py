"""wget -S: heads behind two blanks, addresses behind dates."""

from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.raw import is_wget_output, parse_wget_output

PRINTED = b"""--2026-11-21 08:35:01--  http://127.0.0.1:8080/a
Connecting to 127.0.0.1:8080... connected.
HTTP request sent, awaiting response...
  HTTP/1.0 302 Found
  Server: BaseHTTP/0.6 Python/3.11.2
  Location: /b
Location: /b [following]
--2026-11-21 08:35:01--  http://127.0.0.1:8080/b
Connecting to 127.0.0.1:8080... connected.
HTTP request sent, awaiting response...
  HTTP/1.0 401 Unauthorized
  WWW-Authenticate: Bearer realm="x"

Username/Password Authentication Failed.
"""
"""GNU Wget 1.21.3, `wget -S -O /dev/null`."""


def test_each_answer_belongs_to_its_address() -> None:
    assert is_wget_output(PRINTED)
    first, second = parse_wget_output(PRINTED)
    assert (str(first.request.url), first.status) == ("http://127.0.0.1:8080/a", 302)
    assert (str(second.request.url), second.status) == ("http://127.0.0.1:8080/b", 401)
    assert second.response is not None
    assert second.response.fields.get("www-authenticate") == 'Bearer realm="x"'
    assert [each.index for each in (first, second)] == [0, 1]


def test_an_interim_response_is_no_answer() -> None:
    text = PRINTED.replace(b"302 Found", b"100 Continue")
    assert [each.status for each in parse_wget_output(text)] == [401]


def test_a_head_without_its_address_is_of_nobody() -> None:
    assert not is_wget_output(PRINTED.partition(b"\n")[2].partition(b"--2026")[0])
    (only,) = parse_wget_output(b"  HTTP/1.1 403 Forbidden\n  Server: nginx\n")
    assert only.request.url.host == "unknown.invalid"


@given(st.lists(st.sampled_from(PRINTED.splitlines()) | st.binary(max_size=40), max_size=20))
def test_whatever_is_printed_is_read(rows: list[bytes]) -> None:
    parse_wget_output(b"\n".join(rows))
