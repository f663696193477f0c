"""The wire against nginx, Apache and Squid: what the small servers of the other tests stand for."""

import asyncio
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.wire import pki
from tests.wire.servers import closed_port, request_to, send
from wwwhy.model import Exchange, Experiment, Proxy, Tls
from wwwhy.wire import Wire

PATH = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
NGINX, APACHE, SQUID = (shutil.which(name, path=PATH) for name in ("nginx", "apache2", "squid"))
pytestmark = pytest.mark.lab
TRUSTING = Tls(ca_file=pki.root().file())

NGINX_CONFIG = """
daemon off; master_process off; pid {root}/pid; error_log {root}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  ssl_certificate {leaf}; ssl_certificate_key {leaf};
  ssl_protocols TLSv1.2 TLSv1.3;
  server {{
    listen 127.0.0.1:{tls} ssl http2;
    server_name site.test 127.0.0.1;
    keepalive_timeout 1s;
    location / {{ return 200 "hello"; }}
    location /closed {{ return 444; }}
  }}
  server {{
    listen 127.0.0.1:{client} ssl;
    ssl_client_certificate {ca}; ssl_verify_client on;
    location / {{ return 200 "hello"; }}
  }}
  server {{ listen 127.0.0.1:{reject} ssl default_server; ssl_reject_handshake on; }}
  server {{
    listen 127.0.0.1:{plain};
    location / {{ return 200 "hello"; }}
    location /closed {{ return 444; }}
  }}
}}
"""


class Ports:
    """Where a server listens, by purpose."""

    def __init__(self, *names: str) -> None:
        self.by_name = {name: closed_port() for name in names}

    def __getattr__(self, name: str) -> int:
        return self.by_name[name]


def started(process: subprocess.Popen[bytes], port: int) -> None:
    import socket

    for _ in range(100):
        if process.poll() is not None:
            pytest.fail("the server did not start")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server did not listen")


@pytest.fixture(scope="module")
def nginx() -> Iterator[Ports]:
    if NGINX is None:
        pytest.skip("nginx is not installed")
    ports = Ports("tls", "client", "reject", "plain")
    with tempfile.TemporaryDirectory() as name:
        files = {"leaf": pki.leaf().file(key=True), "ca": pki.root().file()}
        Path(name, "conf").write_text(NGINX_CONFIG.format(root=name, **files, **ports.by_name))
        with subprocess.Popen([NGINX, "-p", name, "-c", "conf", "-e", "error.log"]) as process:
            started(process, ports.plain)
            yield ports
            process.terminate()


def ask(port: int, path: str = "/", **choices: Any) -> Exchange:
    given = {"scheme": "https", "tls": TRUSTING, **choices}
    return asyncio.run(send(request_to(port, path, **given)))


def kind(exchange: Exchange) -> str | None:
    return exchange.failure.type if exchange.failure else None


@pytest.mark.parametrize(
    ("version", "spoken"), [("auto", "2"), ("2", "2"), ("1.1", "1.1"), ("1.0", "1.0")]
)
def test_nginx_speaks_what_is_asked_for(nginx: Ports, version: str, spoken: str):
    exchange = ask(nginx.tls, http_version=version)
    assert (exchange.status, exchange.connection.http_version) == (200, spoken)
    assert exchange.response is not None
    assert exchange.response.body == b"hello"


def test_nginx_444_over_tls_and_clear_text(nginx: Ports):
    assert kind(ask(nginx.tls, "/closed", http_version="1.1")) == "http.response.empty"
    assert kind(ask(nginx.plain, "/closed", scheme="http")) == "http.response.empty"
    assert kind(ask(nginx.tls, "/closed")) == "http.h2.rst"


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_nginx_asks_for_a_client_certificate_and_answers_400(nginx: Ports, version: str):
    tls = Tls(ca_file=TRUSTING.ca_file, min_version=version, max_version=version)
    exchange = ask(nginx.client, tls=tls)
    assert exchange.status == 400
    facts = exchange.connection.tls
    assert facts is not None
    assert facts.client_cert_requested
    assert facts.ca_names == ("CN=Test Root",)
    mine = pki.issue("client", pki.root(), usage=None)
    with_mine = Tls(ca_file=tls.ca_file, max_version=version, cert_file=mine.file(key=True))
    assert ask(nginx.client, tls=with_mine).status == 200


def test_nginx_rejects_an_unknown_name_with_alert_112(nginx: Ports):
    assert kind(ask(nginx.reject, host="other.test")) == "tls.unrecognized_name"


