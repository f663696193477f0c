"""A whole diagnosis: on loopback, and of a target so far away that round trips count."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from unittest.mock import patch

from benchmarks.measure import Bound, Effort, Samples
from lab import Lab, Received, Reply
from wwwhy.api import diagnose
from wwwhy.diagnosis import planner
from wwwhy.model import Diagnosis, Request
from wwwhy.probes import all_probes
from wwwhy.sources.curl import parse_argv
from wwwhy.wire import dial

TITLE = "a whole diagnosis, in round trips of the target however many probes it makes"
MOST = 6.0
"""Round trips of the target, connecting and our own work included."""
LEG = 0.1
"""Seconds that everything takes each way to the distant target."""
ROUNDS = 7
TRIES = 3
"""Diagnoses from afar of which the quickest counts: a busy machine only ever adds."""
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
WORDS = ("-H", f"Authorization: Bearer {TOKEN}", "-b", "sid=1", "-H", "Origin: https://app.test")
"""What gives probes much to take away."""
REPLIES: Mapping[str, Reply] = {
    "/401": Reply(401, {"WWW-Authenticate": 'Bearer realm="api", error="invalid_token"'}, "no"),
    "/403": Reply(403, {"Server": "nginx"}, "<h1>403 Forbidden</h1>"),
    "/404": Reply(404, {"Content-Type": "application/json"}, '{"error": "not_found"}'),
    "/502": Reply(502, {"Server": "nginx"}, "<h1>502 Bad Gateway</h1>"),
}
"""Every request is refused alike, so that no probe settles anything early.

429 is not among them: its one probe waits on purpose, as long as the server asks.
"""
GREEDY = "/403"
"""The path that is also diagnosed as if open causes wanted every probe there is."""


@dataclass(frozen=True, slots=True)
class Distance:
    """How far the target is."""

    name: str
    seconds: float
    handshake: bool
    """Whether the first bytes wait as long as connecting would have taken."""
    connecting: bool = False
    """Whether connecting itself takes its round trip, as it does on a real way."""

    def way(self) -> AbstractContextManager[object]:
        """Make connections take their time while it is open."""
        return patch.object(dial, "_opened", self._slowly) if self.connecting else nullcontext()

    async def _slowly(self, *words: object) -> object:
        await asyncio.sleep(2 * self.seconds)
        return await _OPENED(*words)  # type: ignore[arg-type]


_OPENED = dial._opened  # noqa: SLF001 (nothing on loopback makes connecting take time)
HERE = Distance("loopback", 0.0, handshake=False)
FAR = (
    Distance("far, connecting free", LEG, handshake=False),
    Distance("far, connecting hidden", LEG, handshake=True),
    Distance("far", LEG, handshake=False, connecting=True),
)


def run(effort: Effort) -> Iterator[object]:
    """Diagnose refusals on loopback, then from afar; every figure is one target's."""
    paths = tuple(REPLIES)[: effort.times(len(REPLIES))]
    for scheme in ("http", "https"):
        for path in paths:
            yield from _near(scheme, path, effort.times(ROUNDS))
    for distance in FAR:
        for scheme in ("http", "https"):
            for path in paths:
                yield _far(scheme, path, distance)
            yield _far(scheme, GREEDY, distance, greedy=True)


def _near(scheme: str, path: str, rounds: int) -> Iterator[object]:
    asked = [diagnosed(scheme, path, HERE) for _ in range(rounds + 1)]
    took = tuple(each.elapsed_s * 1000 for each in asked[1:])
    yield Samples(f"{scheme} {path} ({asked[0].requests_sent} requests)", "ms", took)


def _far(scheme: str, path: str, distance: Distance, *, greedy: bool = False) -> Bound:
    tried: list[Diagnosis] = []
    trips = MOST + 1
    while len(tried) < TRIES and trips > MOST:
        tried.append(diagnosed(scheme, path, distance, greedy=greedy))
        trips = min(each.elapsed_s for each in tried) / (2 * distance.seconds)
    wanted = "every probe" if greedy else path
    what = f"{scheme} {wanted}, {distance.name}, {tried[-1].requests_sent} requests"
    return Bound(what, trips, trips, MOST, " round trips")


def diagnosed(scheme: str, path: str, distance: Distance, *, greedy: bool = False) -> Diagnosis:
    """Diagnose a refusal by a server at this distance; greedy causes want every probe there is."""
    wants = patch.object(planner, "wanted", _everything) if greedy else nullcontext()
    with Lab() as lab, wants:
        tls = lab.pki.good if scheme == "https" else None
        server = lab.python_http(_answer, tls=tls)
        port = server.port()
        if distance.seconds:
            port = lab.delay_proxy(port, distance.seconds, handshake=distance.handshake).port()
        request = _request(lab, f"{scheme}://localhost:{port}{path}", port)
        with distance.way():
            return diagnose(request)


def _everything(_: Iterable[object], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in all_probes() if name not in known)


def _request(lab: Lab, url: str, port: int) -> Request:
    words = (*WORDS, "--cacert", str(lab.pki.ca_file), "--resolve", f"localhost:{port}:127.0.0.1")
    return parse_argv([*words, url]).requests[0]


def _answer(request: Received) -> Reply:
    return next((r for path, r in REPLIES.items() if request.path.startswith(path)), Reply(404))
