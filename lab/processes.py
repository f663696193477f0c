"""One server process with everything it forks, from its start to the proof that it is gone."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from lab import kernel
from lab.errors import AddressInUseError, StartError
from lab.guard import Guard

READY_WITHIN = 10.0
"""Seconds a server may take to come up."""
_GRACE = 1.5
_TAIL = 3000
_STEPS = (0.005, 0.01, 0.02, 0.03)


class Process:
    """A child in a session and process group of its own; what it prints goes to a file."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        folder: Path,
        guard: Guard,
        env: Mapping[str, str] | None = None,
        output: str = "output.txt",
    ) -> None:
        self.output = folder / output
        self._guard = guard
        with self.output.open("ab") as sink:
            self._child = subprocess.Popen(
                list(argv),
                cwd=folder,
                env=dict(os.environ if env is None else env),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        guard.started(self.pid)
        self._gone = False

    @property
    def pid(self) -> int:
        """Number of the process, and of its group."""
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether the first process of the group still runs."""
        return self._child.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the first process only, as an administrator would."""
        with contextlib.suppress(ProcessLookupError):
            self._child.send_signal(number)

    def stop(self, first: signal.Signals = signal.SIGTERM, grace: float = _GRACE) -> None:
        """End the whole group and every descendant; returns when none of them lives."""
        if self._gone:
            return
        family = kernel.descendants(self.pid)
        self._to_group(first)
        if not self._wait_until_gone(grace):
            self._to_group(signal.SIGKILL)
            self._wait_until_gone(_GRACE)
        for row in family:
            # A helper in a session of its own (Squid's are) gets no signal of the group.
            if kernel.still_there(row):
                os.kill(row.pid, signal.SIGKILL)
        self._child.wait(_GRACE)
        self._guard.ended(self.pid)
        self._gone = True

    def wait(self, ready: Callable[[], bool], *logs: Path, within: float = READY_WITHIN) -> None:
        """Wait until the server is ready.

        Raises:
            AddressInUseError: it says that its address is taken.
            StartError: it ended, or was not ready in time; with the end of its logs.

        """
        deadline = time.monotonic() + within
        step = 0
        while not ready():
            if not self.alive:
                # Its last line may follow its end by a moment.
                raise self._failure(f"ended with status {self._child.returncode}", logs)
            if time.monotonic() > deadline:
                raise self._failure(f"was not ready within {within:g} s", logs)
            time.sleep(_STEPS[min(step, len(_STEPS) - 1)])
            step += 1

    def _failure(self, what: str, logs: Sequence[Path]) -> StartError:
        self.stop()
        said = "\n".join(filter(None, (tail(path) for path in (self.output, *logs))))
        kind = AddressInUseError if "address already in use" in said.lower() else StartError
        return kind(f"{self._child.args!r} {what}. It said:\n{said or '(nothing)'}")

    def _to_group(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def _wait_until_gone(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.alive or kernel.members(self.pid):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.005)
        return True


def tail(path: Path, size: int = _TAIL) -> str:
    """Return the end of a text file; '' if there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - size))
            return file.read(size).decode("utf-8", "replace").strip()
    except OSError:
        return ""
