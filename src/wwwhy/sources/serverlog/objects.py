"""A JSON object of a log line, as flat names: `{"req": {"url": "/x"}}` becomes `req.url`."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

MAX_DEPTH = 6
"""Levels of an object that are read; loguru, Serilog and Google Cloud nest three to four."""
MAX_NAMES = 500
"""Values of one line that are read."""
_MAX_ITEMS = 8
# nginx without escape=json writes \xXX, which JSON does not know, and leaves a number out or
# writes "-" where a request had none.
_HEX = re.compile(r"(?<!\\)((?:\\\\)*)((?:\\x[0-9A-Fa-f]{2})+)")
_NO_NUMBER = re.compile(r"(\":\s*)-?(?=\s*[,}])")


def object_of(line: str) -> dict[str, Any] | None:
    """Read a line that is one JSON object; None if it is none."""
    text = line.strip()
    if not text.startswith("{") or not text.endswith("}"):
        return None
    data = _loaded(text)
    if data is None and ("\\x" in text or _NO_NUMBER.search(text)):
        data = _loaded(_NO_NUMBER.sub(r"\1null", _HEX.sub(_as_json, text)))
    return data if isinstance(data, dict) else None


def flattened(data: Mapping[str, Any]) -> dict[str, str]:
    """Return all plain values by their dotted names, the outer ones first; bounded."""
    values: dict[str, str] = {}
    for name, value in _walk(data):
        if len(values) == MAX_NAMES:
            break
        values.setdefault(name, value)
    return values


def _loaded(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _as_json(match: re.Match[str]) -> str:
    octets = bytes.fromhex(match[2].replace("\\x", ""))
    return match[1] + json.dumps(octets.decode("utf-8", "replace"))[1:-1]


def _walk(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    level: list[tuple[str, object]] = [(str(name), value) for name, value in data.items()]
    for _ in range(MAX_DEPTH):
        deeper: list[tuple[str, object]] = []
        for name, value in level[:MAX_NAMES]:
            if isinstance(value, dict):
                deeper += [(f"{name}.{key}", each) for key, each in value.items()]
            elif isinstance(value, list):
                # Go and Caddy give every field a list; tracebacks and Sentry lists of objects.
                deeper += [(name, each) for each in value[:_MAX_ITEMS]]
            else:
                text = _text(value)
                if text is not None:
                    yield name, text
        level = deeper


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return str(value)
    except ValueError:  # more digits than Python turns into text
        return None
