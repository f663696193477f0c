"""Redirects without end, and what must never travel along them."""

import itertools

import pytest

from tests.hostile.runs import hidden, run
from tests.hostile.servers import Visit, answer, serving

BOUNDS = ("-m", "5", "--deadline", "3")
CANARIES = {
    "Authorization": "Bearer canary-authorization-5f2a",
    "Cookie": "sid=canary-cookie-9c1e",
    "X-Api-Key": "canary-key-77ab",
    "Proxy-Authorization": "Basic Y2FuYXJ5OnByb3h5LTQ0",
    "X-Auth-Token": "canary-token-31d0",
    "X-Amz-Security-Token": "canary-amz-88e2",
}
BODY = "password=canary-body-6b6b"
SECRETS = (*(value.split("=")[-1].split(" ")[-1] for value in CANARIES.values()), BODY[9:])


def words() -> list[str]:
    return [word for name, value in CANARIES.items() for word in ("-H", f"{name}: {value}")]


def leaked(arrived: bytes) -> list[str]:
    return [secret for secret in SECRETS if secret.encode() in arrived]


def moved(location: str, status: str = "302 Found"):
    return answer(status, f"Location: {location}")


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary"])
def test_a_loop_on_one_place(folder, status):
    with serving(moved("/again", status)) as server:
        done = run(folder, *BOUNDS, "--format", "json", server.at("/again"), within=9)
        assert server.connections <= 30
    assert done.status in {1, 3}
    assert done.report["outcome"]["failure"]["type"] == "http.response.redirect_loop"


def test_a_loop_of_two_that_changes_its_cookie(folder):
    counter = itertools.count()

    def deed(visit: Visit) -> None:
        number = next(counter)
        answer("302 Found", f"Location: /{number % 2}", f"Set-Cookie: n={number}")(visit)

    with serving(deed) as server:
        done = run(folder, *BOUNDS, "--format", "json", server.url, within=9)
        assert server.connections <= 30
    assert done.report["outcome"]["healthy"] is False


@pytest.mark.parametrize("kind", ["paths", "names", "ports", "queries"])
def test_ten_thousand_redirects_to_new_places(folder, kind):
    counter = itertools.count()

    def deed(visit: Visit) -> None:
        number = next(counter)
        port = server.port if kind != "ports" else [server.port, other.port][number % 2]
        place = {
            "paths": f"/p{number}",
            "names": f"http://h{number}.test:{port}/",
            "ports": f"http://127.0.0.1:{port}/{number}",
            "queries": f"/?{'q' * 1000}{number}",
        }[kind]
        moved(place)(visit)

    with serving(deed) as server, serving(deed) as other:
        pins = ("--resolve", f"*:{server.port}:127.0.0.1")
        done = run(folder, *BOUNDS, *pins, "--format", "json", server.url, within=9)
        assert server.connections + other.connections <= 30
        assert len(done.report["exchanges"]) == server.connections + other.connections
    assert done.status in {1, 3}
    assert done.report["outcome"]["healthy"] is False


def test_curl_may_ask_for_more_hops_and_still_gets_no_more_than_the_limit(folder):
    counter = itertools.count()

    def deed(visit: Visit) -> None:
        moved(f"/{next(counter)}")(visit)

    with serving(deed) as server:
        command = ("curl", "-L", "--max-redirs", "-1", "-m", "5", server.url)
        done = run(folder, "--format", "json", *command, within=9)
        assert server.connections <= 30
    assert done.status in {1, 3}


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://127.0.0.1:1/",
        "data:text/html,hello",
        "http://",
        "//",
        "http://[::1",
        "http://a b/",
        "\x00",
        "http://127.0.0.1:99999/",
        "http://x\x1b[2J.test/",
        "http://\xff\xfe/",
        "?" * 100_000,
        "#" * 100_000,
    ],
    ids=lambda location: location[:20].encode("unicode_escape").decode(),
)
def test_places_nobody_goes_to(folder, location):
    with serving(moved(location)) as server:
        done = run(folder, *BOUNDS, "--resolve", "*:80:127.0.0.1", server.url, within=9)
    assert done.status in {1, 3}
    assert "root:" not in done.out


TRAPS = {
    "port": "http://site.test:{port}/x",
    "host": "http://other.test:{port}/x",
    "subdomain": "http://a.site.test:{port}/x",
    "parent": "http://test:{port}/x",
    "address": "http://127.0.0.1:{port}/x",
    "v6": "http://[::1]:{port}/x",
    "user info": "http://user:pass@other.test:{port}/x",
    "no scheme": "//other.test:{port}/x",
    "to TLS": "https://site.test:{port}/x",
    "out of TLS": "http://site.test:{port}/x",
    "from TLS to TLS": "https://127.0.0.1:{port}/x",
}
MATRIX = [
    *[("GET", "302 Found", trap) for trap in TRAPS],
    *[("POST", "307 Temporary Redirect", trap) for trap in TRAPS],
    *[("POST", status, "port") for status in ("301 M", "302 F", "303 S", "308 P")],
]


