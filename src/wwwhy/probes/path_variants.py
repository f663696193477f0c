"""The same request with other usual spellings of its path: case, extension, stray characters."""

import re
from collections.abc import Iterator
from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "path"
MOST = 4
_STRAY = (
    "%20", "%22", "%27", "%3E", "%E2%80%9D", "%E2%80%99", "%C2%BB",
    ".", ",", ";", ":", "!", ")", "]", ">", "'", '"', "*",
)  # fmt: skip
"""What a sentence, a quotation or a mail program leaves at the end of an address."""
_PAGE = re.compile(r"(?<=[^/.])\.(?:html?|php|aspx?|jsp)\Z", re.IGNORECASE)
"""Extensions that sites gain and lose; `app.js` and `app` are two different things."""


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
    return [each for each in dict.fromkeys(_spellings(path)) if each not in {"", "/", path}]


def _spellings(path: str) -> Iterator[str]:
    yield _without_stray_end(path)
    yield re.sub(r"//+", "/", path)
    yield path.lower()
    page = _PAGE.search(path)
    if page is not None:
        yield f"{path}l" if page[0] == ".htm" else path[: page.start()]
    elif not path.endswith("/") and "." not in path.rpartition("/")[2]:
        yield f"{path}.html"
    yield path.replace("_", "-") if "_" in path else path.replace("-", "_")
    folder, slash, name = path.rpartition("/")
    yield f"{folder}{slash}{name[:1].upper()}{name[1:]}"


def _without_stray_end(path: str) -> str:
    name = path.rpartition("/")[2]
    end = len(name)
    while stray := next((each for each in _STRAY if name.endswith(each, 0, end)), None):
        end -= len(stray)
    return path[: len(path) - len(name) + end] if end else path
