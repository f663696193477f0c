"""A whole diagnosis: on loopback, and of a target so far away that its round trips can be counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.measure import Bound, Effort, Samples
from lab import Lab, Received, Reply
from wwwhy.api import diagnose
from wwwhy.model import Diagnosis, Request
from wwwhy.sources.curl import parse_argv

TITLE = "a whole diagnosis, in round trips of the target however many probes it makes"
MOST = 6.0
"""Round trips of the target, connecting included."""
LEG = 0.1
"""Seconds that everything takes each way to the distant target."""
ROUNDS = 7
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
WORDS = ("-H", f"Authorization: Bearer {TOKEN}", "-b", "sid=1", "-H", "Origin: https://app.test")
"""What gives probes much to take away."""
REPLIES: Mapping[str, Reply] = {
    "/401": Reply(401, {"WWW-Authenticate": 'Bearer realm="api", error="invalid_token"'}, "no"),
    "/403": Reply(403, {"Server": "nginx"}, "<h1>403 Forbidden</h1>"),
    "/404": Reply(404, {"Content-Type": "application/json"}, '{"error": "not_found"}'),
    "/429": Reply(429, {"RateLimit-Remaining": "0"}, "slow down"),
    "/502": Reply(502, {"Server": "nginx"}, "<h1>502 Bad Gateway</h1>"),
}
"""Every request is refused alike, so that no probe settles anything early."""


@dataclass(frozen=True, slots=True)
class Distance:
    """How far the target is."""

    name: str
    seconds: float
    handshake: bool
    """Whether connecting takes its round trip as well."""


HERE = Distance("loopback", 0.0, handshake=False)
FAR = (
    Distance("far, connecting free", LEG, handshake=False),
    Distance("far, connecting too", LEG, handshake=True),
)


def run(effort: Effort) -> Iterator[object]:
    """Diagnose refusals on loopback, then from afar; every figure is one target's."""
    paths = tuple(REPLIES)[: effort.times(len(REPLIES), least=2)]
    for scheme in ("http", "https"):
        for path in paths:
            yield from _near(scheme, path, effort.times(ROUNDS))
    for distance in FAR:
        for scheme in ("http", "https"):
            for path in paths:
                yield from _far(scheme, path, distance)


def _near(scheme: str, path: str, rounds: int) -> Iterator[object]:
    asked = [diagnosed(scheme, path, HERE) for _ in range(rounds + 1)]
    took = tuple(each.elapsed_s * 1000 for each in asked[1:])
    yield Samples(f"{scheme} {path} ({asked[0].requests_sent} requests)", "ms", took)


def _far(scheme: str, path: str, distance: Distance) -> Iterator[object]:
    diagnosis = diagnosed(scheme, path, distance)
    trips = diagnosis.elapsed_s / (2 * distance.seconds)
    what = f"{scheme} {path}, {distance.name}, {diagnosis.requests_sent} requests"
    # Baseline and one wave over TLS are six round trips to the millisecond; the rest is ours.
    yield Bound(what, trips, trips, MOST + NOISE, " round trips")


NOISE = 0.5
"""Round trips that our own work and a busy machine may add."""


def diagnosed(scheme: str, path: str, distance: Distance) -> Diagnosis:
    """Diagnose a refusal by a server at this distance."""
    with Lab() as lab:
        tls = lab.pki.good if scheme == "https" else None
        server = lab.python_http(_answer, tls=tls)
        port = server.port()
        if distance.seconds:
            port = lab.delay_proxy(port, distance.seconds, handshake=distance.handshake).port()
        request = _request(lab, f"{scheme}://localhost:{port}{path}", port)
        return diagnose(request)


def _request(lab: Lab, url: str, port: int) -> Request:
    words = (*WORDS, "--cacert", str(lab.pki.ca_file), "--resolve", f"localhost:{port}:127.0.0.1")
    return parse_argv([*words, url]).requests[0]


def _answer(request: Received) -> Reply:
    return next((r for path, r in REPLIES.items() if request.path.startswith(path)), Reply(404))
