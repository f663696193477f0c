"""A running server as a scene sees it: addresses, files, and its end."""

import os
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

from lab.errors import LabError
from lab.ports import LOOPBACK
from lab.processes import Process


class Server:
    """A handle on one server of a lab; the lab stops it when the scene is over."""

    def __init__(
        self,
        name: str,
        folder: Path,
        number: int,
        named: Callable[[str], int],
        scheme: str = "http",
    ) -> None:
        self.name = name
        self.folder = folder
        self.root = folder / "www"
        """Where its documents lie."""
        self.config = folder / f"{name}.conf"
        self.error_log = folder / "error.log"
        self.access_log = folder / "access.log"
        self.socket = folder / f"{name}.sock"
        """Its Unix socket, for servers that have one."""
        self.scheme = scheme
        self.process: Process | None = None
        self._number = number
        self._named = named
        self.on_stop: Callable[[], None] = _nothing
        self.on_reload: Callable[[], None] | None = None
        self._stopped = False

    def __repr__(self) -> str:
        return f"<{self.name} at {self.url}>"

    def port(self, name: str = "") -> int:
        """Return its own port, or one of the lab's named ports."""
        return self._named(name) if name else self._number

    @property
    def address(self) -> str:
        """Host and port, as `proxy_pass` and its kin want it."""
        return f"{LOOPBACK}:{self._number}"

    @property
    def url(self) -> str:
        """The URL of its own port, without a path."""
        return self.at("")

    def at(self, path: str, *, host: str = LOOPBACK, port: str = "", scheme: str = "") -> str:
        """Return a URL on this server; `port` is a name, '' its own."""
        return f"{scheme or self.scheme}://{host}:{self.port(port)}{path}"

    def resolve(self, host: str, port: str = "") -> tuple[str, str]:
        """Return curl's option that leads a host name to this server."""
        return "--resolve", f"{host}:{self.port(port)}:{LOOPBACK}"

    def write(self, path: str, text: str | bytes, mode: int = 0o644) -> Path:
        """Write a document below the root and return where it lies."""
        return write_file(self.root / path, text, mode)

    def reload(self) -> None:
        """Make it read its configuration and certificates again.

        Raises:
            LabError: this kind of server cannot, as it is started here.

        """
        if self.on_reload is None:
            raise LabError(f"{self.name} has no reload here: stop it and start another.")
        self.on_reload()

    def stop(self) -> None:
        """End it; its port then refuses connections. A second call does nothing."""
        if not self._stopped:
            self._stopped = True
            self.on_stop()

    @property
    def places(self) -> Mapping[str, object]:
        """What its configuration may name between braces."""
        return {
            "port": self._number,
            "root": self.root,
            "folder": self.folder,
            "socket": self.socket,
            "error_log": self.error_log,
            "access_log": self.access_log,
        }


def write_file(path: Path, text: str | bytes, mode: int = 0o644) -> Path:
    """Write a file with its folders; text loses its common indentation."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
    path.chmod(mode)
    return path


def make_unreadable(path: Path) -> Path:
    """Take a file or folder from everybody but root, whoever the server runs as."""
    path.chmod(0)
    return path


def give(path: Path, user: str | None) -> Path:
    """Hand a file or folder to the user a server runs as; nothing to do where we are not root."""
    if user is not None:
        import pwd  # noqa: PLC0415 (exists on Unix only, as the servers do)

        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)
    return path


def _nothing() -> None:
    """Stop a server that has nothing to stop."""
