"""Applications in Python behind the servers people run them with: gunicorn and uvicorn."""

import os
import sys
from collections.abc import Mapping, Sequence

from lab.bench import Bench, listening
from lab.kernel import accepts
from lab.server import Server, write_file
from lab.servers.php_fpm import is_socket
from lab.software import program

_GUNICORN = """\
from pathlib import Path

bind = {bind!r}
accesslog = {access_log!r}
errorlog = {error_log!r}
graceful_timeout = 1
workers = {workers}
control_socket_disable = True


def post_worker_init(worker):
    Path({ready!r}).touch()
"""


def start_gunicorn(
    bench: Bench,
    source: str,
    *,
    args: Sequence[str] = (),
    env: Mapping[str, str],
    workers: int = 1,
    unix: bool = False,
    boots: bool = True,
) -> Server:
    """Run the WSGI application `app` of this module source under gunicorn.

    `unix` binds its Unix socket and no port; `boots=False` waits for the master process only,
    for an application that cannot start.
    """
    module = program("gunicorn")

    def prepare(server: Server) -> tuple[str, ...]:
        write_file(server.folder / "app.py", source)
        settings = _GUNICORN.format(
            bind=f"unix:{server.socket}" if unix else server.address,
            access_log=str(server.access_log),
            error_log=str(server.error_log),
            workers=workers,
            ready=str(server.folder / "ready"),
        )
        write_file(server.config, settings)
        server.config.rename(server.folder / "gunicorn.conf.py")
        server.config = server.folder / "gunicorn.conf.py"
        return (sys.executable, "-m", module, "-c", str(server.config), *args, "app:app")

    def ready(server: Server) -> bool:
        open_ = is_socket(server) if unix else listening()(server)
        return open_ and (not boots or (server.folder / "ready").exists())

    return bench.launch("gunicorn", prepare, ready=ready, env=_environment(env))


def start_uvicorn(
    bench: Bench,
    source: str,
    *,
    args: Sequence[str] = (),
    env: Mapping[str, str],
    unix: bool = False,
) -> Server:
    """Run the ASGI application `app` of this module source under uvicorn."""
    module = program("uvicorn")

    def prepare(server: Server) -> tuple[str, ...]:
        write_file(server.folder / "app.py", source)
        server.error_log = server.access_log = server.folder / "output.txt"
        host, _, port = server.address.partition(":")
        bind = ("--uds", str(server.socket)) if unix else ("--host", host, "--port", port)
        return (sys.executable, "-m", module, *bind, *args, "app:app")

    def ready(server: Server) -> bool:
        return accepts(str(server.socket)) if unix else listening()(server)

    return bench.launch("uvicorn", prepare, ready=ready, env=_environment(env))


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", **env}
