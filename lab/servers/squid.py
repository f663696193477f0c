"""Squid, measured with 5.7 (Debian's openssl build)."""

import pwd
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from signal import SIGHUP, SIGKILL

from lab.bench import Bench, listening
from lab.server import Server, give, write_file
from lab.software import program, worker_user
from lab.templates import fill, listened

_SHARED_MEMORY = Path("/dev/shm")
_MAIN = """\
visible_hostname proxy.test
pid_filename {folder}/squid.pid
cache_log {error_log}
access_log stdio:{access_log} squid
cache_store_log none
coredump_dir {folder}
{user}
pinger_enable off
netdb_filename none
cache deny all
cache_mem 8 MB
max_filedescriptors 1024
shutdown_lifetime 0 seconds
"""


def start(bench: Bench, conf: str, *, values: Mapping[str, object]) -> Server:
    """Run Squid with these lines after ours.

    Without an `http_port` it listens on its own port; without an `http_access` it lets all pass.
    """
    binary = program("squid")
    text = _MAIN.replace("{user}", _user()) + conf + "\n"
    if not listened(conf):
        text += "http_port 127.0.0.1:{port}\n"
    if not re.search(r"^\s*http_access\s", conf, re.MULTILINE):
        text += "http_access allow all\n"

    def prepare(server: Server) -> tuple[str, ...]:
        server.error_log = server.folder / "cache.log"
        give(server.folder, user_name())
        write_file(server.config, fill(text, {**values, **server.places}, server.port))
        # The service's name keeps its shared memory apart from that of every other Squid.
        return (binary, "-N", "-n", _service(server), "-f", str(server.config))

    # It keeps nothing worth a second of good-bye.
    server = bench.launch("squid", prepare, ready=listening(*listened(conf)), end=SIGKILL)
    server.on_stop = partial(_stop, server, server.on_stop)
    server.on_reload = partial(_reload, server)
    return server


def _service(server: Server) -> str:
    """Return a name of letters and digits, as Squid wants it, that is ours alone."""
    return f"wwwhylab{server.port()}"


def _stop(server: Server, stop: Callable[[], None]) -> None:
    stop()
    for segment in _SHARED_MEMORY.glob(f"{_service(server)}-*"):
        segment.unlink(missing_ok=True)


def _reload(server: Server) -> None:
    assert server.process
    server.process.send(SIGHUP)


def user_name() -> str | None:
    """Return the user Squid works as, its package's own one if any; None if we are not root."""
    user = worker_user()
    if user is None:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("proxy", "squid") if name in known), user)


def _user() -> str:
    name = user_name()
    return "" if name is None else f"cache_effective_user {name}"
