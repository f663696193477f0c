"""Names that cannot exist, spelled as the near spellings of the path are.

The control of `path-variants` and `trailing-slash`: a server that answers 200 to these as well
answers so to anything of that shape, and a spelling it takes proves nothing.
"""

import hashlib
import re
from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.path_variants import MOST, variants
from wwwhy.probes.registry import NotApplicable
from wwwhy.probes.trailing_slash import with_or_without

FACTOR = "path"
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Put an impossible name into each near spelling; folder, extension and slash stay."""
    request = exchange.request
    path = request.url.path
    if path == "/":
        return NotApplicable("The path is the root.")
    name = f"wwwhy-probe-{hashlib.sha256(path.encode()).hexdigest()[:12]}"
    spellings = (*variants(path)[:MOST], with_or_without(path))
    paths = dict.fromkeys(_renamed(each, name) for each in spellings)
    return Experiment(
        tuple(replace(request, url=replace(request.url, path=each, query=None)) for each in paths)
    )


def _renamed(path: str, name: str) -> str:
    """Put the name in the place of the last segment; its extension and slash stay."""
    bare = path.rstrip("/")
    folder, slash, segment = bare.rpartition("/")
    extension = _EXTENSION.search(segment)
    return f"{folder}{slash}{name}{extension[0] if extension else ''}{path[len(bare) :]}"
