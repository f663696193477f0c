"""The library as another program uses it."""

import asyncio
import contextlib
import http.server
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

import wwwhy
from wwwhy.api import Options, Progress, _each_once, _settled, drive
from wwwhy.diagnosis import Budget, Investigation, planner
from wwwhy.errors import InputError, UsageError
from wwwhy.model import (
    Connection,
    Diagnosis,
    Exchange,
    Experiment,
    LogLine,
    Request,
    Response,
    Timing,
    TlsFacts,
    Url,
)
from wwwhy.sources.serverlog import open_logs
from wwwhy.wire import spares


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


class LongLogs:
    notes = ("error.log: only its end was read.",)

    def mark(self) -> None:
        pass

    def collect(self, exchange: Exchange, *, patience: float = 0.0) -> tuple[LogLine, ...]:
        del exchange, patience
        return ()


@pytest.mark.parametrize("path", ["/", "/private"])
def test_a_log_that_was_read_in_part_is_named(site, path):
    diagnosis = wwwhy.diagnose(f"{site}{path}", options=Options(logs=LongLogs()))
    said = [(each.what, each.why, each.detail) for each in diagnosis.not_checked]
    assert ("log", "partial", LongLogs.notes[0]) in said


def test_inside_an_event_loop(site):
    async def both() -> tuple[Diagnosis, Diagnosis]:
        return await asyncio.gather(wwwhy.adiagnose(f"{site}/"), wwwhy.adiagnose(f"{site}/x"))

    healthy, refused = asyncio.run(both())
    assert [healthy.outcome.healthy, refused.outcome.healthy] == [True, False]


def test_the_blocking_call_in_an_event_loop_names_the_other_one(site):
    async def call() -> None:
        wwwhy.diagnose(f"{site}/")

    with pytest.raises(UsageError, match="await adiagnose"):
        asyncio.run(call())


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


class Ahead:
    """Pretends that connections stand ready for everything."""

    def __init__(self) -> None:
        self.dialled: list[int] = []

    def dial_ahead(self, request: Request, count: int) -> None:
        self.dialled.append(count)

    def start_over(self) -> None:
        self.dialled.append(0)

    def ready(self, request: Request) -> int:
        return 12

    def roads(self, request: Request) -> int:
        return 6


def far_away(request: Request, probe: bool) -> Exchange:
    facts = TlsFacts(version="TLSv1.3", handshake_done=True)
    timing = Timing(tcp_ms=200.0, tls_ms=200.0, wait_ms=200.0, total_ms=600.0)
    connection = Connection(tls=facts, dialled_ahead_ms=50.0 if probe else None)
    return Exchange(request, Response(403), connection=connection, timing=timing)


def driven(monkeypatch, pause, *names: str) -> tuple[Investigation, list[str], Ahead]:
    """Drive an investigation that wants these probes; `pause` says how long each request takes."""
    monkeypatch.setattr(
        planner, "wanted", lambda _, known: tuple(name for name in names if name not in known)
    )
    investigation, ahead, ended = (
        Investigation(Request(Url.parse("https://shop.test/"))),
        Ahead(),
        [],
    )

    async def send(experiment: Experiment, _: float | None) -> tuple[Exchange, ...]:
        first = experiment.requests[0]
        probe = investigation.baseline_done
        await asyncio.sleep(pause(first) if probe else 0.0)
        ended.append(f"{first.method} {first.transport.tls.sni}")
        return tuple(far_away(each, probe) for each in experiment.requests)

    asyncio.run(drive(investigation, send, Options(), lambda _: None, ahead))
    return investigation, ended, ahead


def one_thread(listener: socket.socket, asked: list[bytes]) -> None:
    """Take one connection after the other, and wait a while for each to say something."""
    while True:
        try:
            stream, _ = listener.accept()
        except OSError:
            return
        with stream, contextlib.suppress(OSError):
            stream.settimeout(5)
            head = stream.recv(65536)
            asked.append(head.partition(b" HTTP")[0])
            away = b"302 Found\r\nLocation: /home" if head.startswith(b"GET / ") else b"200 OK"
            stream.sendall(b"HTTP/1.1 " + away + b"\r\nContent-Length: 0\r\n\r\n")


