"""A command line in this process, with a diagnosis that needs no network; and servers on loopback."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.formatters import samples
from wwwhy import api
from wwwhy.cli.console.faults import guarded
from wwwhy.cli.console.group import CommandLine
from wwwhy.model import Diagnosis


@dataclass
class Done:
    """What became of one run."""

    status: int
    out: str
    err: str


@dataclass
class Asked:
    """Stands where `wwwhy.api.diagnose` stands, and remembers what it was asked."""

    answer: Callable[[], Diagnosis] = samples.expired_token
    subjects: list[Any] = field(default_factory=list)
    options: list[api.Options] = field(default_factory=list)

    def __call__(self, subject: Any, *, options: api.Options, progress: Any) -> Diagnosis:
        self.subjects.append(subject)
        self.options.append(options)
        progress(api.Progress((), 0))
        return self.answer()


@pytest.fixture
def asked(monkeypatch):
    stand_in = Asked()
    monkeypatch.setattr(api, "diagnose", stand_in)
    return stand_in


@pytest.fixture
def run(capsys, monkeypatch):
    """Return a function that runs `wwwhy` with these words, in English unless told otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "WWWHY_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def runner(*argv: str) -> Done:
        status = guarded(CommandLine(), argv)
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    return runner


class Server(ThreadingHTTPServer):
    """Answers as the path says; `/slow` waits until it is released."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.arrived = threading.Event()
        self.released = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.arrived.set()
        if self.path == "/slow":
            self.server.released.wait(20)
        status = {"/fine": 200, "/denied": 401, "/moved": 302, "/slow": 200}.get(self.path, 500)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/fine")
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello" if self.command != "HEAD" else b"")

    do_POST = do_HEAD = do_OPTIONS = do_GET  # noqa: N815 (names that http.server looks for)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def httpd() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def server(httpd: Server) -> str:
    return httpd.url
