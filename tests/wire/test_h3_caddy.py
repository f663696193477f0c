"""HTTP/3 against a real Caddy (quic-go), whose framing nobody here has written."""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.wire.h3_peers import ask, ca_file, certificate, talk
from wwwhy.model import Tls
from wwwhy.wire.h3_outcome import H3Outcome

CADDY = shutil.which("caddy")
pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(CADDY is None, reason="Caddy is not installed"),
]

CONFIG = """
{{
  admin off
  auto_https off
  storage file_system {root}/storage
}}
https://a.test:{port}, https://b.test:{port} {{
  bind 127.0.0.1
  tls {root}/cert.pem {root}/key.pem
  root * {root}/files
  respond /hello "hello from {{host}}"
  respond /cookie "{{header.cookie}}"
  file_server
}}
"""


class Lab(NamedTuple):
    port: int
    root: Path


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "files").mkdir()
        (root / "files" / "big").write_bytes(b"x" * 3_000_000)
        leaf = certificate("a.test")
        leaf.cert_chain_pems[0].write_to_path(str(root / "cert.pem"))
        leaf.private_key_pem.write_to_path(str(root / "key.pem"))
        (root / "Caddyfile").write_text(CONFIG.format(root=root, port=port))
        assert CADDY is not None
        command = [CADDY, "run", "--config", str(root / "Caddyfile"), "--adapter", "caddyfile"]
        home = {**os.environ, "HOME": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
        with (
            (root / "log").open("w") as log,
            subprocess.Popen(command, env=home, stdout=log, stderr=log) as process,
        ):
            _await(port, process)
            assert process.poll() is None, (root / "log").read_text()
            yield Lab(port, root)
            process.terminate()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if process.poll() is not None or probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def failed(outcome: H3Outcome) -> str | None:
    return outcome.failure.type if outcome.failure else None


def test_requests_on_one_connection(lab: Lab):
    first, second, big = asyncio.run(
        talk(
            lab.port,
            ask("https://a.test/hello"),
            ask("https://a.test/missing"),
            ask("https://a.test/big"),
            seconds=20,
        )
    )
    assert first.response is not None
    assert (first.response.status, first.response.body) == (200, b"hello from a.test")
    assert first.response.fields.get("server") == "Caddy"
    assert second.response is not None
    assert second.response.status == 404
    assert big.response is not None
    assert (big.response.body_length, big.response.complete) == (3_000_000, True)
    assert big.response.declared_length == 3_000_000


def test_another_authority_on_the_same_connection(lab: Lab):
    """Wire knowledge a4: Caddy does not answer 421 by default."""
    _, other = asyncio.run(talk(lab.port, ask("https://a.test/hello"), ask("https://b.test/hello")))
    assert other.response is not None
    assert other.response.body == b"hello from b.test"


def test_an_unknown_server_name(lab: Lab):
    """Wire knowledge j: CONNECTION_CLOSE 0x150, which is alert 80."""
    (outcome,) = asyncio.run(talk(lab.port, server_name="unknown.test"))
    assert outcome.failure is not None
    assert outcome.failure.phase == "tls"
    assert outcome.failure.native["quic"] == 0x150
    assert outcome.failure.native["alert"] == 80


def test_a_protocol_that_nobody_speaks(lab: Lab):
    """Wire knowledge j: CONNECTION_CLOSE 0x178, which is alert 120."""
    request = ask(tls=Tls(ca_file=ca_file(), alpn=("nonsense",)))
    (outcome,) = asyncio.run(talk(lab.port, request))
    assert failed(outcome) == "tls.no_application_protocol"
    assert outcome.failure is not None
    assert outcome.failure.native["quic"] == 0x178


def test_an_upload(lab: Lab):
    request = ask("https://a.test/hello", method="POST", body=b"x" * 2_000_000)
    (outcome,) = asyncio.run(talk(lab.port, request, seconds=20))
    assert outcome.response is not None
    assert outcome.response.status == 200


def test_a_large_cookie_comes_back(lab: Lab):
    request = ask("https://a.test/cookie", ("Cookie", "c=" + "x" * 20_000))
    (outcome,) = asyncio.run(talk(lab.port, request))
    assert outcome.response is not None
    assert outcome.response.body == b"c=" + b"x" * 20_000
