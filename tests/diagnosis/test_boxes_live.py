"""Real servers on loopback, asked through the real wire: who answered, and whose parser it is."""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from lab import Lab, NotInstalledError, Server
from wwwhy.causes.case import ProbeResult, ProbeState
from wwwhy.diagnosis import fingerprint
from wwwhy.diagnosis.attribution import Attribution, attribute
from wwwhy.model import Exchange, Experiment, Request, Url
from wwwhy.probes import all_probes
from wwwhy.wire import Wire

pytestmark = pytest.mark.lab

FLASK = """
    from flask import Flask
    app = Flask(__name__)

    @app.get("/")
    def index():
        return "hello"
"""


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab() as made:
        yield made


@pytest.fixture(scope="module")
def dead(lab: Lab) -> Server:
    return lab.nginx("location / { proxy_pass http://127.0.0.1:1; } location = / { return 200; }")


@pytest.fixture(scope="module")
def flask(lab: Lab) -> Server:
    return lab.gunicorn(FLASK)


def send(experiment: Experiment) -> Exchange:
    async def run() -> Exchange:
        return (await Wire().send(experiment))[0]

    return asyncio.run(run())


def ask(server: Server, path: str = "/none") -> Attribution:
    url = Url.parse(f"http://127.0.0.1:{server.port()}{path}")
    return attribute(send(Experiment((Request(url),))))


def shown(found: Attribution) -> list[str]:
    return [box.role if box.name == "unknown" else box.name for box in found.path[1:]]


def test_a_gateway_answers_for_itself(dead):
    found = ask(dead)
    assert (found.answered_by.name, found.answered_by.role) == ("nginx", "reverse-proxy")
    assert found.answered_by.version
    assert found.answered_by.address == f"127.0.0.1:{dead.port()}"


def test_haproxy_before_nginx_is_noticed(lab, dead):
    front = lab.haproxy(
        f"frontend f\n bind 127.0.0.1:{{port}}\n default_backend b\n"
        f"backend b\n server s 127.0.0.1:{dead.port()}\n"
    )
    assert shown(ask(front)) == ["reverse-proxy", "nginx"]


def test_apache_before_haproxy_that_has_nobody(lab):
    alone = lab.haproxy(
        "frontend f\n bind 127.0.0.1:{port}\n default_backend b\nbackend b\n server s 127.0.0.1:1\n"
    )
    front = lab.apache(
        f"ProxyPass / http://127.0.0.1:{alone.port()}/\n", modules=("proxy", "proxy_http")
    )
    assert shown(ask(front)) == ["Apache", "HAProxy"]


def test_four_in_a_row(lab, flask):
    inner = lab.nginx(f"location / {{ proxy_pass http://127.0.0.1:{flask.port()}; }}")
    outer = lab.caddy(
        f"http://127.0.0.1:{{port}} {{\n reverse_proxy 127.0.0.1:{inner.port()}\n}}\n"
    )
    found = ask(outer)
    assert found.answered_by.name == "Flask"
    assert shown(found) == ["Caddy", "nginx", "Flask"]


def test_the_application_server_is_told_from_the_application(flask):
    assert shown(ask(flask)) == ["gunicorn", "Flask"]


@pytest.mark.parametrize("kind", ["nginx", "Apache", "HAProxy", "Caddy", "gunicorn"])
def test_parsers_are_told_apart_on_the_wire(lab: Lab, dead: Server, flask: Server, kind: str):
    servers: dict[str, Callable[[], Server]] = {
        "nginx": lambda: dead,
        "Apache": lambda: _with_index(lab.apache()),
        "HAProxy": lambda: lab.haproxy(
            f"frontend f\n bind 127.0.0.1:{{port}}\n default_backend b\n"
            f"backend b\n server s 127.0.0.1:{lab.origin().port()}\n"
        ),
        "Caddy": lambda: lab.caddy('http://127.0.0.1:{port} {\n respond "hello"\n}\n'),
        "gunicorn": lambda: flask,
    }
    try:
        server = servers[kind]()
    except NotInstalledError as missing:
        pytest.skip(str(missing))
    base = Exchange(Request(Url.parse(f"http://127.0.0.1:{server.port()}/")))
    results = {}
    for name in fingerprint.PROBES:
        made = all_probes()[name].change(base, (base,))
        assert isinstance(made, Experiment)
        results[name] = ProbeResult(name, ProbeState.DONE, (send(made),))
    assert dict(fingerprint.judge(results))[kind] >= 0.8, fingerprint.observe(results)


def _with_index(server: Server) -> Server:
    server.write("index.html", "hello")
    return server
