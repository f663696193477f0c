"""`python -m lab.record SLUG`: records a cause's case files from its scenes.

`broken` becomes yes-broken.http, `broken_apache` yes-apache.http, `repaired` no-repaired.http,
`lookalike_proxy` no-proxy.http.
Nothing is written for a scene whose rule does not say what the scene promises.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from lab.errors import LabError
from lab.laboratory import Lab
from lab.trial import environment_of
from lab.variants import CAUSES, Variant, cause_variants
from lab.witness import SILENT

_PATIENCE = 170.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Record what was asked for; 0 if every case was written, 1 if not, 2 for misuse."""
    parser = argparse.ArgumentParser(prog="python -m lab.record", description=__doc__)
    parser.add_argument("slug", nargs="+", metavar="SLUG", help="the id of a cause")
    options = parser.parse_args(arguments)
    chosen = [each for each in cause_variants() if each.slug in options.slug]
    unknown = {*options.slug} - {each.slug for each in chosen}
    if unknown:
        print(f"No cause with a lab.py is called {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    failures = 0
    for variant in chosen:
        try:
            print(record(variant, folder_of(variant)))
        except LabError as error:
            failures += 1
            print(f"{variant.id}: {error}", file=sys.stderr)
    return 1 if failures else 0


def record(variant: Variant, folder: Path) -> Path:
    """Run a scene, write its case file into a folder, and return where it lies.

    Raises:
        LabError: the command did not come to the promised verdict.
        NotInstalledError: a program is missing that the scene needs.

    """
    out = folder / file_name(variant)
    with Lab() as lab:
        scene = variant.scene(lab)
        promise = scene.verdict if variant.is_broken else SILENT
        home = lab.folder / "home"
        home.mkdir()
        verb = () if scene.is_curl else ("diagnose",)
        slugs = ",".join((variant.slug, *scene.also))
        own = (str(out.resolve()), slugs, promise, str(lab.folder))
        run = subprocess.run(
            [sys.executable, "-m", "lab.witness", *own, *verb, *scene.arguments],
            cwd=home,
            env=environment_of(home, scene),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    if run.returncode != 0:
        raise LabError(run.stderr.strip() or f"The witness ended with status {run.returncode}.")
    return out


def file_name(variant: Variant) -> str:
    """Return the name of the case file that a scene gives."""
    kind, _, rest = variant.name.partition("_")
    answer = "yes" if variant.is_broken else "no"
    return f"{answer}-{(rest or kind).replace('_', '-')}.http"


def folder_of(variant: Variant) -> Path:
    """Return the folder of a cause's cases."""
    found = next(CAUSES.glob(f"*/{variant.slug.replace('-', '_')}"))
    return found / "cases"


if __name__ == "__main__":
    raise SystemExit(main())
