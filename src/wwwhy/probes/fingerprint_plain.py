"""A plain anonymous request over HTTP/1.1: what the other fingerprint probes are compared with."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous

FACTOR = "credentials"


def change(exchange: Exchange) -> Experiment:
    """Ask for the same target as anybody could, over HTTP/1.1."""
    return Experiment((anonymous(exchange.request).with_transport(http_version="1.1"),))
