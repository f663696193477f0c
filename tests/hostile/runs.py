"""The real command line as a child process, with its bounds watched from outside."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wwwhy.formatters import formats

FORMATS = formats()
"""Every form an answer can have."""
MOST_MIB = 250
LIMIT_MIB = 2048
"""Address space of a child, so that a fault hurts this test and not the machine."""
OVERHEAD = 12.0
"""Seconds that starting and printing may take on a busy machine."""
_PROGRAM = """
import os, re, resource
limit = int(os.environ["LIMIT_MIB"]) << 20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    from wwwhy.cli import main
    main()
finally:
    status = open("/proc/self/status").read() if os.path.exists("/proc/self/status") else ""
    found = re.search(r"VmHWM:\\s+(\\d+) kB", status)
    with open(os.environ["PEAK_FILE"], "w") as file:
        file.write(found[1] if found else "0")
"""
_CONTROLS = re.compile(
    # C0 but the line feed, DEL, C1, and what turns the direction or hides.
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


@dataclass(frozen=True)
class Done:
    """What became of one run."""

    status: int
    out: str
    err: str
    seconds: float
    peak_mib: float

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report."""
        report = json.loads(self.out)
        assert isinstance(report, dict)
        return report


def run(
    folder: Path,
    *words: str | bytes,
    within: float = 0.0,
    stdin: bytes | None = None,
    environ: Mapping[str, str] | None = None,
) -> Done:
    """Run `wwwhy` with these words.

    Arguments:
        folder: a place for what it leaves, empty as a home.
        words: the command line.
        within: seconds that it may take by its own bounds; a busy machine gets some more.
        stdin: what it can read there.
        environ: more variables.

    """
    peak_file = folder / "peak"
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    began = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *words],
        input=stdin or b"",
        capture_output=True,
        check=False,
        timeout=within + OVERHEAD,
        cwd=folder,
        env={
            **kept,
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONPYCACHEPREFIX": str(_bytecode(folder)),
            "PEAK_FILE": str(peak_file),
            "LIMIT_MIB": str(LIMIT_MIB),
            **(environ or {}),
        },
    )
    seconds = time.monotonic() - began
    peak = int(peak_file.read_text()) / 1024 if peak_file.exists() else 0.0
    out, err = (each.decode("utf-8") for each in (process.stdout, process.stderr))
    done = Done(process.returncode, out, err, seconds, peak)
    assert_bounded(done)
    return done


def _bytecode(folder: Path) -> Path:
    """Return one place for all runs of a test session, so that only the first one compiles."""
    return folder.parent / "bytecode"


def assert_bounded(done: Done) -> None:
    """Hold what holds for every run: no traceback, no control characters, bounded memory."""
    assert "Traceback" not in done.out + done.err, done.err
    assert "fault of wwwhy" not in done.out + done.err, done.out + done.err
    assert done.status in {0, 1, 2, 3}, done
    for text in (done.out, done.err):
        assert_clean(text)
    assert done.peak_mib < MOST_MIB, f"{done.peak_mib:.0f} MiB"


def assert_clean(text: str) -> None:
    """Refuse what a terminal obeys or an eye does not see."""
    found = _CONTROLS.search(text)
    assert found is None, (found and hex(ord(found[0])), text[max(0, found.start() - 60) :][:120])


def assert_one_sentence(done: Done) -> None:
    """Hold that the user was told in one sentence what is wrong."""
    assert done.status == 2, done
    assert done.out == ""
    assert done.err.startswith("wwwhy: ")
    assert done.err.count("\n") == 1, done.err
    assert len(done.err) < 1200


def hidden(done: Done, secrets: Sequence[str]) -> None:
    """Refuse every secret in anything that was printed."""
    for secret in secrets:
        assert secret not in done.out, secret
        assert secret not in done.err, secret
