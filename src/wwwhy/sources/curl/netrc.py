"""Names and passwords from a .netrc file (curl's lib/netrc.c)."""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)|(\n)')
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
MAX_NETRC = 128 * 1024


@dataclass(slots=True)
class _Entry:
    machine: str | None
    """None is the default entry."""
    login: str = ""
    password: str = field(default="", repr=False)


def look_up(content: bytes, host: str, login: str | None = None) -> tuple[str, str] | None:
    """Return name and password for a host; None if no entry fits.

    Arguments:
        content: the file.
        host: as it stands in the URL.
        login: the name to look for, where the URL gives one.

    """
    for entry in _entries(content.decode("utf-8", "surrogateescape")):
        named = entry.machine is None or entry.machine.lower() == host
        if named and (login is None or not entry.login or entry.login == login):
            return entry.login if login is None else login, entry.password
    return None


def _entries(text: str) -> list[_Entry]:
    entries: list[_Entry] = []
    tokens = iter(_tokens(text))
    for token in tokens:
        word = token.lower()
        if word == "machine":
            entries.append(_Entry(next(tokens, "")))
        elif word == "default":
            entries.append(_Entry(None))
        elif word == "login" and entries:
            entries[-1].login = next(tokens, "")
        elif word == "password" and entries:
            entries[-1].password = next(tokens, "")
    return entries


def _tokens(text: str) -> list[str]:
    kept, in_macro = [], False
    for line in text.split("\n"):
        if in_macro:  # a macro ends with an empty line
            in_macro = bool(line.strip())
            continue
        if line.lstrip().startswith("#"):
            continue
        for quoted, plain, _ in _TOKEN.findall(line):
            kept.append(plain or re.sub(r"\\(.)", _unescaped, quoted))
        in_macro = "macdef" in line.split()
    return kept


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[1], match[1])
