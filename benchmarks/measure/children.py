"""Child processes and what the kernel says they took."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took."""

    wall_ms: float
    cpu_ms: float
    """User and system time of the process and its own children."""
    status: int


@contextmanager
def compiled() -> Iterator[Mapping[str, str]]:
    """Yield an environment in which Python keeps its bytecode, as after an installation.

    Where it may not be written, every start would compile the whole program again, which no user
    of an installed program ever pays.
    """
    with tempfile.TemporaryDirectory(prefix="wwwhy-bytecode-") as folder:
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        yield {**kept, "PYTHONPYCACHEPREFIX": folder}


def cost(command: Sequence[str], environ: Mapping[str, str] | None = None) -> Cost:
    """Run a command with its output thrown away and return what it took."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environ,
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = used.ru_utime + used.ru_stime
    return Cost(wall * 1000, cpu * 1000, process.returncode)
