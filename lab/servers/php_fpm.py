"""PHP-FPM, measured with PHP 8.2; it listens on a Unix socket, or on its port if asked."""

import stat
from collections.abc import Mapping

from lab.bench import Bench, listening
from lab.kernel import accepts
from lab.server import Server, write_file
from lab.software import program, worker_group, worker_user
from lab.templates import fill

_MAIN = """\
[global]
daemonize = no
error_log = {error_log}
pid = {folder}/php-fpm.pid
log_level = notice
{global}
[www]
{user}
listen = {listen}
pm = static
pm.max_children = {children}
access.log = {access_log}
catch_workers_output = yes
{pool}
"""


def start(
    bench: Bench,
    documents: Mapping[str, str],
    *,
    pool: str = "",
    settings: str = "",
    children: int = 2,
    tcp: bool = False,
    values: Mapping[str, object],
) -> Server:
    """Run PHP-FPM with these scripts in its `root`.

    `pool` and `settings` are further lines of the pool and of the global section.
    """
    binary = program("php-fpm")
    text = _MAIN.replace("{user}", _user()).replace("{children}", str(children))
    text = text.replace("{listen}", "127.0.0.1:{port}" if tcp else "{socket}")
    text = text.replace("{pool}", pool).replace("{global}", settings)

    def prepare(server: Server) -> tuple[str, ...]:
        for name, source in documents.items():
            server.write(name, source)
        write_file(server.config, fill(text, {**values, **server.places}, server.port))
        return (binary, "-F", "-y", str(server.config))

    return bench.launch("php-fpm", prepare, ready=listening() if tcp else _has_socket)


def _has_socket(server: Server) -> bool:
    return is_socket(server) and accepts(str(server.socket))


def is_socket(server: Server) -> bool:
    """Whether the server's Unix socket exists."""
    return server.socket.exists() and stat.S_ISSOCK(server.socket.stat().st_mode)


def _user() -> str:
    user = worker_user()
    if user is None:
        return ""
    group = worker_group()
    owner = f"listen.owner = {user}\nlisten.group = {group}\nlisten.mode = 0660"
    return f"user = {user}\ngroup = {group}\n{owner}"
