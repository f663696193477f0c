"""The same path as people often mean it: lower case, no doubled slash, no stray punctuation."""

import re
from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "path"
_EXTENSIONS = (".html", ".php", ".htm")
MOST = 4


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Ask for at most four near spellings of the path."""
    request = exchange.request
    paths = variants(request.url.path)
    if not paths:
        return NotApplicable("The path has no other usual spelling.")
    return Experiment(
        tuple(replace(request, url=replace(request.url, path=path)) for path in paths[:MOST])
    )


def variants(path: str) -> list[str]:
    """Return near spellings of a path, the likeliest first, without the path itself."""
    found = [
        path.lower(),
        re.sub(r"//+", "/", path),
        re.sub(r"(?:%20|%22|%27|%E2%80%9D|[.,;:!)\]>'\"])+$", "", path),
        path.replace("_", "-") if "_" in path else path.replace("-", "_"),
        path.title() if path.islower() else path,
    ]
    stem, dot, _ = path.rpartition(".")
    if dot and "/" not in path[len(stem) :]:
        found.insert(1, stem)
    elif not path.endswith("/"):
        found += [path + extension for extension in _EXTENSIONS[:1]]
    return [each for each in dict.fromkeys(found) if each and each != path]
