"""What every server of a lab stands on: a folder, ports, a guard, and the order of clearing up."""

import contextlib
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from signal import SIGTERM, Signals

from lab import kernel
from lab.errors import AddressInUseError
from lab.guard import Guard
from lab.loop import LoopThread
from lab.ports import LOOPBACK, Ports
from lab.processes import READY_WITHIN, Process
from lab.server import Server

_ATTEMPTS = 3


class Bench:
    """The resources of one lab; everything it gave out ends with `close`."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="wwwhy-lab-"))
        # Workers of servers started by root are somebody else and must get in.
        self.root.chmod(0o755)
        self.ports = Ports()
        self.guard = Guard(self.root)
        self._servers: list[Server] = []
        self._numbers: dict[str, int] = {}
        self._loop: LoopThread | None = None
        self._lock = threading.Lock()

    @property
    def loop(self) -> LoopThread:
        """The event loop of the servers that live in this process."""
        with self._lock:
            if self._loop is None:
                self._loop = LoopThread()
            return self._loop

    def folder(self, name: str) -> Path:
        """Make a new folder for a server, short enough for the path of a Unix socket."""
        with self._lock:
            number = self._numbers[name] = self._numbers.get(name, 0) + 1
        folder = self.root / (name if number == 1 else f"{name}-{number}")
        (folder / "www").mkdir(parents=True)
        return folder

    def server(self, name: str, *, port: int | None = None) -> Server:
        """Make the handle of a new server, with a folder and a port of its own."""
        number = self.ports.fresh() if port is None else port
        return self.owned(Server(name, self.folder(name), number, self.ports.named))

    def owned(self, server: Server) -> Server:
        """Stop this server when the lab closes."""
        with self._lock:
            self._servers.append(server)
        return server

    def launch(
        self,
        name: str,
        prepare: Callable[[Server], Sequence[str]],
        *,
        ready: Callable[[Server], bool] | None = None,
        env: Mapping[str, str] | None = None,
        end: Signals = SIGTERM,
        within: float = READY_WITHIN,
    ) -> Server:
        """Start a server as a process and wait until it is ready.

        `prepare` writes its files and returns the command. It is called again, with another
        port, if somebody took the address in spite of its reservation.

        Raises:
            StartError: the server did not come up.

        """
        is_ready = ready or listening()
        for attempt in range(_ATTEMPTS):
            server = self.server(name)
            argv = prepare(server)
            process = Process(argv, folder=server.folder, guard=self.guard, env=env)
            server.process = process
            server.on_stop = partial(process.stop, end)
            try:
                process.wait(partial(is_ready, server), server.error_log, within=within)
            except AddressInUseError:
                if attempt == _ATTEMPTS - 1:
                    raise
            else:
                return server
        raise AssertionError

    def close(self) -> None:
        """Stop all servers, the youngest first, and remove the folder."""
        errors: list[BaseException] = []
        for server in reversed(self._servers):
            _collect(errors, server.stop)
        self._servers.clear()
        if self._loop is not None:
            _collect(errors, self._loop.close)
            self._loop = None
        self.ports.close()
        _collect(errors, self.guard.close)
        _remove(self.root)
        if errors:
            raise errors[0]


def listening(*names: str) -> Callable[[Server], bool]:
    """Return a check whether a server listens on its own port and on these named ones."""

    def check(server: Server) -> bool:
        numbers = [server.port(name) for name in (names or ("",))]
        return all(_listens(number) for number in numbers)

    return check


def wait_for(condition: Callable[[], bool], within: float = READY_WITHIN) -> bool:
    """Poll a condition until it holds; False if it never did."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _listens(port: int) -> bool:
    known = kernel.listens(port)
    return kernel.accepts((LOOPBACK, port)) if known is None else known


def _collect(errors: list[BaseException], step: Callable[[], None]) -> None:
    """Go on clearing up whatever happens; what happened is raised at the end."""
    try:
        step()
    except Exception as error:  # noqa: BLE001 (one server's trouble must not keep another alive)
        errors.append(error)


def _remove(folder: Path) -> None:
    """Remove a tree in which scenes may have taken every right away."""
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            with contextlib.suppress(OSError):
                path.chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)
