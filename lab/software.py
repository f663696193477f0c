"""Which real programs this machine has, and what to install where one is missing."""

import contextlib
import importlib.util
import os
import pwd
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lab.errors import NotInstalledError

_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/usr/lib/squid", "/usr/libexec/squid")
REQUIRE = "WWWHY_LAB_REQUIRE"
"""Environment variable; `1` turns every skip for want of a program into a failure."""


@dataclass(frozen=True, slots=True)
class Program:
    """One program that scenes may need."""

    names: tuple[str, ...]
    """Names or glob patterns of the executable, the best first; `python:x` is a module."""
    package: str
    """What to install on Debian or Ubuntu."""


PROGRAMS: Mapping[str, Program] = MappingProxyType(
    {
        "nginx": Program(("nginx",), "apt install nginx-light"),
        "apache": Program(("apache2", "httpd"), "apt install apache2"),
        "haproxy": Program(("haproxy",), "apt install haproxy"),
        "caddy": Program(("caddy",), "apt install caddy"),
        "squid": Program(("squid",), "apt install squid-openssl"),
        "php-fpm": Program(("php-fpm", "php-fpm[78].*"), "apt install php-fpm"),
        "php-cgi": Program(("php-cgi", "php-cgi[78].*"), "apt install php-cgi"),
        "openssl": Program(("openssl",), "apt install openssl"),
        "faketime": Program(("faketime",), "apt install faketime"),
        "gunicorn": Program(("python:gunicorn",), "uv sync"),
        "uvicorn": Program(("python:uvicorn",), "uv sync"),
        "flask": Program(("python:flask",), "uv sync"),
        "django": Program(("python:django",), "uv sync"),
        "starlette": Program(("python:starlette",), "uv sync"),
        "aioquic": Program(("python:aioquic",), "uv sync"),
    }
)


@cache
def program(name: str) -> str:
    """Return the path of a program, or the name of a Python module.

    Raises:
        NotInstalledError: it is not on this machine.

    """
    wanted = PROGRAMS.get(name, Program((name,), f"install {name}"))
    for candidate in wanted.names:
        found = _module(candidate) or shutil.which(candidate) or _found_in_folders(candidate)
        if found:
            return found
    raise NotInstalledError(f"{name} is not installed here ({wanted.package}).")


def available(name: str) -> bool:
    """Whether a program is on this machine."""
    try:
        program(name)
    except NotInstalledError:
        return False
    return True


def requires(*names: str) -> None:
    """Ask for programs by name.

    Raises:
        NotInstalledError: one of them is missing; runners skip the scene with this text.

    """
    for name in names:
        program(name)


def none_may_be_missing() -> bool:
    """Whether a missing program is a failure (in CI) and not a reason to skip."""
    return os.environ.get(REQUIRE, "") not in {"", "0"}


@cache
def worker_user() -> str | None:
    """Return the user that servers started by root change to; None where we are not root.

    Only then are faults of file permission real: root may read everything.
    """
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("www-data", "nobody") if name in known), None)


def worker_group() -> str | None:
    """Return the name of the worker user's own group."""
    user = worker_user()
    if user is None:
        return None
    import grp  # noqa: PLC0415 (exists on Unix only, as the servers do)

    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


def _module(candidate: str) -> str | None:
    kind, _, name = candidate.partition(":")
    return name if kind == "python" and name and importlib.util.find_spec(name) else None


def _found_in_folders(candidate: str) -> str | None:
    for folder in [*os.environ.get("PATH", "").split(os.pathsep), *_FOLDERS]:
        paths = []
        with contextlib.suppress(OSError):  # PATH may name folders that are not for us.
            paths = [each for each in Path(folder or ".").iterdir() if each.match(candidate)]
        usable = [str(path) for path in paths if os.access(path, os.X_OK)]
        if usable:
            return max(usable)
    return None
