"""What a start costs: help, explanations, and a whole diagnosis of a port where nobody listens."""

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec

from benchmarks.measure import Bound, Effort, alternating
from benchmarks.measure.children import compiled, cost
from lab.ports import Ports

TITLE = "processor time of a start, above a bare interpreter"
MOST = 80.0
"""Milliseconds above `python -c pass`, for what needs no network."""
ROUNDS = 15
_BARE = "python -c pass"
_EXPLAINED = (
    "wwwhy explain 401",
    "wwwhy explain bearer-token-expired",
    "wwwhy explain ERR_CONECTION_REFUSED",
    "wwwhy explain --list",
)
"""A code, a cause, a misspelled name, and the list of everything."""
_OURS = (sys.executable, "-c", "from wwwhy.cli import main; main()")


def run(effort: Effort) -> Iterator[object]:
    """Measure all commands in turns."""
    ports = Ports()
    with compiled() as environ:
        commands = _commands(f"http://127.0.0.1:{ports.closed()}/")
        measured = alternating(
            {name: partial(_cpu, command, environ) for name, command in commands.items()},
            effort.times(ROUNDS, least=2),
            "ms",
        )
    ports.close()
    yield from measured
    by_name = {samples.name: samples for samples in measured}
    for name in ("wwwhy --help", *_EXPLAINED):
        if name in by_name:
            yield Bound.of_difference(by_name[name], by_name[_BARE], MOST)


def _commands(url: str) -> Mapping[str, Sequence[str]]:
    commands: dict[str, Sequence[str]] = {
        _BARE: (sys.executable, "-c", "pass"),
        "wwwhy --help": (*_OURS, "--help"),
        "wwwhy URL (refused)": (*_OURS, url),
    }
    if find_spec("wwwhy.cli.explain"):
        for name in _EXPLAINED:
            commands[name] = (*_OURS, *name.split()[1:])
    curl = shutil.which("curl")
    if curl:
        commands["curl --help"] = (curl, "--help")
    return commands


def _cpu(command: Sequence[str], environ: Mapping[str, str]) -> float:
    return cost(command, environ).cpu_ms
