"""The same request with cookies and long fields replaced by as many bytes that mean nothing.

Beside `headers-shrunk` it tells size from content: a field that is refused for what it says is
harmless once its value is gone, one that is refused for its length is not.
"""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Field, Fields
from wwwhy.probes.headers_shrunk import dropped
from wwwhy.probes.registry import NotApplicable

FACTOR = "header content"
FAILURE_IS_ANSWER = True
_SHORT_CODES = ("a012ceiost", "b3456789Adfghlmnpru.-%/=_", "jkqvwxyzBCDEFGHIJKLMNOPQRSTUVWY:")
"""Letters of five, six and seven bits in HPACK (RFC 7541 appendix B): nginx counts those bits."""


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Keep the number and the length of the lines, and nothing of what stood in them."""
    request = exchange.request
    places = dropped(request.fields)
    if not places:
        return NotApplicable("The request's header is small already.")
    lines = (
        _padding(line, place) if place in places else line
        for place, line in enumerate(request.fields)
    )
    return Experiment((replace(request, fields=Fields(tuple(lines))),))


def _padding(line: Field, place: int) -> Field:
    # Never longer than the line it stands for: what a shorter one proves, that one proves as well.
    name = f"X-Padding-{place}"
    classes = [sum(map(line.value.count, letters)) for letters in _SHORT_CODES]
    rest = len(line.value) - sum(classes)
    value = "".join(letters[0] * n for letters, n in zip(_SHORT_CODES, classes, strict=True))
    return Field(name, (value + "X" * rest)[max(0, len(name) - len(line.name)) :] or "a")
