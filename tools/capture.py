"""Fill the captured outputs of the README from a real run of the demo's scenes."""

import argparse
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from wwwhy.demo.show import scenes
from wwwhy.demo.site import Site

README = Path(__file__).resolve().parent.parent / "README.md"
_BLOCK = re.compile(r"(<!-- captured: (\w+) -->\n).*?(<!-- /captured -->)", re.DOTALL)
_LOG = "/var/log/gateway/error.log"


def captured(name: str) -> str:
    """Run one scene of the demo and return the command and what it printed, as a code block."""
    with Site() as site:
        scene = next(scene for scene in scenes(site) if scene.name == name)
        run = subprocess.run(
            [sys.executable, "-m", "wwwhy", "--lang", "en", *scene.argv],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
        )
        shown = f"$ {shlex.join(('wwwhy', *scene.argv))}\n\n{run.stdout.rstrip()}\n"
        # The log lies in a folder that is gone afterwards; show it where a log would lie.
        return f"```console\n{shown.replace(str(site.log), _LOG)}```\n"


def filled(text: str) -> str:
    """Return the text with every captured block made anew."""
    return _BLOCK.sub(lambda block: f"{block[1]}{captured(block[2])}{block[3]}", text)


def main() -> None:
    """Rewrite the README."""
    argparse.ArgumentParser(prog="just capture", description=__doc__).parse_args()
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
