"""The same request twice under its own name and twice under a browser's, one after the other.

Own, browser, browser, own: servers that take turns, of which one fails, and a limit that lets some
requests through part them in another way; only a rule about the name parts them by the name.
"""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.browser_user_agent import BROWSER
from wwwhy.probes.registry import NotApplicable

FACTOR = "user agent"
UNDER_OWN_NAME = (True, False, False, True)


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Send it under both names."""
    request = exchange.request
    if (request.fields.get("user-agent") or "").startswith("Mozilla/"):
        return NotApplicable("The request names a browser already.")
    named = request.with_field("User-Agent", BROWSER)
    requests = tuple(request if own else named for own in UNDER_OWN_NAME)
    return Experiment(requests, in_order=True, may_overlap=True)
