"""What Linux tells about processes and sockets without touching them (/proc)."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_LISTEN = "0A"
_MAX_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One process."""

    pid: int
    state: str
    """R, S, D, Z (dead and not yet collected by its parent) ..."""
    parent: int
    group: int
    born: int
    """Clock ticks since boot: pid and birth together name one process for ever."""

    @property
    def alive(self) -> bool:
        """Whether it can still do anything."""
        return self.state not in {"Z", "X"}


def rows() -> Iterator[Row]:
    """Yield all processes that can be seen; none where there is no /proc."""
    # No glob: it looks at each file itself, and raises for a process that has just ended.
    folders = _PROC.iterdir() if _PROC.is_dir() else ()
    for folder in folders:
        row = _row(folder / "stat") if folder.name.isdecimal() else None
        if row:
            yield row


def descendants(pid: int) -> tuple[Row, ...]:
    """Return the children of a process, and theirs."""
    everyone = list(rows())
    family, found = {pid}, True
    while found:
        more = {row.pid for row in everyone if row.parent in family} - family
        family |= more
        found = bool(more)
    return tuple(row for row in everyone if row.pid in family and row.pid != pid)


def still_there(row: Row) -> bool:
    """Whether this very process still lives (not another one under its number)."""
    now = _row(_PROC / str(row.pid) / "stat")
    return now is not None and now.born == row.born and now.alive


def members(group: int) -> tuple[Row, ...]:
    """Return the living processes of a process group."""
    return tuple(row for row in rows() if row.group == group and row.alive)


def listens(port: int) -> bool | None:
    """Whether somebody listens on a TCP port; None where the system does not tell.

    Looking is better than connecting: a connection without a request leaves lines in the logs
    that the diagnosis is going to read.
    """
    tables = [table for table in ("net/tcp", "net/tcp6") if (_PROC / table).exists()]
    if not tables:
        return None
    return any(_listens_in(_PROC / table, port) for table in tables)


def accepts(address: tuple[str, int] | str) -> bool:
    """Whether a connection to an address, or to a Unix socket, is accepted at once."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as client:
        client.settimeout(1)
        try:
            client.connect(address)
        except OSError:
            return False
    return True


def _row(stat: Path) -> Row | None:
    try:
        text = stat.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name, in parentheses, may hold blanks and parentheses.
    parts = text.rpartition(")")[2].split()
    return Row(int(stat.parent.name), parts[0], int(parts[1]), int(parts[2]), int(parts[19]))


def _listens_in(table: Path, port: int) -> bool:
    wanted = f":{port:04X}"
    with table.open(encoding="ascii", errors="replace") as lines:
        for _, line in zip(range(_MAX_ROWS), lines, strict=False):
            parts = line.split(maxsplit=4)
            if parts[1].endswith(wanted) and parts[3] == _LISTEN:
                return True
    return False
