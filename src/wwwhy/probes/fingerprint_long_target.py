"""A query of 20 kB: answered by 414, 400, 431 or as usual."""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous

FACTOR = "target length"
FAILURE_IS_ANSWER = True
LENGTH = 20_000


def change(exchange: Exchange) -> Experiment:
    """Add a query of 20,000 bytes to the same path."""
    plain = anonymous(exchange.request).with_transport(http_version="1.1")
    query = "&".join(part for part in (plain.url.query, "a" * LENGTH) if part)
    return Experiment((replace(plain, url=replace(plain.url, query=query)),))
