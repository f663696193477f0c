"""The JSON output: the report `wwwhy.diagnosis/1`, for programs."""

import json
import re

from wwwhy.formatters import Surface
from wwwhy.formatters.phrases import phrases
from wwwhy.formatters.report.body import report
from wwwhy.model import Diagnosis

_UNSAFE = re.compile(
    # C1 controls, bidi and zero-width characters, line separators, the byte order mark, and
    # halves of surrogate pairs: a terminal must not act on them, UTF-8 cannot hold the last.
    "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def render(
    diagnosis: Diagnosis,
    language: str = "en",
    audience: str | None = None,
    surface: Surface = Surface(),  # noqa: B008 (a NamedTuple is immutable)
) -> str:
    """Write the report; `audience` changes nothing in it."""
    del audience
    body = report(diagnosis, phrases(language))
    # allow_nan would write what no JSON reader accepts; numbers are made finite before.
    ascii_only = not surface.unicode
    written = json.dumps(body, indent=2, ensure_ascii=ascii_only, allow_nan=False)
    return _UNSAFE.sub(_escaped, written) + "\n"


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
