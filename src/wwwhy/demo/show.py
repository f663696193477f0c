"""Runs the real command on the broken site, and prints what it says."""

import base64
import json
import os
import shlex
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

from wwwhy.demo.site import Site
from wwwhy.formatters import Surface
from wwwhy.formatters.page.pen import Pen

_PATIENCE = 60.0
_RULE = "─"
_WIDTH = 80
_LONGEST = 3 * _WIDTH
"""Characters of a command that is shown."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that goes wrong, and the command that asks why."""

    name: str
    """Its heading stands under this name in the phrases."""
    argv: tuple[str, ...]


def run(language: str, surface: Surface, write: Callable[[str], None]) -> int:
    """Show every scene; 0 if the command came to a diagnosis each time, 1 if not.

    Arguments:
        language: of the headings and of the command.
        surface: where all this is read.
        write: prints a text there.

    """
    phrases, pen = _phrases(language), Pen(surface)
    rule = (_RULE if surface.unicode else "-") * min(pen.width, _WIDTH)

    def say(*lines: str) -> None:
        write(pen.plain("".join(f"{line}\n" for line in lines)))

    say(*pen.fold(phrases["intro"], first=""), "")
    answered = True
    with Site() as site:
        for number, scene in enumerate(scenes(site), 1):
            heading = pen.fold(phrases[scene.name], first=f"{number}. ")
            say(rule, *heading, "", f"$ {_shown(scene)}", "")
            answered = _run(scene, language) and answered
            say("", "")
    say(rule, *pen.fold(phrases["end"], first=""), "")
    return 0 if answered else 1


def scenes(site: Site) -> tuple[Scene, ...]:
    """Return what is shown: five boxes say no in different ways, and one page is fine."""
    gateway = f"http://127.0.0.1:{site.gateway}"
    developer, administrator, visitor = (
        ("--for", reader) for reader in ("developer", "administrator", "visitor")
    )
    token = f"Authorization: Bearer {_token()}"
    log = ("--error-log", str(site.log))
    names = ("--dns-servers", f"127.0.0.1:{site.names}")
    return (
        Scene("token", (*developer, "curl", "-H", token, f"{gateway}/v1/me")),
        Scene("gateway", (*administrator, *log, f"{gateway}/orders")),
        Scene("certificate", (*administrator, f"https://127.0.0.1:{site.secure}/")),
        Scene("agent", (*developer, "curl", f"{gateway}/downloads/manual.pdf")),
        Scene("key", (*developer, "curl", f"{gateway}/v1/reports?api_key=demo-key-1f3b5c")),
        Scene("plain", (*visitor, f"https://127.0.0.1:{site.gateway}/")),
        Scene("name", (*visitor, *names, "http://shpo.test/")),
        Scene("healthy", (f"{gateway}/",)),
    )


def _shown(scene: Scene) -> str:
    shown = shlex.join(("wwwhy", *scene.argv))
    return shown if len(shown) < _LONGEST else f"{shown[:_LONGEST]}…"


def _run(scene: Scene, language: str) -> bool:
    """Run the command as a user would, its output going where ours goes."""
    command = [sys.executable, "-m", "wwwhy", "--lang", language, *scene.argv]
    # A proxy of the user's surroundings has no business with a site on loopback.
    surroundings = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    done = subprocess.run(  # noqa: S603 (our own command, no shell)
        command, env=surroundings, timeout=_PATIENCE, check=False
    )
    return done.returncode == (0 if scene.name == "healthy" else 1)


def _token() -> str:
    """Make a token that ran out an hour ago."""
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": "ada", "exp": int(time.time()) - 3600})
    encoded = [_base64url(json.dumps(part).encode()) for part in parts]
    return ".".join([*encoded, _base64url(b"demo-signature-of-thirty-two-byt")])


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _phrases(language: str) -> dict[str, str]:
    text = files("wwwhy.demo").joinpath("phrases.toml").read_text(encoding="utf-8")
    whole: dict[str, dict[str, str]] = tomllib.loads(text)
    return whole.get(language, whole["en"])
