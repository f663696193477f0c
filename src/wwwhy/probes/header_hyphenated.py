"""The same fields with hyphens where their names have underscores."""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Fields
from wwwhy.probes.registry import NotApplicable

FACTOR = "field names"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Rename every field that has an underscore in its name."""
    request = exchange.request
    if not any("_" in line.name for line in request.fields):
        return NotApplicable("No field of the request has an underscore in its name.")
    renamed = Fields.of((line.name.replace("_", "-"), line.value) for line in request.fields)
    return Experiment((replace(request, fields=renamed),))
