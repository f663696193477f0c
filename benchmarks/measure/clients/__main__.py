"""Measures clients in this process and prints JSON.

python -m benchmarks.measure.clients at-once CLIENT URL CA_FILE COUNT
python -m benchmarks.measure.clients in-turns URL CA_FILE ROUNDS
"""

import asyncio
import json
import re
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

UNCOUNTED = 3
"""Requests that pay for loading modules and trust anchors."""


def at_once(client: str, url: str, ca_file: str, count: int) -> dict[str, float]:
    """Fetch many times at once; return what it took, loading the client's modules left out."""
    fetch = import_module(f"{__package__}.{client}").fetch
    fetch(url, ca_file, 1)
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    answered = fetch(url, ca_file, count)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return {"answered": answered, "wall": wall * 1000, "cpu": cpu * 1000, "peak": peak_mib()}


def peak_mib() -> float:
    """Return this process's peak of resident memory, in MiB.

    On Linux ru_maxrss begins with what the parent process had, which may be more.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        assert found is not None
        return int(found[1]) / 1024
    # macOS counts in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024


def in_turns(url: str, ca_file: str, rounds: int) -> dict[str, list[float]]:
    """Fetch one by one, with the wire and with pycurl in turns; return milliseconds each."""
    wire = import_module(f"{__package__}.wire")
    pycurl = import_module(f"{__package__}.curl")
    took: dict[str, list[float]] = {"wire": [], "pycurl": []}

    async def measure() -> None:
        for _ in range(UNCOUNTED + rounds):
            began = time.perf_counter()
            answered = await wire.fetch_inside(url, ca_file, 1)
            between = time.perf_counter()
            answered += pycurl.fetch_one(url, ca_file)
            ended = time.perf_counter()
            assert answered == 2, "a request was not answered"
            took["wire"].append((between - began) * 1000)
            took["pycurl"].append((ended - between) * 1000)

    asyncio.run(measure())
    return {name: values[UNCOUNTED:] for name, values in took.items()}


def main(mode: str, *words: str) -> None:
    """Measure as the words say, and print."""
    *names, url, ca_file, count = words
    figures: object = (
        at_once(names[0], url, ca_file, int(count))
        if mode == "at-once"
        else in_turns(url, ca_file, int(count))
    )
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
