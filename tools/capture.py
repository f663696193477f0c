"""Fill the captured outputs of the READMEs from real runs: of the demo's scenes, of explaining."""

import argparse
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from wwwhy.demo.show import scenes
from wwwhy.demo.site import Site

_ROOT = Path(__file__).resolve().parent.parent
_READMES = {"en": _ROOT / "README.md", "ru": _ROOT / "README.ru.md"}
_BLOCK = re.compile(r"(<!-- captured: (\w+) -->\n).*?(<!-- /captured -->)", re.DOTALL)
_LOG = "/var/log/gateway-error.log"
_EXPLAINED = {"explained": ("explain", "nginx", "499")}


def captured(name: str, language: str) -> str:
    """Run a command and return it with what it printed, as a code block.

    Arguments:
        name: a scene of the demo, or one of the things explained.
        language: `en` or `ru`.

    """
    if name in _EXPLAINED:
        return _block(_EXPLAINED[name], language)
    with Site() as site:
        scene = next(scene for scene in scenes(site) if scene.name == name)
        # The log lies in a folder that is gone afterwards; show it where a log would lie.
        return _block(scene.argv, language).replace(str(site.log), _LOG)


def _block(argv: Sequence[str], language: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "wwwhy", "--lang", language, *argv],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
    )
    return f"```console\n$ {shlex.join(('wwwhy', *argv))}\n\n{run.stdout.rstrip()}\n```\n"


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
