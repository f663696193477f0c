"""The same request with cookies and long fields under their own names, and nothing said in them.

Some servers limit one field by its name, the cookies most of all. Beside `values-shortened` it
tells size from content: both say nothing, and only one of them is long.
"""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Field, Fields
from wwwhy.model.masking import is_credential_field
from wwwhy.probes.headers_shrunk import dropped
from wwwhy.probes.registry import NotApplicable

FACTOR = "header content"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Keep names and lengths; whatever a value says becomes one letter over and over."""
    return emptied(exchange, None)


def emptied(exchange: Exchange, longest: int | None) -> Experiment | NotApplicable:
    """Let the values of a big header say nothing, in at most `longest` bytes each.

    Fields that prove who asks stay out: without their content they would be wrong credentials.
    """
    request = exchange.request
    places = dropped(request.fields)
    kept = frozenset(p for p in places if not is_credential_field(request.fields.lines[p].name))
    if not kept:
        return NotApplicable("What makes the header large is a credential, or nothing is large.")
    lines = (
        _meaningless(line, longest) if place in kept else line
        for place, line in enumerate(request.fields)
        if place in kept or place not in places
    )
    return Experiment((replace(request, fields=Fields(tuple(lines))),))


def _meaningless(line: Field, longest: int | None) -> Field:
    if line.name.lower() != "cookie":
        return Field(line.name, _letters(line.value, longest))
    pairs = (pair.strip().partition("=") for pair in line.value.split(";"))
    said = (f"{name}{mark}{_letters(value, longest)}" for name, mark, value in pairs)
    return Field(line.name, "; ".join(said))


def _letters(value: str, longest: int | None) -> str:
    return "a" * (len(value) if longest is None else min(len(value), longest))
