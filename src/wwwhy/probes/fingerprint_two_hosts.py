"""The same Host twice: strict parsers refuse it, others read the first."""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous

FACTOR = "host lines"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment:
    """Send Host a second time with the same value (RFC 9112 section 3.2)."""
    plain = anonymous(exchange.request).with_transport(http_version="1.1")
    once = plain if "host" in plain.fields else plain.with_field("Host", plain.url.authority)
    return Experiment(
        (replace(once, fields=once.fields.added("Host", once.fields.get("host") or "")),)
    )
