"""What changes something on the server is sent once, whatever comes of it."""

import pytest

from tests.hostile.runs import run
from tests.hostile.servers import answer, serving

BOUNDS = ("-m", "3", "--deadline", "3")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE", "PURGE", "QUERY")
ANSWERS = {
    "401": answer("401 Unauthorized", 'WWW-Authenticate: Basic realm="x"'),
    "403": answer("403 Forbidden"),
    "405": answer("405 Method Not Allowed", "Allow: GET"),
    "411": answer("411 Length Required"),
    "413": answer("413 Content Too Large"),
    "415": answer("415 Unsupported Media Type"),
    "429": answer("429 Too Many Requests", "Retry-After: 0"),
    "500": answer("500 Internal Server Error"),
    "503": answer("503 Service Unavailable", "Retry-After: 0"),
    "nothing": lambda visit: None,
    "a reset": lambda visit: visit.reset(),
}


@pytest.mark.parametrize("method", UNSAFE)
def test_every_method(folder, method):
    with serving(ANSWERS["403"]) as server:
        run(folder, *BOUNDS, "-X", method, "-d", "a=1", server.url, within=8)
        assert server.count(method) == 1
        others = {each.split(b" ", 1)[0] for each in server.arrived if b" HTTP/1." in each}
        assert others <= {method.encode(), b"GET", b"HEAD", b"OPTIONS"}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer(folder, name):
    with serving(ANSWERS[name]) as server:
        run(folder, *BOUNDS, "-H", "Authorization: Bearer a.b.c", "-d", "a=1", server.url, within=8)
        assert server.count("POST") == 1


def test_a_digest_login_posts_as_curl_does(folder):
    """The first POST carries no body; only the answer to the challenge does."""
    challenge = 'WWW-Authenticate: Digest realm="x", nonce="y", qop="auth", algorithm=MD5'
    with serving(answer("401 Unauthorized", challenge)) as server:
        words = ("--digest", "-u", "ann:secret", "-d", "pay=1", server.url)
        run(folder, *BOUNDS, *words, within=8)
        assert server.count("POST") <= 2
        assert sum(b"pay=1" in each for each in server.arrived) <= 2


def test_with_the_users_word_it_may_be_repeated(folder):
    with serving(ANSWERS["403"]) as server:
        run(folder, *BOUNDS, "--replay-unsafe", "-d", "a=1", server.url, within=8)
        assert server.count("POST") > 1


def test_a_recorded_post_is_not_sent(folder):
    path = folder / "x.http"
    with serving(ANSWERS["403"]) as server:
        host = f"127.0.0.1:{server.port}"
        path.write_text(f"POST / HTTP/1.1\nHost: {host}\nContent-Length: 3\n\na=1")
        done = run(folder, str(path), within=8)
        assert done.status == 2
        assert server.connections == 0
        run(folder, "--live", str(path), within=8)
        assert server.count("POST") == 1


def test_no_more_wrong_credentials_than_one(folder):
    with serving(ANSWERS["401"]) as server:
        run(folder, *BOUNDS, "-u", "ann:secret", server.url, within=8)
        given = {
            line
            for each in server.arrived
            for line in each.split(b"\r\n")
            if line.lower().startswith(b"authorization:")
        }
        # The user's own, and one that is nobody's.
        assert len(given) <= 2


@pytest.mark.parametrize("limit", [1, 2, 5, 30])
def test_never_more_requests_than_allowed(folder, limit):
    with serving(ANSWERS["403"]) as server:
        words = ("--max-requests", str(limit), "-H", "Authorization: Bearer a.b.c", server.url)
        run(folder, *BOUNDS, *words, within=8)
        assert server.connections <= limit
