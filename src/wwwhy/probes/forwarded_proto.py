"""The same request with X-Forwarded-Proto: https, as a TLS terminator ought to add it."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "forwarded scheme"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Say what the box in front does not say."""
    if "x-forwarded-proto" in exchange.request.fields:
        return NotApplicable("The request says which scheme it came by already.")
    # Nothing besides: gunicorn 27 answers 400 where two such fields contradict each other.
    return Experiment((exchange.request.with_field("X-Forwarded-Proto", "https"),))
