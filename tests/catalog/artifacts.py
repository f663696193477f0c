"""Fetches the real packages that constants are compared with, and keeps them for a month.

Each registry is asked through its own client (apt, pip, npm) for packages named here; what cannot
be had raises `UnreachableError` with the reason, and the test is skipped by it.
"""

import fcntl
import io
import os
import re
import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable, Sequence
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
SUITE = "sid"
"""Debian unstable: the newest version that Debian has of anything."""
MIRROR = "http://deb.debian.org/debian"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
LARGEST = 64 * 1024 * 1024
"""Bytes of a package that are read."""
_MONTH = 30 * 24 * 3600
_PATIENCE = 240
"""Seconds that one command may take."""


class UnreachableError(Exception):
    """The real thing cannot be had here, and why."""


def alone(fetch: Callable[P, T]) -> Callable[P, T]:
    """Let one process at a time fetch: tests run side by side and share what was fetched."""

    @wraps(fetch)
    def locked(*args: P.args, **kwargs: P.kwargs) -> T:
        with (_folder("lock") / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return fetch(*args, **kwargs)

    return locked


@alone
def member(package: str, pattern: str) -> bytes:
    """Return the first file of a Debian package whose path matches.

    Arguments:
        package: its name; of one that only leads to another, the other is taken.
        pattern: a regular expression for the whole path.

    Raises:
        UnreachableError: apt or the mirror is not there, or there is no such file.

    """
    command = ["dpkg-deb", "--fsys-tarfile", str(_deb(package))]
    content = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE).stdout
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for each in archive:
            if each.isfile() and each.size < LARGEST and re.fullmatch(pattern, each.name):
                opened = archive.extractfile(each)
                assert opened is not None
                return opened.read()
    raise UnreachableError(f"{package} holds no {pattern}")


@alone
def leads_to(package: str, pattern: str) -> str:
    """Return the package that another depends on, by its name: golang-src leads to golang-1.27-src.

    Raises:
        UnreachableError: apt or the mirror is not there, or it leads nowhere.

    """
    told = _apt("apt-cache", "depends", package, cwd=_folder("apt"))
    found = re.search(rf"Depends: ({pattern})\b", told)
    if found is None:
        raise UnreachableError(f"{package} leads to no {pattern}")
    return found[1]


@alone
def wheel(package: str) -> Path:
    """Return the newest wheel of a package on PyPI.

    Raises:
        UnreachableError: pip is not installed, or the index does not answer.

    """
    pip = shutil.which("pip") or shutil.which("pip3")
    if pip is None:
        raise UnreachableError("pip is not installed")
    folder = _folder(f"pip-{package}")
    if not (found := sorted(folder.glob("*.whl"))):
        patience = ["--retries", "1", "--timeout", "20"]
        command = [pip, "download", "-q", "--no-deps", *patience, package, "-d", str(folder)]
        _run(command, f"pip download {package}")
        found = sorted(folder.glob("*.whl"))
    if not found:
        raise UnreachableError(f"PyPI has no wheel of {package}")
    return found[0]


@alone
def installed(*packages: str) -> Path:
    """Return a folder into which packages of npm are installed, without running their scripts.

    Raises:
        UnreachableError: npm is not installed, or its registry does not answer.

    """
    npm = shutil.which("npm")
    if npm is None:
        raise UnreachableError("npm is not installed")
    folder = _folder("npm-" + re.sub(r"[^a-z0-9]+", "-", " ".join(packages)))
    if not (folder / "node_modules").is_dir():
        (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps"]
        options += ["--fetch-retries=1", "--fetch-timeout=30000"]
        command = [npm, "install", *options, *packages]
        _run(command, f"npm install {' '.join(packages)}", cwd=folder)
    return folder


def _deb(package: str) -> Path:
    folder = _folder("apt")
    found = sorted(folder.glob(f"{package}_*.deb"))
    if not found:
        _apt("apt-get", "download", package, cwd=folder)
        found = sorted(folder.glob(f"{package}_*.deb"))
    if not found:
        raise UnreachableError(f"apt-get download {package} brought nothing")
    return found[0]


def _apt(*command: str, cwd: Path) -> str:
    return _run([*_apt_options(), *command[1:]], " ".join(command), tool=command[0], cwd=cwd)


@cache
def _updated(options: tuple[str, ...], folder: Path) -> str:
    """Fetch the list of packages once; return why there is none, or nothing."""
    lists = folder / "lists"
    if not list(lists.glob("*_Packages*")):
        try:
            _run([*options, "update", "-qq"], "apt-get update", tool="apt-get", cwd=folder)
        except UnreachableError as error:
            return str(error)
    # Without a network apt only warns.
    return "" if list(lists.glob("*_Packages*")) else f"{MIRROR} did not answer"


def _apt_options() -> tuple[str, ...]:
    """Make apt look at Debian unstable only, beside and not inside the machine's own settings."""
    for tool in ("apt-get", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise UnreachableError(f"{tool} is not installed")
    if not KEYRING.is_file():
        raise UnreachableError("the keys of Debian's archive are not installed")
    folder = _folder("apt")
    lists = folder / "lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    (folder / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    sources = folder / "sources.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {MIRROR} {SUITE} main\n", encoding="utf-8")
    settings = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": lists,
        "Dir::State::status": "/dev/null",
        "Dir::Cache": folder,
        "Acquire::Languages": "none",
        "Acquire::http::Timeout": "15",
        "Acquire::Retries": "0",
        "APT::Sandbox::User": "root",
    }
    options = tuple(word for key, value in settings.items() for word in ("-o", f"{key}={value}"))
    if reason := _updated(options, folder):
        raise UnreachableError(reason)
    return options


def _run(command: Sequence[str], said: str, *, tool: str = "", cwd: Path | None = None) -> str:
    words = [tool, *command] if tool else [*command]
    try:
        done = subprocess.run(
            words, capture_output=True, text=True, timeout=_PATIENCE, check=False, cwd=cwd
        )
    except subprocess.TimeoutExpired:
        raise UnreachableError(f"{said} took longer than {_PATIENCE} s") from None
    if done.returncode:
        told = (done.stderr.strip() or "nothing").splitlines()[-1][:200]
        raise UnreachableError(f"{said} did not work: {told}")
    return done.stdout


def _folder(name: str) -> Path:
    """Return a folder for what is fetched; what is older than a month is fetched anew."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wwwhy-tests"
    folder = root / name
    if folder.is_dir() and time.time() - folder.stat().st_ctime > _MONTH:
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
