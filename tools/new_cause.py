"""Make the skeleton of a cause: one folder with everything the contract test asks for."""

import argparse
import re
import sys
from pathlib import Path

from wwwhy.errors import UsageError

ROOT = Path(__file__).resolve().parent.parent
CAUSES = Path("src/wwwhy/causes")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")

CAUSE = """\
slug = "{slug}"
statuses = [403]
failures = []
boxes = ["*"]
commonness = 3
probes = ["without-credentials"]
inputs = ["exchange"]
"""

RULE = '''\
"""<The fault in one sentence, as it reads after "because:">."""

from wwwhy.causes.case import Case
from wwwhy.model import Evidence, Finding, Strength, Verdict


def judge(case: Case) -> Finding | None:
    """<What is compared with what, and the RFC section that says so>."""
    if "authorization" not in case.request.fields:
        return None
    healed = case.healed_by("without-credentials")
    if healed is None:
        return Finding(Verdict.POSSIBLE)
    values = {{"refused": case.outcome, "served": healed.status}}
    flip = Evidence("flip", values, Strength.CONCLUSIVE, exchange=healed.index)
    return Finding(Verdict.PROVED, (flip,), repair=healed.index)
'''

TEXT = {
    "en": """\
# <the fault, reading well after "because:">

## What happened
<Two or three plain sentences.>

## Evidence
- `flip`: With credentials the answer is {{refused}}, without them it is {{served}}.

## Visitor
<What a visitor can do now. No jargon.>

## Developer
<What a developer changes, with the command.>

## Administrator
<Which directive in which file.>

## Prevention
<How it does not come back.>

## References
- [RFC 9110, section 15.5](https://www.rfc-editor.org/rfc/rfc9110#section-15.5)
""",
    "ru": """\
# <неисправность; фраза читается после слов «потому что:»>

## What happened
<Два-три простых предложения.>

## Evidence
- `flip`: С учётными данными приходит {{refused}}, без них — {{served}}.

## Visitor
<Что может сделать посетитель. Без жаргона.>

## Developer
<Что меняет разработчик, с командой.>

## Administrator
<Какая директива в каком файле.>

## Prevention
<Как не допустить повторения.>

## References
- [RFC 9110, раздел 15.5](https://www.rfc-editor.org/rfc/rfc9110#section-15.5)
""",
}

LAB = '''\
"""Reproduces {slug} on a real server."""

from lab import Lab, Scene


def broken(lab: Lab) -> Scene:
    """Make the fault happen."""
    server = lab.nginx("if ($http_authorization) {{ return 403; }} return 200 ok;")
    return Scene(("curl", "-u", "user:password", server.url), verdict="proved")


def repaired(lab: Lab) -> Scene:
    """Apply the fix to the same set-up."""
    server = lab.nginx("return 200 ok;")
    return Scene(("curl", "-u", "user:password", server.url))
'''


def make(slug: str, family: str, root: Path = ROOT) -> Path:
    """Write the folder and return it.

    Arguments:
        slug: id of the cause, such as `bearer-token-expired`.
        family: folder below `causes/`; it must exist.
        root: checkout to write in.

    Raises:
        UsageError: the slug or the family does not fit, or the cause exists.

    """
    if _SLUG.fullmatch(slug) is None:
        raise UsageError(f"{slug!r} is no slug; write lower-case words joined by hyphens.")
    home = root / CAUSES / family
    if not (home / "__init__.py").exists():
        families = sorted(p.parent.name for p in (root / CAUSES).glob("*/__init__.py"))
        raise UsageError(f"There is no family {family!r}; choose one of: {', '.join(families)}.")
    taken = list((root / CAUSES).glob(f"*/{slug.replace('-', '_')}"))
    if taken:
        raise UsageError(f"{slug} exists already, in {taken[0].relative_to(root)}.")
    folder = home / slug.replace("-", "_")
    (folder / "cases").mkdir(parents=True)
    files = {
        "__init__.py": "",
        "cause.toml": CAUSE.format(slug=slug),
        "rule.py": RULE.format(),
        "en.md": TEXT["en"].format(),
        "ru.md": TEXT["ru"].format(),
        "lab.py": LAB.format(slug=slug),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="just new-cause", description=__doc__)
    parser.add_argument("slug")
    parser.add_argument("family", nargs="?", default="")
    parser.add_argument("--root", type=Path, default=ROOT)
    given = parser.parse_args()
    try:
        folder = make(given.slug, given.family, given.root)
    except UsageError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    print(f"Made {folder.relative_to(given.root)}. Next: fill in rule.py and the texts, then")
    print(f"`just lab --only {given.slug}`, `just record {given.slug}`, `just check`.")


if __name__ == "__main__":
    main()
