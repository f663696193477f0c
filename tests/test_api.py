"""The library as another program uses it."""

import asyncio
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

import wwwhy
from wwwhy.api import Options, Progress, _each_once, drive
from wwwhy.diagnosis import Investigation
from wwwhy.errors import InputError
from wwwhy.model import Diagnosis, Exchange, Experiment, LogLine, Request, Response, Url


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        agent = self.headers.get("User-Agent", "")
        self.send_response(200 if self.path == "/" or agent.startswith("Mozilla") else 403)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_healthy_url(site):
    diagnosis = wwwhy.diagnose(f"{site}/")
    assert diagnosis.outcome.healthy
    assert diagnosis.best is None


def test_a_refused_url(site):
    diagnosis = wwwhy.diagnose(f"{site}/private")
    assert diagnosis.outcome.status == 403
    assert diagnosis.best is not None
    assert diagnosis.best.id == "bot-user-agent-block"


def test_inside_an_event_loop(site):
    async def both() -> tuple[Diagnosis, Diagnosis]:
        return await asyncio.gather(wwwhy.adiagnose(f"{site}/"), wwwhy.adiagnose(f"{site}/x"))

    healthy, refused = asyncio.run(both())
    assert [healthy.outcome.healthy, refused.outcome.healthy] == [True, False]


def test_an_interruption_during_probes_leaves_what_is_known(site):
    def interrupt(progress: Progress) -> None:
        if progress.probes:
            raise KeyboardInterrupt

    diagnosis = wwwhy.diagnose(f"{site}/private", progress=interrupt)
    assert diagnosis.outcome.status == 403
    assert diagnosis.requests_sent == 1
    assert {missing.why for missing in diagnosis.not_checked} == {"interrupted"}


def test_an_interruption_before_there_is_an_answer_is_one(site):
    def interrupt(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wwwhy.diagnose(f"{site}/private", progress=interrupt)


def test_requests_under_way_count_as_sent_when_it_is_cancelled(site):
    async def send(experiment: Experiment, _: float | None) -> tuple[Exchange, ...]:
        if not investigation.hops:
            return (Exchange(experiment.requests[0], Response(403)),)
        probing.set()
        await asyncio.sleep(60)
        raise AssertionError

    async def cancelled() -> None:
        under_way = asyncio.create_task(drive(investigation, send, Options(), lambda _: None))
        await asyncio.wait_for(probing.wait(), 10)
        under_way.cancel()
        with pytest.raises(asyncio.CancelledError):
            await under_way

    investigation, probing = Investigation(Request(Url.parse(site))), asyncio.Event()
    asyncio.run(cancelled())
    assert investigation.requests_sent > 1


def test_a_line_that_two_hops_claim_goes_to_the_surer_one():
    doubtful = LogLine("error.log", 7, "nginx", "error", "denied", certainty="window")
    sure = replace(doubtful, certainty="offset")
    other = replace(doubtful, number=8)
    assert _each_once([doubtful, other, sure]) == (sure, other)
    assert _each_once([sure, doubtful]) == (sure,)


def test_an_impossible_url_is_an_input_error():
    with pytest.raises(InputError):
        wwwhy.diagnose("http://[bad")


def test_importing_loads_nothing():
    code = "import sys, wwwhy; print([m for m in sys.modules if m.startswith('wwwhy.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_exist():
    assert {name for name in wwwhy.__all__ if not hasattr(wwwhy, name)} == set()
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        wwwhy.nothing  # noqa: B018
