"""Ends what a lab left behind, even when the lab's own process was killed outright.

A small shell in a session of its own reads the lab's notes from a pipe. When the pipe closes,
because the lab ended or died, it kills the process groups that are still on its list and removes
the lab's folder. It touches only groups the lab named, by number.
"""

import contextlib
import subprocess
import threading
from pathlib import Path

_SCRIPT = """
groups=" "
while read -r verb number; do
  case "$verb" in
    started) groups="$groups$number " ;;
    ended) groups="${groups%% $number *} ${groups#* $number }" ;;
    finished) exit 0 ;;
  esac
done
for number in $groups; do kill -s KILL -- "-$number" 2>/dev/null; done
sleep 0.2
rm -rf -- "$1"
"""


class Guard:
    """The shell that watches over one lab."""

    def __init__(self, folder: Path) -> None:
        self._lock = threading.Lock()
        self._shell: subprocess.Popen[str] | None = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "lab-guard", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            # Out of reach of the Ctrl-C that ends the lab.
            start_new_session=True,
        )

    def started(self, group: int) -> None:
        """Put a process group on the list."""
        self._note(f"started {group}")

    def ended(self, group: int) -> None:
        """Take it off again: its number may belong to somebody else from now on."""
        self._note(f"ended {group}")

    def close(self) -> None:
        """Dismiss the shell; everything has been ended in good order."""
        with self._lock:
            if self._shell is None:
                return
            with contextlib.suppress(OSError):
                self._write("finished 0")
            assert self._shell.stdin
            with contextlib.suppress(OSError):
                self._shell.stdin.close()
            self._shell.wait(5)
            self._shell = None

    def _note(self, text: str) -> None:
        with self._lock:
            self._write(text)

    def _write(self, text: str) -> None:
        assert self._shell, "The lab is closed."
        assert self._shell.stdin
        self._shell.stdin.write(text + "\n")
        self._shell.stdin.flush()
