"""Lets the real command line judge a scene, in a process of its own as a user would run it."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.laboratory import Lab
from lab.scene import Scene

PATIENCE = 170.0
"""Seconds for one diagnosis: the baseline's 120 and the probes' 20, and some for the machine."""
_HOUSE = Path(__file__).parent.parent
_NOT_INHERITED = re.compile(
    r".*_proxy|ssl_cert_.*|netrc|curl_home|(?:requests|curl)_ca_bundle|no_color|force_color|columns"
    r"|wwwhy_.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What the command line said about a scene."""

    command: tuple[str, ...]
    exit_status: int | None
    """None if it did not end in time."""
    report: Mapping[str, Any] | None
    """The JSON report; None if it printed none."""
    stderr: str
    seconds: float


def judge(lab: Lab, scene: Scene) -> Trial:
    """Diagnose a scene while its servers run."""
    home = lab.folder / "home"
    home.mkdir(exist_ok=True)
    command = command_of(scene)
    began = time.monotonic()
    status: int | None
    try:
        run = subprocess.run(
            command,
            cwd=home,
            env=environment_of(home, scene),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        status, out, said = run.returncode, run.stdout, run.stderr
    except subprocess.TimeoutExpired as late:
        status, out, said = None, late.stdout or b"", late.stderr or b""
    seconds = time.monotonic() - began
    return Trial(command, status, _report(out), said.decode("utf-8", "replace").strip(), seconds)


def command_of(scene: Scene) -> tuple[str, ...]:
    """Return the whole command for a scene, with the report as JSON."""
    verb = () if scene.is_curl else ("diagnose",)
    return (sys.executable, "-m", "wwwhy", *verb, "--format", "json", *scene.arguments)


def environment_of(home: Path, scene: Scene) -> dict[str, str]:
    """Return the environment of a scene's command, without the developer's own settings."""
    kept = {name: value for name, value in os.environ.items() if not _NOT_INHERITED.fullmatch(name)}
    before = os.environ.get("PYTHONPATH")
    roots = os.pathsep.join(filter(None, (str(_HOUSE), str(_HOUSE / "src"), before)))
    ours = {"HOME": str(home), "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PYTHONPATH": roots}
    return {**kept, **ours, **scene.env}


def _report(out: bytes) -> Mapping[str, Any] | None:
    try:
        report = json.loads(out)
    except ValueError:
        return None
    return report if isinstance(report, dict) else None
