"""The same request with more other spellings of its path, where the likeliest ones do not exist."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.path_variants import MOST as ASKED_FIRST
from wwwhy.probes.path_variants import spelled, variants
from wwwhy.probes.registry import NotApplicable

FACTOR = "path"
MOST = 6


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Ask for at most six spellings that `path-variants` leaves out."""
    return spelled(exchange.request, further(exchange.request.url.path))


def further(path: str) -> list[str]:
    """Return the spellings behind the likeliest ones."""
    return variants(path)[ASKED_FIRST : ASKED_FIRST + MOST]
