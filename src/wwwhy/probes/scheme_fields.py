"""The same request with each of the rarer fields in which a TLS terminator may say `https`."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "forwarded scheme"
FIELDS = (
    ("Forwarded", "proto=https"),
    ("X-Forwarded-Ssl", "on"),
    ("X-Forwarded-Scheme", "https"),
    ("Front-End-Https", "on"),
    ("X-Scheme", "https"),
    ("X-Url-Scheme", "https"),
)
"""RFC 7239 section 5.4, and what Rack, Microsoft's and Python's servers read besides."""


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Say it in one of these fields at a time."""
    request = exchange.request
    if any(name in request.fields for name, _ in FIELDS):
        return NotApplicable("The request says which scheme it came by already.")
    return Experiment(tuple(request.with_field(name, value) for name, value in FIELDS))
