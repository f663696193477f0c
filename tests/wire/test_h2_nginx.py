"""HTTP/2 against a real nginx, in clear text on a Unix domain socket."""

import asyncio
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wire.h2_peers import LIMITS, Loopback, make_request
from wwwhy.model import Request, Transport
from wwwhy.wire.h2 import H2Connection, H2Outcome

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]

CONFIG = """
daemon off; master_process off; pid {root}/pid; error_log {root}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {root}/body; proxy_temp_path {root}/proxy; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  client_max_body_size 1k;
  server {{
    listen unix:{root}/two http2;
    location / {{ return 200 "hello\\n"; }}
    location /closed {{ return 444; }}
    location /files {{ root {root}; }}
    location /upload {{ root {root}; dav_methods PUT; client_max_body_size 100m; }}
  }}
  server {{
    listen unix:{root}/short http2;
    keepalive_requests 1;
    root {root};
  }}
  server {{ listen unix:{root}/one; }}
}}
"""


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "files").mkdir()
        (folder / "files" / "big").write_bytes(b"x" * 3_000_000)
        (folder / "upload").mkdir()
        (folder / "conf").write_text(CONFIG.format(root=folder))
        assert NGINX is not None
        with subprocess.Popen([NGINX, "-p", name, "-c", "conf", "-e", "error.log"]) as process:
            for _ in range(100):
                if (folder / "one").exists() or process.poll() is not None:
                    break
                time.sleep(0.05)
            yield folder
            process.terminate()


def talk(path: Path, *requests: Request, seconds: float = 10) -> list[H2Outcome]:
    async def run() -> list[H2Outcome]:
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(str(path))
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        connection = H2Connection(Loopback(sock), loop.time, LIMITS)
        await connection.open()
        outcomes = [await connection.exchange(each, loop.time() + seconds) for each in requests]
        await connection.close()
        return outcomes

    return asyncio.run(run())


def failed(outcome: H2Outcome) -> str | None:
    return outcome.failure.type if outcome.failure else None


def test_requests_on_one_connection(root: Path):
    outcomes = talk(root / "two", make_request(), make_request("http://b.test/files/big"))
    assert [o.response and o.response.status for o in outcomes] == [200, 200]
    assert [o.response and o.response.body_length for o in outcomes] == [6, 3_000_000]


def test_keepalive_requests_does_not_cost_the_response(root: Path):
    """Wire knowledge g3: nginx says GOAWAY before it answers the last request it will take."""
    first, second = talk(
        root / "short", make_request("http://a.test/files/big"), make_request("http://a.test/")
    )
    assert first.response is not None
    assert (first.response.status, first.response.body_length) == (200, 3_000_000)
    assert first.response.complete
    assert (first.failure, first.goaway) == (None, 0)
    assert failed(second) == "http.h2.goaway"


def test_return_444_is_a_stream_reset(root: Path):
    """Wire knowledge g1."""
    outcome, after = talk(root / "two", make_request("http://a.test/closed"), make_request())
    assert (failed(outcome), outcome.stream_reset) == ("http.h2.rst", 1)
    assert after.response is not None
    assert after.response.status == 200


def test_a_large_header_is_a_goaway(root: Path):
    """Wire knowledge g2: GOAWAY ENHANCE_YOUR_CALM that names our stream as the last one."""
    (outcome,) = talk(root / "two", make_request("http://a.test/", ("Cookie", "c=" + "x" * 40_000)))
    assert (failed(outcome), outcome.goaway) == ("http.h2.goaway", 11)
    assert outcome.failure is not None
    assert outcome.failure.native["last_stream_id"] == 1


def test_413_in_the_middle_of_an_upload(root: Path):
    """Wire knowledge g4."""
    request = make_request(method="POST", body=b"x" * 20_000_000)
    (outcome,) = talk(root / "two", request)
    assert outcome.response is not None
    assert (outcome.response.status, failed(outcome)) == (413, None)


@pytest.mark.parametrize("size", [1, 100_000, 5_000_000])
def test_an_upload_arrives_whole(root: Path, size: int):
    request = make_request(f"http://a.test/upload/{size}", method="PUT", body=b"y" * size)
    (outcome,) = talk(root / "two", request)
    assert outcome.response is not None
    assert outcome.response.status == 201
    assert (root / "upload" / str(size)).stat().st_size == size


def test_nginx_ignores_expect_over_http2(root: Path):
    """Measured with 1.22.1: no 100 (Continue) comes, so the body goes when the wait is over."""
    url, transport = "http://a.test/upload/expected", Transport(expect_continue=True)
    (outcome,) = talk(root / "two", make_request(url, method="PUT", body=b"y", transport=transport))
    assert outcome.response is not None
    assert (outcome.response.status, outcome.response.interim) == (201, ())
    assert outcome.sent_at > 0
    assert (root / "upload" / "expected").read_bytes() == b"y"


def test_a_listener_without_http2(root: Path):
    """Measured with 1.22.1: it answers the preface with a 400 of HTTP/1.1."""
    (outcome,) = talk(root / "one", make_request())
    assert outcome.failure is not None
    assert outcome.failure.native == {"peer": "HTTP/1.1", "status": 400}
    assert outcome.response is None