def test_a_far_server_with_one_thread_gets_to_the_next_hop(monkeypatch):
    """What was dialled behind the first hop must not stand before the second one."""
    monkeypatch.setattr(spares, "FAR", 0.0)
    listener = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []
    threading.Thread(target=one_thread, args=(listener, asked), daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    began = time.monotonic()
    diagnosis = wwwhy.diagnose(url)
    listener.close()
    assert diagnosis.outcome.healthy
    assert [each for each in asked if each] == [b"GET /", b"GET /home"]
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("slow", [0.0, 0.2])
def test_what_travels_another_way_is_fed_last_however_quick_it_is(monkeypatch, slow):
    investigation, ended, ahead = driven(
        monkeypatch,
        lambda each: slow if each.transport.tls.sni else 0.05,
        "sni-other",
        "method-head",
    )
    probes = [each.probe for each in investigation.exchanges]
    assert probes.index("sni-other") == len(probes) - 1
    assert len(ended) == len(set(probes))
    # Twelve for the first wave, six for what may follow, and nothing once nobody can.
    assert ahead.dialled[:2] == [12, 6]


def test_connections_that_may_be_in_the_way_are_closed(monkeypatch):
    # The target is 200 ms away.
    _, _, ahead = driven(monkeypatch, lambda _: 0.3, "method-head")
    assert 0 not in ahead.dialled
    _, _, ahead = driven(monkeypatch, lambda _: 0.7, "method-head")
    assert ahead.dialled[-1] == 0


def test_what_is_late_is_given_up_and_counted_when_it_is_cancelled(monkeypatch):
    monkeypatch.setattr(
        planner, "wanted", lambda _, known: tuple({"sni-other", "method-head"} - {*known})
    )
    investigation = Investigation(Request(Url.parse("https://shop.test/")))

    async def send(experiment: Experiment, _: float | None) -> tuple[Exchange, ...]:
        probe = investigation.baseline_done
        if experiment.requests[0].transport.tls.sni:
            await asyncio.sleep(30)
        return tuple(far_away(each, probe) for each in experiment.requests)

    async def cancelled() -> None:
        task = asyncio.create_task(drive(investigation, send, Options(), lambda _: None, Ahead()))
        await asyncio.sleep(0.3)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert [each for each in asyncio.all_tasks() if each is not asyncio.current_task()] == []

    asyncio.run(cancelled())
    investigation.stop("interrupted")
    told = {each.what: each.why for each in investigation.not_checked()}
    assert told["sni-other"] == "interrupted"
    assert investigation.requests_sent >= 3


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


# Options by name, and what may be asked -----------------------------------------------------------


def test_options_by_name(site):
    diagnosis = wwwhy.diagnose(f"{site}/private", probes=False)
    assert diagnosis.requests_sent == 1
    assert diagnosis.outcome.status == 403
    few = wwwhy.diagnose(f"{site}/private", max_requests=2, deadline=5, source="log")
    assert few.requests_sent <= 2
    assert few.target.source == "log"


def test_options_by_name_count_before_those_at_once(site):
    options = Options(Budget(probes=False), source="har")
    diagnosis = wwwhy.diagnose(f"{site}/private", options=options, source="log")
    assert (diagnosis.requests_sent, diagnosis.target.source) == (1, "log")


def test_a_longer_deadline_means_patience():
    assert _settled("http://a.test/", None, {"deadline": 60}).budget.patient
    assert not _settled("http://a.test/", None, {"deadline": 10}).budget.patient
    assert not _settled("http://a.test/", None, {"deadline": 60, "patient": False}).budget.patient


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"probe": False}, "There is no option probe; there are budget, .*probes"),
        ({"max_requests": 31}, "from 1 to 30"),
        ({"max_requests": 0}, "from 1 to 30"),
        ({"budget": Budget(max_requests=1000)}, "from 1 to 30"),
    ],
)
def test_an_option_that_does_not_fit(settings, said):
    with pytest.raises(UsageError, match=said):
        wwwhy.diagnose("http://127.0.0.1:9/", **settings)
    with pytest.raises(UsageError, match=said):
        asyncio.run(wwwhy.adiagnose("http://127.0.0.1:9/", **settings))


@pytest.mark.parametrize("words", [["curl", "-A", "Mozilla/5.0"], ("-A", "Mozilla/5.0")])
def test_the_words_of_a_command(site, words):
    diagnosis = wwwhy.diagnose([*words, f"{site}/private"], probes=False)
    assert diagnosis.outcome.healthy
    assert diagnosis.target.source == "curl"


def test_a_command_as_text_reads_no_files(site, tmp_path):
    assert wwwhy.diagnose(f"curl -A 'Mozilla/5.0' {site}/private", probes=False).outcome.healthy
    file = tmp_path / "secret"
    file.write_text("x")
    with pytest.raises(InputError, match="read only for a command of your own"):
        wwwhy.diagnose(f"curl -d @{file} {site}/", probes=False)
    own = wwwhy.diagnose(["curl", "-G", "-d", f"@{file}", f"{site}/"], probes=False)
    assert own.target.url.endswith("/?x")


@pytest.mark.parametrize("nothing", ["", [], ["curl"], "--help"])
def test_nothing_to_ask(nothing):
    with pytest.raises((InputError, UsageError)):
        wwwhy.diagnose(nothing, probes=False)


@pytest.mark.parametrize(("path", "said"), [("/no", ["silent"]), ("/", [])])
def test_a_log_without_a_line_of_a_request_that_failed_is_named(site, tmp_path, path, said):
    log = tmp_path / "error.log"
    log.write_text("a line about something else\n", encoding="utf-8")
    diagnosis = wwwhy.diagnose(f"{site}{path}", options=Options(logs=open_logs([log])))
    assert [each.why for each in diagnosis.not_checked if each.what == "log"] == said
