"""Impossible names, spelled as the further spellings are: the control of `path-spellings`."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.path_spellings import further
from wwwhy.probes.random_variants import impossible
from wwwhy.probes.registry import NotApplicable

FACTOR = "path"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Put an impossible name into each further spelling."""
    targets = further(exchange.request.url.path)
    if not targets:
        return NotApplicable("The path has no further usual spelling.")
    return impossible(exchange.request, targets)
