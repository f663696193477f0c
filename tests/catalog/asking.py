"""Asks real libraries for their list of codes; what cannot be had skips the test by name."""

import ast
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from lab.software import REQUIRE
from tests.catalog.artifacts import UnreachableError, leads_to, member

T = TypeVar("T")


def needs(program: str) -> pytest.MarkDecorator:
    """Skip a test where a runtime is missing; CI, which installs it, skips none."""
    missing = shutil.which(program) is None and os.environ.get(REQUIRE) != "1"
    reason = f"{program} is not installed: sh tools/install-languages.sh"
    return pytest.mark.skipif(missing, reason=reason)


def fetch(function: Callable[..., T], *args: object) -> T:
    """Call a fetcher; a registry that cannot be reached skips the test with the reason."""
    try:
        return function(*args)
    except UnreachableError as error:
        pytest.skip(str(error))


def node(script: str, cwd: Path | None = None) -> Any:
    """Return what an expression of Node.js gives."""
    command = ["node", "-e", f"console.log(JSON.stringify({script}))"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=cwd, timeout=60)
    return json.loads(done.stdout)


def newest_http_status() -> dict[str, tuple[int, str]]:
    """Return code and phrase by name from http.HTTPStatus of the newest Python that Debian has.

    Raises:
        UnreachableError: apt or the mirror is not there.

    """
    package = leads_to("python3", r"python3\.\d+")
    tree = ast.parse(member(f"lib{package}-stdlib", r".*/http/__init__\.py"))
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    body = next(each.body for each in classes if each.name == "HTTPStatus")
    found: dict[str, tuple[int, str]] = {}
    for each in body:
        if not isinstance(each, ast.Assign) or not isinstance(each.targets[0], ast.Name):
            continue
        value = each.value
        if isinstance(value, ast.Tuple):
            code, phrase = (ast.literal_eval(part) for part in value.elts[:2])
            found[each.targets[0].id] = (code, phrase)
        elif isinstance(value, ast.Name):
            # The names of before are written as an alias.
            found[each.targets[0].id] = found[value.id]
    return found
