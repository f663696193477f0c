"""The request that was led away, twice under its own name and twice under a browser's.

A rule about names may lead programs to a page of refusal; that page answers everybody alike, so
the name counts before the redirect. Own, browser, browser, own, as in `user-agent-repeated`.
"""

from itertools import pairwise

from wwwhy.model import Exchange, Experiment
from wwwhy.probes import user_agent_repeated
from wwwhy.probes.registry import Hops, NotApplicable

FACTOR = "user agent"


def change(exchange: Exchange, hops: Hops) -> Experiment | NotApplicable:
    """Send what was answered by a redirect to another path under both names."""
    del exchange
    away = led_away(hops)
    if away is None:
        return NotApplicable("No redirect was followed.")
    return user_agent_repeated.change(away)


def led_away(hops: Hops) -> Exchange | None:
    """Return the first exchange, safe to repeat, that led to another path.

    A redirect to the same path on https or under another name is no refusal.
    """
    steps = (each for each in pairwise(hops) if _paths_differ(*each))
    return next((here for here, _ in steps if here.request.is_safe), None)


def _paths_differ(here: Exchange, there: Exchange) -> bool:
    """Whether one led to the other and to another path, a slash at its end apart."""
    leads = here.response is not None and here.response.is_redirect
    paths = {each.request.url.path.rstrip("/") for each in (here, there)}
    return leads and len(paths) > 1
