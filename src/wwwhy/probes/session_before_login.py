"""The request that was led away in spite of its cookies, six times, one after the other.

Who is not known is often led to a page to log in on, which answers everybody alike; so servers that
take turns show before the redirect, by the rhythm of their answers.
"""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import Hops, NotApplicable

FACTOR = "time"
TIMES = 6


def change(exchange: Exchange, hops: Hops) -> Experiment | NotApplicable:
    """Keep an order in time, each on a connection of its own."""
    del exchange
    away = led_away(hops)
    if away is None:
        return NotApplicable("No request with cookies was led to another path.")
    return Experiment((away.request,) * TIMES, in_order=True, may_overlap=True)


def led_away(hops: Hops) -> Exchange | None:
    """Return the last exchange, safe to repeat, whose cookies did not spare it another path.

    What leads to another origin comes after what does not: a login elsewhere has redirects of its
    own before it.
    """
    led = [each for each in hops if each.request.is_safe and _leads_away(each)]
    near = [
        each for each in led if each.leads_to and each.leads_to.origin == each.request.url.origin
    ]
    return next(reversed(near or led), None)


def _leads_away(hop: Exchange) -> bool:
    there = hop.leads_to
    if there is None or "cookie" not in hop.request.fields:
        return False
    return there.path.rstrip("/") != hop.request.url.path.rstrip("/")