def test_nginx_and_the_wrong_kind_of_port(nginx: Ports):
    assert ask(nginx.tls, scheme="http").status == 400
    exchange = ask(nginx.plain)
    assert kind(exchange) == "tls.peer_not_tls"
    assert exchange.connection.tls is not None
    assert exchange.connection.tls.first_bytes.startswith(
        b"HTTP/1.1 400 Bad Request\r\nServer: nginx"
    )


def test_nginx_no_application_protocol(nginx: Ports):
    tls = Tls(ca_file=TRUSTING.ca_file, alpn=("nonsense",))
    assert kind(ask(nginx.tls, tls=tls)) == "tls.no_application_protocol"


# Over HTTP/2 nginx 1.22 takes its leave with GOAWAY(0) before it closes.
@pytest.mark.parametrize(("version", "expected"), [("1.1", "tcp.closed"), ("2", "http.h2.goaway")])
def test_nginx_closes_an_idle_connection(nginx: Ports, version: str, expected: str):
    request = request_to(nginx.tls, scheme="https", tls=TRUSTING, http_version=version)
    experiment = Experiment((request, request), same_connection=True, pause=1.6)
    first, second = asyncio.run(Wire().send(experiment))
    assert first.status == 200
    assert kind(second) == expected
    assert (second.connection.reused, second.connection.requests_before) == (True, 1)


APACHE_CONFIG = """
ServerRoot {root}
PidFile {root}/pid
ErrorLog {root}/error.log
ServerName site.test
Listen 127.0.0.1:{tls}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule ssl_module {modules}/mod_ssl.so
LoadModule socache_shmcb_module {modules}/mod_socache_shmcb.so
LoadModule authz_core_module {modules}/mod_authz_core.so
DocumentRoot {root}
SSLEngine on
SSLCertificateFile {leaf}
SSLCACertificateFile {ca}
SSLVerifyClient require
"""


@pytest.fixture(scope="module")
def apache() -> Iterator[Ports]:
    modules = Path("/usr/lib/apache2/modules")
    if APACHE is None or not modules.is_dir():
        pytest.skip("Apache is not installed")
    ports = Ports("tls")
    with tempfile.TemporaryDirectory() as name:
        files = {"leaf": pki.leaf().file(key=True), "ca": pki.root().file(), "modules": modules}
        Path(name, "conf").write_text(APACHE_CONFIG.format(root=name, **files, **ports.by_name))
        with subprocess.Popen(
            [APACHE, "-d", name, "-f", f"{name}/conf", "-DFOREGROUND"]
        ) as process:
            started(process, ports.tls)
            yield ports
            process.terminate()


@pytest.mark.parametrize(("version", "alert", "done"), [("1.2", 40, False), ("1.3", 116, True)])
def test_apache_refuses_a_missing_client_certificate(
    apache: Ports, version: str, alert: int, done: bool
):
    tls = Tls(ca_file=TRUSTING.ca_file, min_version=version, max_version=version)
    exchange = ask(apache.tls, tls=tls, http_version="1.1")
    assert kind(exchange) == "tls.client_cert_required"
    facts = exchange.connection.tls
    assert facts is not None
    assert ([each.number for each in facts.alerts], facts.handshake_done) == ([alert], done)
    assert facts.ca_names == ("CN=Test Root",)
    assert facts.chain


SQUID_CONFIG = """
http_port 127.0.0.1:{proxy}
pid_filename {root}/pid
cache_log {root}/cache.log
access_log none
cache deny all
coredump_dir {root}
acl secret url_regex secret
acl connect method CONNECT
http_access deny secret
http_access allow all
shutdown_lifetime 0 seconds
"""


@pytest.fixture(scope="module")
def squid() -> Iterator[Ports]:
    if SQUID is None:
        pytest.skip("Squid is not installed")
    ports = Ports("proxy")
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        Path(name, "conf").write_text(SQUID_CONFIG.format(root=name, **ports.by_name))
        with subprocess.Popen([SQUID, "-N", "-f", f"{name}/conf", "-n", "wwwhytest"]) as process:
            started(process, ports.proxy)
            yield ports
            process.terminate()


def test_squid_opens_tunnels_forwards_and_refuses(squid: Ports, nginx: Ports):
    proxy = Proxy("http", "127.0.0.1", squid.proxy)
    assert ask(nginx.tls, proxy=proxy).status == 200
    assert ask(nginx.plain, scheme="http", proxy=proxy).status == 200
    refused = ask(1, host="secret.test", addresses=(), proxy=proxy)
    assert kind(refused) == "proxy.denied"
    facts = refused.connection.proxy
    assert facts is not None
    assert (facts.status, b"ERR_ACCESS_DENIED" in facts.body) == (403, True)
    assert "ERR_ACCESS_DENIED" in (facts.fields.get("x-squid-error") or "")
    dead = ask(closed_port(), proxy=proxy)
    assert kind(dead) == "proxy.connect_failed"
