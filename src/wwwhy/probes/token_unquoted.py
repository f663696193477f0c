"""The same token without quotes or angle brackets around it."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "token form"
_PAIRS = ('""', "''", "<>", "“”", "``")


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Take one pair of quotes away."""
    scheme, _, token = (exchange.request.fields.get("authorization") or "").partition(" ")
    token = token.strip()
    if len(token) < 3 or token[0] + token[-1] not in _PAIRS:  # noqa: PLR2004 (quotes and one character)
        return NotApplicable("The token has no quotes around it.")
    return Experiment((exchange.request.with_field("Authorization", f"{scheme} {token[1:-1]}"),))
