"""The lab a scene works in: servers, bad origins, names, certificates, ports; all on loopback."""

import base64
import hashlib
import http.client
import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from lab import delay, nameserver, origin, software
from lab.bench import Bench
from lab.errors import NotInstalledError
from lab.exchange import Received, Reply
from lab.nameserver import NameServer, Zone
from lab.origin import Behaviour, Origin
from lab.pki import Identity, Pki
from lab.ports import LOOPBACK
from lab.server import Server, write_file
from lab.servers import apache, caddy, haproxy, nginx, php_fpm, python_apps, squid

_LIBRARY = "libfaketime.so.1"


class Lab:
    """Owns a folder and every server it starts; leaving the `with` block ends all of them.

    Configuration texts may name `{port}` (the server's own), `{port:name}` (one of the lab's
    named ports), `{root}`, `{folder}`, `{error_log}`, `{access_log}`, `{socket}` and every
    keyword argument that is not an option of the method.
    """

    def __init__(self) -> None:
        self._bench = Bench()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop every server, give the ports back and remove the folder."""
        self._bench.close()

    # What a scene stands on.

    @property
    def folder(self) -> Path:
        """The lab's own folder, for files a scene needs besides a server's."""
        return self._bench.root

    def write(self, path: str, text: str | bytes, mode: int = 0o644) -> Path:
        """Write a file below the lab's folder and return where it lies."""
        return write_file(self.folder / path, text, mode)

    def htpasswd(self, name: str = "htpasswd", **users: str) -> Path:
        """Write a password file that nginx and Apache read, for users given as `name=password`."""
        lines = []
        for user, password in users.items():
            digest = base64.b64encode(hashlib.sha1(password.encode()).digest())
            lines.append(f"{user}:{{SHA}}{digest.decode()}\n")
        return self.write(name, "".join(lines))

    @cached_property
    def pki(self) -> Pki:
        """The lab's certification authority and its certificates."""
        return Pki(self.folder / "pki", self._publish)

    def port(self, name: str) -> int:
        """Return the lab's port of this name, reserved from its first mention on."""
        return self._bench.ports.named(name)

    def closed_port(self) -> int:
        """Return a port that refuses connections."""
        return self._bench.ports.closed()

    def silent_port(self) -> int:
        """Return a port whose handshake never ends: connecting to it times out."""
        return self._bench.ports.silent()

    def available(self, *names: str) -> bool:
        """Whether all of these programs are on this machine."""
        return all(software.available(name) for name in names)

    def requires(self, *names: str) -> None:
        """Ask for programs; a missing one skips the scene.

        Raises:
            NotInstalledError: with the package to install.

        """
        software.requires(*names)

    def faketime(self, offset: str) -> Mapping[str, str]:
        """Return the environment in which a command believes another time (`-2d`, `+3h`).

        Raises:
            NotInstalledError: libfaketime is not on this machine.

        """
        software.requires("faketime")
        found = sorted(Path("/usr/lib").glob(f"**/faketime/{_LIBRARY}"))
        if not found:
            raise NotInstalledError("libfaketime is not installed here (apt install faketime).")
        # libfaketime 0.9.10: with a false monotonic clock threading's waits never end. With the
        # real one time.sleep() fails (EINVAL), while asyncio and threading wait rightly.
        real = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
        return {"LD_PRELOAD": str(found[0]), "FAKETIME": offset, **real}

    # Real servers.

    def nginx(
        self,
        conf: str,
        *,
        http_extra: str = "",
        main_extra: str = "",
        level: str = "info",
        **values: object,
    ) -> Server:
        """Run nginx with this content of `http {}`, or of one `server {}` if it holds none."""
        return nginx.start(
            self._bench, conf, http=http_extra, main=main_extra, level=level, values=values
        )

    def apache(
        self,
        conf: str = "",
        *,
        modules: Iterable[str] = (),
        override: str = "None",
        level: str = "info",
        **values: object,
    ) -> Server:
        """Run Apache; `modules` without `mod_`, `override` is AllowOverride of the root."""
        return apache.start(
            self._bench, conf, modules=modules, override=override, level=level, values=values
        )

    def haproxy(self, conf: str, **values: object) -> Server:
        """Run HAProxy with these sections; its log is a file as rsyslog writes it."""
        return haproxy.start(self._bench, conf, values=values)

    def caddy(
        self, caddyfile: str, *, options: str = "", level: str = "INFO", **values: object
    ) -> Server:
        """Run Caddy with these site blocks; `options` are global ones."""
        return caddy.start(self._bench, caddyfile, options=options, level=level, values=values)

    def squid(self, conf: str = "", **values: object) -> Server:
        """Run Squid with these lines; without `http_access` it lets all pass."""
        return squid.start(self._bench, conf, values=values)

    def php_fpm(
        self,
        documents: Mapping[str, str] | None = None,
        *,
        pool: str = "",
        settings: str = "",
        children: int = 2,
        tcp: bool = False,
        **values: object,
    ) -> Server:
        """Run PHP-FPM on its `socket`, or on its port, with these scripts in its `root`."""
        return php_fpm.start(
            self._bench,
            documents or {},
            pool=pool,
            settings=settings,
            children=children,
            tcp=tcp,
            values=values,
        )

    def gunicorn(
        self,
        app_source: str,
        *,
        args: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        workers: int = 1,
        unix: bool = False,
        boots: bool = True,
    ) -> Server:
        """Run the WSGI application `app` of a module's source; `boots=False` if it cannot start."""
        return python_apps.start_gunicorn(
            self._bench,
            app_source,
            args=args,
            env=env or {},
            workers=workers,
            unix=unix,
            boots=boots,
        )

    def uvicorn(
        self,
        app_source: str,
        *,
        args: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        unix: bool = False,
    ) -> Server:
        """Run the ASGI application `app` of a module's source."""
        return python_apps.start_uvicorn(
            self._bench, app_source, args=args, env=env or {}, unix=unix
        )

    # Servers of our own.

    def python_http(
        self,
        handler: Callable[[Received], Reply],
        *,
        tls: ssl.SSLContext | Identity | None = None,
    ) -> Origin:
        """Run a sound HTTP/1.1 server in this process that answers by a function."""
        return origin.start(self._bench, origin.replying(handler), tls=tls, options={})

    def origin(
        self,
        behaviour: str | Behaviour | Mapping[str, str | Behaviour] = "fine",
        *,
        tls: ssl.SSLContext | Identity | None = None,
        port: int | None = None,
        host: str = LOOPBACK,
        **options: object,
    ) -> Origin:
        """Run an origin that behaves in one of the ways of `lab.behaviours`, or so by path.

        `tls` is a certificate, or a context for more choices; `host` may be ::1 or 127.0.0.2.
        """
        return origin.start(self._bench, behaviour, tls=tls, port=port, host=host, options=options)

    def dns(self, zone: Zone, *, port: int | None = None) -> NameServer:
        """Run a name server for these names (see `lab.nameserver.Zone`)."""
        return nameserver.start(self._bench, zone, port=port)

    def delay_proxy(self, target: int, seconds: float, *, handshake: bool = True) -> Server:
        """Run a TCP proxy to a port that holds all bytes this long each way (see `lab.delay`)."""
        return delay.start(self._bench, target, seconds, handshake=handshake)

    def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        fields: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> tuple[int, bytes]:
        """Send one request to a plain-HTTP server of the lab; to fill a cache or a limit, say."""
        host, _, path = url.removeprefix("http://").partition("/")
        connection = http.client.HTTPConnection(host, timeout=10)
        try:
            connection.request(method, f"/{path}", body=body, headers=dict(fields or {}))
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def _publish(self, content: bytes) -> str:
        """Serve these bytes for the life of the lab and return their URL."""
        fields = {"Content-Type": "application/pkix-cert"}
        shelf = self.python_http(lambda _: Reply(200, fields, content))
        return f"http://{LOOPBACK}:{shelf.port()}/issuer.der"
