"""Real servers, real faults, many requests at once: exactly the right line is joined."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab import Lab, Server
from tests.sources.serverlog.asking import ask, traffic
from wwwhy.model import Connection, Exchange
from wwwhy.sources.config import nginx, read_config
from wwwhy.sources.serverlog import needs_level, open_logs

pytestmark = pytest.mark.lab

WRONG = ("Authorization", "Basic dTp3cm9uZ3Bhc3N3b3Jk")
"""u:wrongpassword"""


@dataclass
class Scene:
    """A fault on a real server, and the words of the lines that belong to it."""

    name: str
    start: Callable[[Lab], Server]
    ask: Callable[[Server], Exchange]
    others: tuple[Callable[[Server], object], ...]
    words: tuple[str, ...]
    """One a line of the error log, in order."""
    status: int | None
    certainty: str = "offset"
    has_access_log: bool = True
    without_port: tuple[str, ...] | None = None
    """What is found where our port is not known; None: the same."""


def nginx_server(lab: Lab) -> Server:
    return lab.nginx(
        """
        location /basic { auth_basic r; auth_basic_user_file {users}; }
        location /dead { proxy_pass http://127.0.0.1:{port:dead}; }
        location /deny { deny all; }
        location /other { deny all; }
        location /small { client_max_body_size 10; proxy_pass http://127.0.0.1:{port:dead}; }
        """,
        users=lab.htpasswd(u="right"),
    )


def apache_server(lab: Lab) -> Server:
    server = lab.apache(
        """
        Listen 127.0.0.1:{port}
        <Location /basic>
            AuthType Basic
            AuthName r
            AuthUserFile {users}
            Require valid-user
        </Location>
        <Location /deny>
            Require all denied
        </Location>
        ProxyPass /dead http://127.0.0.1:{port:dead}/
        ProxyPass /gone http://127.0.0.1:{port:gone}/
        """,
        modules=("auth_basic", "proxy", "proxy_http"),
        override="All",
        users=lab.htpasswd(u="right"),
    )
    server.write("bad/.htaccess", "Bogus on\n")
    server.write("deny/x", "x")
    server.write("deny/y", "y")
    return server


def chain(lab: Lab) -> Server:
    """Run nginx in front of Apache; the lines are Apache's."""
    apache = apache_server(lab)
    front = lab.nginx("location / { proxy_pass http://127.0.0.1:{behind}; }", behind=apache.port())
    apache.front = front  # type: ignore[attr-defined]
    return apache


def tls_server(lab: Lab) -> Server:
    good = lab.pki.good
    return lab.nginx(
        "server { listen 127.0.0.1:{port} ssl; ssl_certificate {cert}; ssl_certificate_key {key}; root {root}; }",
        cert=good.chain_file,
        key=good.key_file,
    )


def caddy_server(lab: Lab) -> Server:
    """Run Caddy with all its lines in one file."""
    server = lab.caddy("http://127.0.0.1:{port} {\n reverse_proxy 127.0.0.1:{port:dead}\n log\n}\n")
    server.access_log = server.error_log
    return server


GUNICORN = """
def app(environ, start):
    if environ["PATH_INFO"] != "/fine":
        raise ValueError("boom at " + environ["PATH_INFO"])
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
UVICORN = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        if scope["path"] == "/boom":
            raise ValueError("boom")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
"""


def other(path: str, **options) -> Callable[[Server], object]:
    return lambda server: ask(server.port(), path, agent="other/1", **options)


SCENES = [
    Scene(
        "nginx-wrong-password",
        nginx_server,
        lambda s: ask(s.port(), "/basic/x?a=1", fields=(WRONG,)),
        (other("/basic/y", fields=(WRONG,)), other("/basic/x?a=1", source="127.0.0.2", fields=(WRONG,)), other("/deny")),
        ('user "u": password mismatch',),
        401,
    ),
    Scene(
        "nginx-dead-upstream",
        nginx_server,
        lambda s: ask(s.port(), "/dead/x"),
        (other("/dead/y"), other("/dead/x", method="POST"), other("/dead/x", source="127.0.0.3")),
        ("connect() failed (111: Connection refused) while connecting to upstream",),
        502,
    ),
    Scene(
        "nginx-too-large",
        nginx_server,
        lambda s: ask(s.port(), "/small", method="POST", body=b"x" * 100),
        (other("/small", method="POST", body=b"y" * 50, source="127.0.0.2"), other("/deny")),
        ("client intended to send too large body: 100 bytes",),
        413,
    ),
    Scene(
        "nginx-underscore-field",
        nginx_server,
        lambda s: ask(s.port(), "/other", fields=(("x_y", "1"),)),
        (other("/deny", fields=(("x_z", "1"),)), other("/nope")),
        ('client sent invalid header line: "x_y: 1"', "access forbidden by rule"),
        403,
    ),
    Scene(
        "nginx-long-target",
        nginx_server,
        lambda s: ask(s.port(), "/deny?" + "q" * 3000),
        (other("/deny?" + "r" * 3000), other("/other?" + "q" * 3000)),
        ("access forbidden by rule",),
        403,
    ),
    Scene(
        "apache-wrong-password",
        apache_server,
        lambda s: ask(s.port(), "/basic/x", fields=(WRONG,)),
        (other("/basic/y", fields=(WRONG,)), other("/basic/x", source="127.0.0.2", fields=(WRONG,)), other("/deny")),
        ("AH01617",),
        401,
    ),
    Scene(
        "apache-denied",
        apache_server,
        lambda s: ask(s.port(), "/deny/x"),
        (other("/deny/y"), other("/deny/x", source="127.0.0.2"), other("/nope")),
        ("AH01630",),
        403,
    ),
    Scene(
        "apache-dead-upstream",
        apache_server,
        lambda s: ask(s.port(), "/dead/x"),
        (other("/gone/y"), other("/gone/z")),
        ("AH00957", "AH01114"),
        503,
    ),
    Scene(
        "apache-htaccess",
        apache_server,
        lambda s: ask(s.port(), "/bad/x"),
        (other("/deny/y"), other("/nope")),
        ("Invalid command 'Bogus'",),
        500,
    ),
    Scene(
        "apache-behind-nginx",
        chain,
        lambda s: ask(s.front.port(), "/deny/x"),  # type: ignore[attr-defined]
        (lambda s: ask(s.front.port(), "/deny/y"), lambda s: ask(s.front.port(), "/nope")),  # type: ignore[attr-defined]
        ("AH01630",),
        403,
        certainty="window",
    ),
    Scene(
        "nginx-plain-http-to-https",
        tls_server,
        lambda s: ask(s.port(), "/x"),
        (other("/y"), other("/z")),
        ("client sent plain HTTP request to HTTPS port",),
        400,
    ),
    Scene(
        "caddy-dead-upstream",
        caddy_server,
        lambda s: ask(s.port(), "/x", host="127.0.0.1"),
        (other("/y", host="127.0.0.1"), other("/x", source="127.0.0.2", host="127.0.0.1")),
        ("connection refused",),
        502,
    ),
    Scene(
        "gunicorn-exception",
        lambda lab: lab.gunicorn(GUNICORN),
        lambda s: ask(s.port(), "/boom?a=1"),
        (other("/bang"), other("/fine")),
        ("Error handling request GET /boom",),
        500,
    ),
]  # fmt: skip


def first(server: Server) -> None:
    """Make a first request: some servers make their log only then."""
    ask(server.port(), "/first", host="127.0.0.1")
    for _ in range(100):
        if server.access_log.exists():
            return
        time.sleep(0.02)


def told(line) -> str:
    return f"{line.code or ''} {line.message}"


def check(
    scene: Scene, lines, *, certainties: set[str], words: tuple[str, ...] | None = None
) -> None:
    words = scene.words if words is None else words
    errors = [line for line in lines if line.kind == "error"]
    assert len(errors) == len(words), [line.text for line in errors]
    for line, word in zip(errors, words, strict=True):
        assert word in told(line)
        assert line.certainty in certainties, line.text
    access = [line for line in lines if line.kind == "access"]
    if scene.has_access_log:
        assert [line.status for line in access] == [scene.status]
        assert "other/1" not in access[0].text


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_exactly_the_right_line_is_joined(lab, scene):
    server = scene.start(lab)
    first(server)
    logs = open_logs([server.error_log], [server.access_log])
    others = [lambda each=each: each(server) for each in scene.others]
    with traffic(*others):
        logs.mark()
        for each in others:
            each()
        made = scene.ask(server)
        marked = logs.collect(made)
        time.sleep(0.05)
    assert made.status == scene.status
    check(scene, marked, certainties={scene.certainty})
    # The same, asked for afterwards by time, out of all that was written around it.
    later = open_logs([server.error_log], [server.access_log])
    by_time = "window" if scene.certainty == "window" else "request"
    check(scene, later.collect(made), certainties={by_time})
    portless = Exchange(
        made.request,
        made.response,
        made.failure,
        Connection(local_address=made.connection.local_address),
        made.timing,
    )
    check(
        scene, later.collect(portless), certainties={"request", "window"}, words=scene.without_port
    )


def test_a_failed_handshake_is_found(lab):
    """nginx tells it at level info only."""
    server = tls_server(lab)
    logs = open_logs([server.error_log])
    logs.mark()
    made = ask(server.port(), "/x", tls=ssl.create_default_context())
    assert made.failure is not None
    (line,) = logs.collect(made)
    assert line.level == "info"
    assert "SSL_do_handshake() failed" in line.message
    assert line.certainty == "offset"


def test_the_level_that_hides_a_line_is_told(lab):
    server = lab.nginx("location / { return 204; }", level="error")
    logs = open_logs([server.error_log])
    logs.mark()
    made = ask(server.port(), "/x", fields=(("x_y", "1"),))
    assert made.status == 204
    assert logs.collect(made) == ()
    assert needs_level(nginx.read(server.config)) == "error"
    assert (
        needs_level(read_config(lab.nginx("location / { return 204; }", level="info").config))
        is None
    )


def test_haproxy_s_line_says_it_all(lab):
    server = lab.haproxy(
        "frontend f\n bind 127.0.0.1:{port}\n use_backend b if { path_beg /b }\n default_backend c\n"
        "backend b\n server s1 127.0.0.1:{port:dead}\nbackend c\n server s2 127.0.0.1:{port:gone}\n"
    )
    first(server)
    logs = open_logs(access=[server.access_log])
    with traffic(
        lambda: ask(server.port(), "/c"), lambda: ask(server.port(), "/b/x", source="127.0.0.2")
    ):
        logs.mark()
        made = ask(server.port(), "/b/x")
        (line,) = logs.collect(made, patience=2)
    assert (line.status, line.upstream, line.code, line.certainty) == (
        503,
        "b/s1",
        "SC--",
        "offset",
    )
    lines = open_logs(access=[server.access_log]).collect(made)
    assert [(line.upstream, line.certainty) for line in lines] == [("b/s1", "request")], lines


def test_squid_s_line_is_found_with_its_query_left_out(lab):
    server = lab.squid("acl bad url_regex /deny\nhttp_access deny bad\nhttp_access allow all")
    dead = lab.closed_port()
    logs = open_logs(access=[server.access_log])
    via = f"http://127.0.0.1:{dead}"
    with traffic(lambda: ask(server.port(), "/other", via=via)):
        logs.mark()
        denied = ask(server.port(), "/deny?x=1", via=via, host=f"127.0.0.1:{dead}")
        (line,) = logs.collect(denied, patience=2)
    assert (line.status, line.code, line.certainty) == (403, "TCP_DENIED", "offset")


def test_uvicorn_s_traceback_and_line_are_found(lab):
    server = lab.uvicorn(UVICORN)
    logs = open_logs([server.error_log])
    logs.mark()
    made = ask(server.port(), "/boom")
    lines = logs.collect(made)
    assert [(line.kind, line.certainty) for line in lines] == [
        ("error", "offset"),
        ("access", "offset"),
    ]
    assert lines[0].values["exception"] == "ValueError: boom"


def test_php_s_fatal_error_is_found_behind_nginx(lab):
    log = lab.write("php.log", "", mode=0o666)
    php = lab.php_fpm(
        {"x.php": "<?php none();", "y.php": "<?php echo 1;"},
        pool="php_admin_value[error_log] = {log}\nphp_admin_flag[log_errors] = on",
        log=log,
    )
    server = lab.nginx(
        "location / { fastcgi_pass unix:{php}; fastcgi_param SCRIPT_FILENAME {scripts}$fastcgi_script_name;"
        " fastcgi_param REQUEST_METHOD $request_method; fastcgi_param REQUEST_URI $request_uri; }",
        php=php.socket,
        scripts=php.root,
    )
    logs = open_logs([server.error_log, log])
    logs.mark()
    made = ask(server.port(), "/x.php")
    assert made.status == 500
    lines = [line for line in logs.collect(made) if line.server == "php"]
    assert ["Call to undefined function none()" in line.message for line in lines] == [True]
    assert lines[0].certainty == "offset"


def test_logs_of_two_servers_are_joined_with_their_configurations(lab):
    """nginx's own format, with what only it knows."""
    server = lab.nginx(
        "location / { proxy_pass http://127.0.0.1:{port:dead}; access_log {own} mine; }",
        http_extra="log_format mine '$connection|$remote_addr:$remote_port|$request_method|$request_uri|$status|$upstream_addr|$msec';",
        own=lab.folder / "own.log",
    )
    config = read_config(server.config)
    own = Path(lab.folder / "own.log")
    ask(server.port(), "/first")
    logs = open_logs([server.error_log], [own], config)
    logs.mark()
    made = ask(server.port(), "/x")
    lines = logs.collect(made)
    assert [line.kind for line in lines] == ["error", "access"]
    access = lines[1]
    assert (access.status, access.target, access.values["connection"]) == (
        502,
        "/x",
        lines[0].values["connection"],
    )
    assert access.upstream is not None
