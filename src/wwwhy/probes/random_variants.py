"""Names that cannot exist, spelled as the near spellings of the path are.

The control of `path-variants` and `trailing-slash`: a server that answers 200 to these as well
answers so to anything of that shape, and a spelling it takes proves nothing.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Request
from wwwhy.probes.path_variants import MOST, variants
from wwwhy.probes.registry import NotApplicable
from wwwhy.probes.trailing_slash import with_or_without

FACTOR = "path"
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Put an impossible name into each near spelling; folder, extension and slash stay."""
    path = exchange.request.url.path
    if path == "/":
        return NotApplicable("The path is the root.")
    return impossible(exchange.request, (*variants(path)[:MOST], with_or_without(path)))


def impossible(request: Request, targets: Iterable[str]) -> Experiment:
    """Ask for names that cannot exist in the place of these targets, each shape once."""
    name = f"wwwhy-probe-{hashlib.sha256(request.url.path.encode()).hexdigest()[:12]}"
    paths = dict.fromkeys(_renamed(each.partition("?")[0], name) for each in targets)
    return Experiment(
        tuple(replace(request, url=replace(request.url, path=each, query=None)) for each in paths)
    )


def _renamed(path: str, name: str) -> str:
    """Put the name in the place of the last segment; its extension and slash stay."""
    bare = path.rstrip("/")
    folder, slash, segment = bare.rpartition("/")
    extension = _EXTENSION.search(segment)
    return f"{folder}{slash}{name}{extension[0] if extension else ''}{path[len(bare) :]}"
