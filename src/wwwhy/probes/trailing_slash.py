"""The same path with a slash at its end, or without the one it has."""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "path"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Add or remove the slash."""
    request = exchange.request
    path = request.url.path
    if path == "/":
        return NotApplicable("The path is the root.")
    return Experiment((replace(request, url=replace(request.url, path=with_or_without(path))),))


def with_or_without(path: str) -> str:
    """Return the path with its last slash, if it has one, or else with one more."""
    return path.rstrip("/") or "/" if path.endswith("/") else f"{path}/"
