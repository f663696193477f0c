"""nginx, measured with 1.22.1."""

import re
from collections.abc import Mapping
from pathlib import Path
from signal import SIGHUP

from lab.bench import Bench, listening, wait_for
from lab.errors import LabError
from lab.kernel import descendants, still_there
from lab.processes import Process
from lab.server import Server, write_file
from lab.software import program, worker_group, worker_user
from lab.templates import fill, listened

_MAIN = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {error_log} {level};
{user}
{main}
events { worker_connections 256; }
http {
    types { text/html html; text/css css; application/javascript js; text/plain txt;
            application/json json; image/png png; image/svg+xml svg; }
    default_type application/octet-stream;
    access_log {access_log};
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {http}
    {conf}
}
"""
_ONE_SERVER = """\
    server {
        listen {address};
        root {root};
        {conf}
    }
"""


def start(
    bench: Bench,
    conf: str,
    *,
    http: str = "",
    main: str = "",
    level: str = "info",
    values: Mapping[str, object],
) -> Server:
    """Run nginx with this content of `http {}`, or of one `server {}` if it holds none."""
    binary = program("nginx")
    whole = conf if re.search(r"\bserver\s*\{", conf) else _ONE_SERVER.replace("{conf}", conf)
    whole = whole.replace("{address}", "127.0.0.1:{port}")
    text = _MAIN.replace("{conf}", whole).replace("{http}", http).replace("{main}", main)
    text = text.replace("{level}", level).replace("{user}", _user())

    def prepare(server: Server) -> tuple[str, ...]:
        write_file(server.config, fill(text, {**values, **server.places}, server.port))
        # -e: before it has read its configuration it would write to the system's own log.
        log, config = str(server.error_log), str(server.config)
        return (binary, "-p", str(server.folder), "-e", log, "-c", config)

    server = bench.launch("nginx", prepare, ready=listening(*listened(whole)))
    server.on_reload = lambda: _reload(server)
    return server


def _reload(server: Server) -> None:
    assert server.process
    new_workers(server.process, server.folder / "nginx.pid")


def new_workers(process: Process, pid_file: Path) -> None:
    """Send SIGHUP and wait until every worker of before is gone.

    Raises:
        LabError: the old workers stayed; the new configuration may be wrong.

    """
    # The file is written late, the workers come last: before that, a signal would be lost.
    wait_for(lambda: pid_file.exists() and bool(descendants(process.pid)))
    old = descendants(process.pid)
    process.send(SIGHUP)
    if not wait_for(lambda: not any(still_there(worker) for worker in old)):
        raise LabError("The server kept its old workers after SIGHUP; look into its error log.")
    wait_for(lambda: bool(descendants(process.pid)))


def _user() -> str:
    user = worker_user()
    return "" if user is None else f"user {user} {worker_group()};"
