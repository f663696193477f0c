"""The same target over https instead of http, or the other way round.

It is another origin, so nothing that proves identity goes along.
"""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "scheme of the URL"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Swap http and https; an explicit port stays, a default one follows the scheme."""
    request = exchange.request
    url = request.url.with_scheme("http" if request.url.is_secure else "https")
    # On the same port the pinned address still holds; the scheme is the only factor.
    moved = request.routed(url) if url.port != request.url.port else replace(request, url=url)
    return Experiment((anonymous(moved).with_tls(verify=False),))
