"""Each kind of server starts, serves, and is gone afterwards with all its children."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lab import Lab, LabError, Reply, Server, StartError, kernel, make_unreadable
from lab.bench import wait_for
from lab.errors import AddressInUseError
from lab.guard import Guard
from lab.processes import Process
from lab.software import program

pytestmark = pytest.mark.lab

WSGI = """
    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"hello"]
"""
ASGI = """
    async def app(scope, receive, send):
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})
"""


def nginx(lab: Lab) -> Server:
    return lab.nginx('location / { return 200 "hello"; }')


def apache(lab: Lab) -> Server:
    server = lab.apache()
    server.write("index.html", "hello")
    return server


def haproxy(lab: Lab) -> Server:
    return lab.haproxy(
        """
frontend front
    bind 127.0.0.1:{port}
    http-request return status 200 content-type text/plain string hello
"""
    )


def caddy(lab: Lab) -> Server:
    return lab.caddy('http://127.0.0.1:{port} {\n respond "hello"\n}\n')


def gunicorn(lab: Lab) -> Server:
    return lab.gunicorn(WSGI)


def uvicorn(lab: Lab) -> Server:
    return lab.uvicorn(ASGI)


def python_http(lab: Lab) -> Server:
    return lab.python_http(lambda _: Reply(body="hello"))


def origin(lab: Lab) -> Server:
    return lab.origin("fine", body="hello")


def php_behind_nginx(lab: Lab) -> Server:
    php = lab.php_fpm({"index.php": '<?php echo "hello";'})
    return lab.nginx(
        """
        location / {
            fastcgi_pass unix:{fpm};
            fastcgi_param SCRIPT_FILENAME {documents}/index.php;
            fastcgi_param REQUEST_METHOD $request_method;
        }
        """,
        fpm=php.socket,
        documents=php.root,
    )


def squid_reverse(lab: Lab) -> Server:
    peer = lab.origin("fine", body="hello")
    return lab.squid(
        "http_port 127.0.0.1:{port} accel defaultsite=site.test\n"
        "cache_peer 127.0.0.1 parent {peer} 0 no-query originserver\n",
        peer=peer.port(),
    )


def behind_a_delay(lab: Lab) -> Server:
    return lab.delay_proxy(lab.origin("fine", body="hello").port(), 0.01)


KINDS = (
    nginx,
    apache,
    haproxy,
    caddy,
    gunicorn,
    uvicorn,
    python_http,
    origin,
    php_behind_nginx,
    squid_reverse,
    behind_a_delay,
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_serves_and_is_gone_afterwards(kind: Callable[[Lab], Server]) -> None:
    with Lab() as lab:
        server = kind(lab)
        assert lab.fetch(server.url + "/")[1] == b"hello"
        processes = [each.process for each in lab._bench._servers if each.process]
        families = [row for each in processes for row in kernel.descendants(each.pid)]
        groups = [each.pid for each in processes]
        port = server.port()
    assert not [row for row in families if kernel.still_there(row)]
    assert not any(kernel.members(group) for group in groups)
    assert not kernel.accepts(("127.0.0.1", port))
    assert not lab.folder.exists()


def test_a_server_can_be_stopped_alone_and_its_port_then_refuses(lab: Lab) -> None:
    server = nginx(lab)
    server.stop()
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        lab.fetch(server.url + "/")


def test_everything_ends_when_the_scene_raises() -> None:
    def scene(lab: Lab, started: list[Server]) -> None:
        started.append(nginx(lab))
        raise ZeroDivisionError

    started: list[Server] = []
    with pytest.raises(ZeroDivisionError), Lab() as lab:
        scene(lab, started)
    process = started[0].process
    assert process
    assert not kernel.members(process.pid)
    assert not lab.folder.exists()


def test_nothing_outlives_a_lab_that_was_killed() -> None:
    script = (
        "import sys, time\n"
        "from lab import Lab\n"
        "lab = Lab()\n"
        "server = lab.nginx('location / { return 204; }')\n"
        "print(server.process.pid, server.port(), lab.folder, flush=True)\n"
        "time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    group, port, folder = child.stdout.readline().split()
    assert kernel.listens(int(port))
    os.kill(child.pid, signal.SIGKILL)
    child.communicate(timeout=10)
    assert wait_for(lambda: not kernel.members(int(group)), 5)
    assert wait_for(lambda: not Path(folder).exists(), 5)


def test_the_guard_leaves_groups_alone_that_have_ended(lab: Lab, tmp_path: Path) -> None:
    first, second, third = (
        Process(("sleep", "60"), folder=tmp_path, guard=lab._bench.guard) for _ in range(3)
    )
    guard = Guard(tmp_path / "gone")
    for process in (first, second, third):
        guard.started(process.pid)
    guard.ended(second.pid)
    assert guard._shell
    assert guard._shell.stdin
    # As if the lab had died: the pipe closes without a farewell.
    guard._shell.stdin.close()
    guard._shell.wait(5)
    assert wait_for(lambda: not first.alive and not third.alive, 2)
    assert second.alive
    for process in (first, second, third):
        process.stop()


def test_a_wrong_configuration_is_told_in_the_servers_own_words(lab: Lab) -> None:
    with pytest.raises(StartError, match='unknown directive "lokation"'):
        lab.nginx("lokation / { return 204; }")


def test_a_server_that_never_listens_is_given_up_in_time(lab: Lab) -> None:
    began = time.monotonic()
    with pytest.raises(StartError, match="not ready within"):
        lab._bench.launch("sleeper", lambda _: ("sleep", "60"), within=0.3)
    assert time.monotonic() - began < 3


def test_a_taken_address_is_tried_again_with_another_port(lab: Lab) -> None:
    taken = lab.origin("fine")
    tries: list[int] = []

    def prepare(server: Server) -> tuple[str, ...]:
        tries.append(server.port())
        port = taken.port() if len(tries) == 1 else server.port()
        server.config.write_text(
            "defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n"
            f"frontend f\n bind 127.0.0.1:{port}\n"
        )
        return (program("haproxy"), "-db", "-f", str(server.config))

    lab.requires("haproxy")
    server = lab._bench.launch("haproxy", prepare)
    assert len(tries) == 2
    assert kernel.listens(server.port())


def test_an_address_that_stays_taken_is_an_error_by_name(lab: Lab) -> None:
    taken = lab.origin("fine")
    with pytest.raises(AddressInUseError):
        lab.haproxy("frontend f\n bind 127.0.0.1:{taken}\n", taken=taken.port())


def test_nginx_reads_its_configuration_again(lab: Lab) -> None:
    server = nginx(lab)
    server.config.write_text(server.config.read_text().replace("hello", "changed"))
    server.reload()
    assert lab.fetch(server.url + "/")[1] == b"changed"


def test_apache_reads_its_configuration_again(lab: Lab) -> None:
    server = lab.apache("Redirect 410 /gone", modules=["alias"])
    assert lab.fetch(server.url + "/gone")[0] == 410
    server.config.write_text(server.config.read_text().replace("410", "404"))
    server.reload()
    assert lab.fetch(server.url + "/gone")[0] == 404


def test_a_server_without_reload_says_so(lab: Lab) -> None:
    with pytest.raises(LabError, match="no reload"):
        haproxy(lab).reload()


@pytest.mark.parametrize("kind", [nginx, apache], ids=["nginx", "apache"])
def test_faults_of_file_permission_are_real(lab: Lab, kind: Callable[[Lab], Server]) -> None:
    server = lab.nginx("") if kind is nginx else kind(lab)
    make_unreadable(server.write("secret.html", "x"))
    server.write("open.html", "x")
    assert lab.fetch(server.url + "/open.html")[0] == 200
    assert lab.fetch(server.url + "/secret.html")[0] == 403
    assert "(13" in server.error_log.read_text()


def test_apache_modules_bring_along_what_they_need(lab: Lab) -> None:
    conf = """
        <Location />
            AuthType Basic
            AuthName lab
            AuthUserFile {users}
            Require valid-user
        </Location>
        """
    server = lab.apache(conf, modules=["auth_basic"], users=lab.htpasswd(ann="secret"))
    server.write("index.html", "hello")
    assert lab.fetch(server.url + "/")[0] == 401
    good = {"Authorization": "Basic YW5uOnNlY3JldA=="}
    assert lab.fetch(server.url + "/", fields=good) == (200, b"hello")


def test_an_unknown_apache_module_is_named(lab: Lab) -> None:
    with pytest.raises(LabError, match="'teapot'"):
        lab.apache(modules=["teapot"])


def test_apache_runs_cgi_scripts_and_ends_their_daemon(lab: Lab) -> None:
    server = lab.apache(
        "ScriptAlias /cgi/ {folder}/cgi/\n<Directory {folder}/cgi>\nRequire all granted\n"
        "</Directory>",
        modules=["cgid"],
    )
    script = "#!/bin/sh\nprintf 'Content-Type: text/plain\\r\\n\\r\\nhello'\n"
    lab.write("apache/cgi/hello", script, 0o755)
    assert lab.fetch(server.url + "/cgi/hello") == (200, b"hello")
    assert server.process
    family = kernel.descendants(server.process.pid)
    server.stop()
    assert not [row for row in family if kernel.still_there(row)]


def test_haproxy_logs_as_rsyslog_writes_it(lab: Lab) -> None:
    server = haproxy(lab)
    lab.fetch(server.url + "/seen")
    assert wait_for(lambda: "/seen" in server.error_log.read_text(), 2)
    assert " lab haproxy[" in server.error_log.read_text()


def test_squid_is_a_forward_proxy_and_logs(lab: Lab) -> None:
    site, server = lab.origin("fine", body="hello"), lab.squid()
    through = subprocess.run(
        ["curl", "-s", "-x", server.url, site.url], capture_output=True, check=True, timeout=10
    )
    assert through.stdout == b"hello"
    assert site.url in server.access_log.read_text()


def test_two_squids_do_not_share_memory_and_leave_none() -> None:
    memory = Path("/dev/shm")
    before = {each.name for each in memory.glob("*squid*")} if memory.exists() else set()
    with Lab() as lab:
        first, second = lab.squid(), lab.squid()
        # A Squid of another test may run beside these, so only theirs are looked for.
        ours = [f"wwwhylab{each.port()}-*" for each in (first, second)]
        assert all(any(memory.glob(each)) for each in ours) or not memory.exists()
        first.stop()
        assert any(memory.glob(ours[1])) or not memory.exists()
        site = lab.origin("fine")
        command = ["curl", "-s", "-x", second.url, site.url]
        answer = subprocess.run(command, capture_output=True, check=True, timeout=10)
        assert answer.stdout == b"hello\n"
    assert {each.name for each in memory.glob("*squid*")} == before
    assert not [found for each in ours for found in memory.glob(each)]


def test_gunicorn_serves_a_unix_socket(lab: Lab) -> None:
    app = lab.gunicorn(WSGI, unix=True)
    server = lab.nginx("location / { proxy_pass http://unix:{app}; }", app=app.socket)
    assert lab.fetch(server.url + "/")[1] == b"hello"
    assert not kernel.listens(app.port())


def test_gunicorn_with_an_application_that_cannot_start(lab: Lab) -> None:
    server = lab.gunicorn("import no_such_module_anywhere\n", boots=False)
    assert wait_for(lambda: "no_such_module_anywhere" in server.error_log.read_text(), 5)


def test_php_over_tcp(lab: Lab) -> None:
    php = lab.php_fpm({"a.php": "<?php http_response_code(418);"}, tcp=True)
    server = lab.nginx(
        "location / { fastcgi_pass {php}; fastcgi_param SCRIPT_FILENAME {documents}/a.php;"
        " fastcgi_param REQUEST_METHOD GET; }",
        php=php.address,
        documents=php.root,
    )
    assert lab.fetch(server.url + "/")[0] == 418


def test_named_ports_are_the_labs_and_can_be_named_before_they_open(lab: Lab) -> None:
    front = lab.nginx("location / { proxy_pass http://127.0.0.1:{port:app}; }")
    assert lab.fetch(front.url + "/")[0] == 502
    lab.origin("fine", body="hello", port=lab.port("app"))
    assert lab.fetch(front.url + "/")[1] == b"hello"


def test_another_clock_leaves_waits_alone(lab: Lab) -> None:
    code = (
        "import asyncio, threading, time\n"
        "began = time.monotonic()\n"
        "threading.Event().wait(0.05)\n"
        "asyncio.run(asyncio.sleep(0.05))\n"
        "print(time.time(), time.monotonic() - began)\n"
    )
    environment = {**os.environ, **lab.faketime("-2d")}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        check=True,
        text=True,
        timeout=20,
    )
    wall, waited = map(float, run.stdout.split())
    assert abs(time.time() - 2 * 86400 - wall) < 60
    assert 0.1 <= waited < 5
