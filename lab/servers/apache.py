"""Apache httpd, measured with 2.4.71."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from lab.bench import Bench, listening
from lab.errors import LabError, NotInstalledError
from lab.server import Server, write_file
from lab.servers.nginx import new_workers
from lab.software import program, worker_group, worker_user
from lab.templates import fill, listened

_MODULE_FOLDERS = (
    "/usr/lib/apache2/modules",
    "/usr/lib64/httpd/modules",
    "/usr/lib/httpd/modules",
)
_ALWAYS = ("mpm_event", "authz_core", "authz_host", "mime", "dir", "alias", "env", "setenvif")
_BASIC = ("authn_core", "authn_file", "authz_user")
_NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "auth_basic": _BASIC,
        "auth_digest": _BASIC,
        "authz_groupfile": ("authz_user",),
        "cache_disk": ("cache",),
        "dav_fs": ("dav",),
        "deflate": ("filter",),
        "lbmethod_byrequests": ("proxy", "slotmem_shm", "proxy_balancer"),
        "proxy_balancer": ("proxy", "slotmem_shm"),
        "proxy_connect": ("proxy",),
        "proxy_fcgi": ("proxy",),
        "proxy_http": ("proxy",),
        "proxy_http2": ("proxy",),
        "proxy_wstunnel": ("proxy",),
        "ssl": ("socache_shmcb",),
    }
)
_MAIN = """\
ServerRoot {folder}
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
ServerName localhost
{listen}
{modules}
{user}
ErrorLog {error_log}
LogLevel {level}
CustomLog {access_log} "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\""
DocumentRoot {root}
<Directory />
    AllowOverride None
    Require all denied
</Directory>
<Directory {root}>
    AllowOverride {override}
    Require all granted
</Directory>
<IfModule mpm_event_module>
    StartServers 1
    ThreadsPerChild 16
    MinSpareThreads 1
    MaxSpareThreads 32
    MaxRequestWorkers 32
</IfModule>
<IfModule mpm_prefork_module>
    StartServers 2
    MinSpareServers 1
    MaxSpareServers 4
    MaxRequestWorkers 8
</IfModule>
<IfModule mime_module>
    TypesConfig {folder}/mime.types
</IfModule>
<IfModule cgid_module>
    ScriptSock {folder}/cgid.sock
</IfModule>
{conf}
"""
_TYPES = "text/html html\ntext/plain txt\ntext/css css\napplication/json json\nimage/png png\n"


def start(
    bench: Bench,
    conf: str,
    *,
    modules: Iterable[str] = (),
    override: str = "None",
    level: str = "info",
    values: Mapping[str, object],
) -> Server:
    """Run Apache with this configuration after a small one of ours.

    `modules` are names without `mod_`; those they need come along. Without a `Listen` it listens
    on its own port; `override` is the AllowOverride of its document root.
    """
    binary = program("apache")
    names = listened(conf) or ("",)
    # Without a Listen of the scene's own, ours stands for the port of the main server.
    listen = "" if re.search(r"^\s*Listen\s", conf, re.MULTILINE) else "Listen 127.0.0.1:{port}"
    parts = {
        "{listen}": listen,
        "{modules}": _load(modules),
        "{user}": _user(),
        "{level}": level,
        "{override}": override,
        "{conf}": conf,
    }
    text = _MAIN
    for place, content in parts.items():
        text = text.replace(place, content)

    def prepare(server: Server) -> tuple[str, ...]:
        write_file(server.folder / "mime.types", _TYPES)
        write_file(server.config, fill(text, {**values, **server.places}, server.port))
        return (binary, "-DFOREGROUND", "-d", str(server.folder), "-f", str(server.config))

    server = bench.launch("apache", prepare, ready=listening(*names))
    server.on_reload = lambda: _reload(server)
    return server


def _reload(server: Server) -> None:
    assert server.process
    new_workers(server.process, server.folder / "apache.pid")


def _load(modules: Iterable[str]) -> str:
    folder = _module_folder()
    wanted: dict[str, None] = {}
    asked = tuple(modules)
    mpm = [name for name in asked if name.startswith("mpm_")]
    for name in (*mpm, *(_ALWAYS[1:] if mpm else _ALWAYS), *asked):
        wanted.update(dict.fromkeys((*_NEEDS.get(name, ()), name)))
    lines = []
    for name in wanted:
        file = folder / f"mod_{name}.so"
        if not file.exists():
            raise LabError(f"Apache has no module {name!r} in {folder}.")
        lines.append(f"LoadModule {name}_module {file}")
    return "\n".join(lines)


def _module_folder() -> Path:
    for name in _MODULE_FOLDERS:
        if Path(name).is_dir():
            return Path(name)
    raise NotInstalledError("apache is here, but not its modules (apt install apache2-bin).")


def _user() -> str:
    user = worker_user()
    return "" if user is None else f"User {user}\nGroup {worker_group()}"
