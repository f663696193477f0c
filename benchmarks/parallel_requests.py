"""Many fresh HTTPS requests at once: the wire, libcurl's multi interface, and httpx2."""

import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.measure import Bound, Effort, Samples
from benchmarks.measure.site import Site, secure_site

TITLE = "200 fresh HTTPS requests at once, each client in a process of its own"
CLIENTS = ("wire", "pycurl", "httpx2")
COUNT = 200
ROUNDS = 7
UNITS = {"wall": "ms", "cpu": "ms", "peak": "MiB"}
MOST = 1.0
"""Times the processor time of httpx2: the wire observes more and must not cost more."""
MOST_OF_CURL = 2.0
"""Times that of libcurl, which is C throughout."""


def run(effort: Effort) -> Iterator[object]:
    """Measure the clients in turns; wall time, processor time and peak memory of each."""
    count = effort.times(COUNT, least=4)
    figures: dict[str, list[dict[str, float]]] = {client: [] for client in CLIENTS}
    with secure_site() as site:
        yield f"server: {site.server}; {count} requests"
        for _ in range(effort.times(ROUNDS)):
            for client in CLIENTS:
                figures[client].append(_run(client, site, count))
    for client, rounds in figures.items():
        missed = sum(count - each["answered"] for each in rounds)
        assert not missed, f"{client}: {missed:g} requests had no answer"
    for unit in UNITS:
        for client in CLIENTS:
            yield _samples(figures, client, unit)
    ours, peer = (_samples(figures, client, "cpu") for client in ("wire", "httpx2"))
    yield Bound.of_ratio(ours, peer, MOST)
    yield Bound.of_ratio(ours, _samples(figures, "pycurl", "cpu"), MOST_OF_CURL)


def _samples(figures: dict[str, list[dict[str, float]]], client: str, of: str) -> Samples:
    return Samples(f"{client} {of}", UNITS[of], tuple(each[of] for each in figures[client]))


def _run(client: str, site: Site, count: int) -> dict[str, float]:
    module = {"pycurl": "curl"}.get(client, client)
    command = [sys.executable, "-m", "benchmarks.measure.clients", "at-once", module]
    done = subprocess.run(
        [*command, site.url, str(site.ca_file), str(count)],
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