@pytest.mark.parametrize(("method", "status", "trap"), MATRIX)
def test_another_origin_gets_no_secret(folder, pki, method, status, trap):
    """Every kind of secret at once, led to every kind of other origin."""
    context = pki.good.server_context()
    denied = answer("401 Unauthorized", "WWW-Authenticate: Basic")
    host = "::1" if trap == "v6" else "127.0.0.1"
    there = context if trap.endswith("to TLS") else None
    with serving(denied, tls=there, host=host) as other:
        place = TRAPS[trap].format(port=other.port)
        here = context if "TLS" in trap and trap != "to TLS" else None
        with serving(moved(place, status), tls=here) as server:
            pins = ["--resolve", f"*:{server.port}:127.0.0.1", "--cacert", str(pki.ca_file)]
            if trap != "v6":
                pins += ["--resolve", f"*:{other.port}:127.0.0.1"]
            data = ["-d", BODY] if method == "POST" else []
            url = server.at("/start?access_token=canary-query-1212", "site.test")
            done = run(folder, *BOUNDS, *pins, *words(), *data, "-e", ";auto", url, within=9)
        assert other.everything.startswith(b"GET /x"), done
        assert leaked(other.everything) == []
        assert b"canary-query" not in other.everything
        assert other.count("POST") == 0
        # Its own origin got all of it, or this test could not fail.
        given = set(SECRETS) if data else {*SECRETS} - {BODY[9:]}
        assert set(leaked(server.everything)) == given
        assert server.count(method) >= 1
    hidden(done, [*SECRETS, "canary-query-1212"])


@pytest.mark.parametrize("identity", ["self_signed", "expired", "untrusted", "other_name"])
@pytest.mark.parametrize("way", ["directly", "by a redirect"])
def test_broken_tls_receives_nothing(folder, pki, identity, way):
    context = getattr(pki, identity).server_context()
    with serving(answer("200 OK"), tls=context) as broken:
        pins = ["--resolve", f"*:{broken.port}:127.0.0.1", "--cacert", str(pki.ca_file)]
        target = broken.at("/?access_token=canary-query-1212", "site.test")
        with serving(moved(target)) as server:
            url = target if way == "directly" else server.url
            done = run(folder, *BOUNDS, *pins, *words(), "-d", BODY, url, within=9)
        assert broken.connections >= 1
        assert leaked(broken.everything) == []
        # Probes may look at what it serves to nobody in particular; a token proves who asks.
        assert b"canary-query" not in broken.everything
        assert broken.count("POST") == 0
    assert done.status in {1, 3}
    hidden(done, SECRETS)


def test_with_the_users_word_broken_tls_gets_what_curl_would_send(folder, pki):
    with serving(answer("200 OK"), tls=pki.self_signed.server_context()) as server:
        done = run(folder, *BOUNDS, "-k", *words(), server.url, within=9)
        assert set(leaked(server.everything)) == {*SECRETS} - {BODY[9:]}
    assert done.status == 0
    hidden(done, SECRETS)


def test_credentials_do_not_come_back_from_a_detour(folder):
    """A → B → A: what B says about A's path must not be sent with A's credentials blindly."""

    def back_again(visit: Visit) -> None:
        moved(server.at("/evil"))(visit)

    with serving(back_again) as other:

        def deed(visit: Visit) -> None:
            (moved(other.url) if visit.path == "/" else answer("200 OK"))(visit)

        with serving(deed) as server:
            done = run(folder, *BOUNDS, *words(), server.url, within=9)
        assert done.status == 0
        back = [each for each in server.arrived if each.startswith(b"GET /evil")]
        assert len(back) == 1
        assert leaked(back[0]) == []
        assert leaked(other.everything) == []


def test_a_cookie_of_one_host_does_not_reach_another(folder):
    with serving(answer("403 Forbidden")) as other:
        place = f"Location: http://other.test:{other.port}/"
        cookies = ("Set-Cookie: a=canary-set-1; Domain=test", "Set-Cookie: b=canary-set-2")
        with serving(answer("302 Found", place, *cookies)) as server:
            pins = [
                word
                for port in (server.port, other.port)
                for word in ("--resolve", f"*:{port}:127.0.0.1")
            ]
            run(folder, *BOUNDS, *pins, f"http://site.test:{server.port}/", within=9)
        assert other.connections >= 1
        assert b"canary-set" not in other.everything
