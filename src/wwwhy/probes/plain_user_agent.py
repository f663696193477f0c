"""The same request under a name that is neither a tool's nor a browser's.

A rule about tools lets it through. An application that shows programs one thing and people another
takes it for a program, and says to it what it said before.
"""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "user agent"
NAME = "acme-report/1.0"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Name a program that nobody knows; nothing else differs."""
    request = exchange.request
    if (request.fields.get("user-agent") or "").startswith("Mozilla/"):
        return NotApplicable("The request names a browser already.")
    return Experiment((request.with_field("User-Agent", NAME),))
