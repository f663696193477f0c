"""The same credential without line breaks and blanks around or inside it."""

import base64
import binascii

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "token form"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Remove white space that came along from a file or an editor."""
    value = exchange.request.fields.get("authorization") or ""
    scheme, _, token = value.strip().partition(" ")
    trimmed = "".join(token.split())
    if scheme.lower() == "basic":
        trimmed = _without_newline(trimmed)
    repaired = f"{scheme} {trimmed}"
    if not token or repaired == value:
        return NotApplicable("The credential has no stray white space.")
    return Experiment((exchange.request.with_field("Authorization", repaired),))


def _without_newline(encoded: str) -> str:
    """Undo `echo user:password | base64`, which encodes the line break too."""
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return encoded
    return base64.b64encode(decoded.rstrip(b"\r\n")).decode()
