"""Fill the captured outputs of the READMEs from a real run of the demo's scenes."""

import argparse
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from wwwhy.demo.show import scenes
from wwwhy.demo.site import Site

_ROOT = Path(__file__).resolve().parent.parent
_READMES = {"en": _ROOT / "README.md", "ru": _ROOT / "README.ru.md"}
_BLOCK = re.compile(r"(<!-- captured: (\w+) -->\n).*?(<!-- /captured -->)", re.DOTALL)
_LOG = "/var/log/gateway-error.log"


def captured(name: str, language: str) -> str:
    """Run one scene of the demo and return the command and what it printed, as a code block."""
    with Site() as site:
        scene = next(scene for scene in scenes(site) if scene.name == name)
        run = subprocess.run(
            [sys.executable, "-m", "wwwhy", "--lang", language, *scene.argv],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
        )
        shown = f"$ {shlex.join(('wwwhy', *scene.argv))}\n\n{run.stdout.rstrip()}\n"
        # The log lies in a folder that is gone afterwards; show it where a log would lie.
        return f"```console\n{shown.replace(str(site.log), _LOG)}```\n"


def filled(text: str, language: str) -> str:
    """Return the text with every captured block made anew."""
    return _BLOCK.sub(lambda block: f"{block[1]}{captured(block[2], language)}{block[3]}", text)


def main() -> None:
    """Rewrite the READMEs."""
    argparse.ArgumentParser(prog="just capture", description=__doc__).parse_args()
    for language, path in _READMES.items():
        path.write_text(filled(path.read_text(encoding="utf-8"), language), encoding="utf-8")


if __name__ == "__main__":
    main()
