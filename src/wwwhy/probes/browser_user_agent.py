"""The same request under a browser's User-Agent."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "user agent"
BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Name a browser; nothing else differs."""
    request = exchange.request
    if (request.fields.get("user-agent") or "").startswith("Mozilla/"):
        return NotApplicable("The request names a browser already.")
    return Experiment((request.with_field("User-Agent", BROWSER),))
