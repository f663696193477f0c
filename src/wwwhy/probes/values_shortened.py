"""The same request with cookies and long fields that say nothing, in a few letters each.

The control of `values-padded`: a server that refuses these too refuses what they do not say.
"""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable
from wwwhy.probes.values_padded import emptied

FACTOR = "header size"
FAILURE_IS_ANSWER = True
LONGEST = 8
"""Letters that a value keeps."""


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Keep the names and eight letters at most of what stands under each."""
    return emptied(exchange, LONGEST)
