"""The request that was led away in spite of its cookies, twice without them."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import Hops, NotApplicable
from wwwhy.probes.session_before_login import led_away

FACTOR = "cookies"
TIMES = 2


def change(exchange: Exchange, hops: Hops) -> Experiment | NotApplicable:
    """Come as a stranger: whether the cookies matter at all shows before the redirect."""
    del exchange
    away = led_away(hops)
    if away is None:
        return NotApplicable("No request with cookies was led to another path.")
    return Experiment((away.request.without_fields("cookie"),) * TIMES)
