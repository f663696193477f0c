"""Verdicts about a far target: the same as of a near one, within six round trips."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from benchmarks.diagnosis import FAR, HERE, LEG, MOST, TRIES, Distance
from benchmarks.measure import Bound, Effort
from lab import Lab, NotInstalledError, Received, Reply
from wwwhy.api import diagnose
from wwwhy.model import Diagnosis, Verdict
from wwwhy.sources.curl import parse_argv

TITLE = "verdicts that need a flip and its control, in round trips of a far target"
OK, NO = Reply(200, {"Content-Type": "text/plain"}, "ok"), Reply(403, {}, "<h1>Forbidden</h1>")
MISSING, HUGE = Reply(404, {}, "no such page"), Reply(431, {}, "too large")
LOGIN = Reply(401, {"WWW-Authenticate": "Bearer"}, "who are you?")
ROOM = 2000
"""Bytes of field values that the picky server takes."""
WAYS = ("http", "https", "proxy")
"""The last is https through the tunnel of a forward proxy that is near to us."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A fault that one change of the request cures."""

    words: tuple[str, ...]
    answer: Callable[[Received], Reply]


SCENES: Mapping[str, Scene] = {
    "/agent": Scene((), lambda r: OK if "Mozilla" in r.get("user-agent") else NO),
    "/origin": Scene(("-H", "Origin: https://app.test"), lambda r: NO if r.get("origin") else OK),
    "/slash": Scene((), lambda r: OK if r.path == "/slash/" else MISSING),
    "/prefix": Scene(
        ("-H", "Authorization: abcdefghijkl"),
        lambda r: OK if r.get("authorization").startswith("Bearer ") else LOGIN,
    ),
    "/large": Scene(
        ("-b", "a=" + "x" * 2 * ROOM),
        lambda r: OK if sum(len(value) for _, value in r.fields) < ROOM else HUGE,
    ),
}


def run(effort: Effort) -> Iterator[object]:
    """Diagnose every fault from near and from afar; the verdict must be the same."""
    paths = tuple(SCENES)[: effort.times(len(SCENES))]
    for way in WAYS:
        for path in paths:
            try:
                yield from _compared(way, path)
            except NotInstalledError as missing:
                yield f"{way} {path}: left out, {missing}"


def _compared(way: str, path: str) -> Iterator[object]:
    near = _verdict(diagnosed(way, path, HERE))
    # Where nothing on a way without TLS shows that it is long, there is time for one wave only.
    shown = FAR if way != "http" else FAR[-1:]
    for distance in shown:
        tried = tuple(_tried(way, path, distance))
        trips = min(each.elapsed_s for each in tried) / (2 * LEG)
        other = next((_verdict(each) for each in tried if _verdict(each) != near), None)
        said = f"{near}, as near" if other is None else f"{other}, BUT NEAR {near}"
        what = f"{way} {path}, {distance.name}: {said}, {tried[0].requests_sent} requests"
        # Another verdict breaks the bound, however quick it came.
        yield Bound(what, trips if other is None else MOST * 2, trips, MOST, " round trips")


def _tried(way: str, path: str, distance: Distance) -> Iterator[Diagnosis]:
    for _ in range(TRIES):
        diagnosis = diagnosed(way, path, distance)
        yield diagnosis
        if diagnosis.elapsed_s <= MOST * 2 * LEG:
            return


def diagnosed(way: str, path: str, distance: Distance) -> Diagnosis:
    """Diagnose one fault of a server at this distance."""
    scene = SCENES[path]
    with Lab() as lab:
        scheme = "http" if way == "http" else "https"
        tls = lab.pki.good if scheme == "https" else None
        port = lab.python_http(scene.answer, tls=tls).port()
        if distance.seconds:
            hidden = distance.handshake or (distance.connecting and way == "proxy")
            port = lab.delay_proxy(port, distance.seconds, handshake=hidden).port()
        words = [*scene.words, "--cacert", str(lab.pki.ca_file)]
        words += ["--resolve", f"localhost:{port}:127.0.0.1"]
        if way == "proxy":
            # Here it is the proxy that connects to the far end, so ours takes no time.
            words += ["-x", f"http://127.0.0.1:{lab.squid().port()}"]
            distance = HERE
        request = parse_argv([*words, f"{scheme}://localhost:{port}{path}"]).requests[0]
        with distance.way():
            return diagnose(request)


def _verdict(diagnosis: Diagnosis) -> str:
    told = [each for each in diagnosis.causes if each.verdict is not Verdict.RULED_OUT]
    return f"{told[0].id} {told[0].verdict.value}" if told else "none"
