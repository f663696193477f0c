"""What a preflight asks for and its answer does not list: a method, fields (Fetch, section 4.8)."""

from dataclasses import dataclass

from wwwhy.model import Exchange

_ALWAYS_ALLOWED = frozenset({"GET", "HEAD", "POST"})
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Missing:
    """One list of the answer that lacks what was asked for."""

    wanted: str
    """The method, or the fields, lower case."""
    field: str
    """The field that should name it."""
    allowed: str
    """What that field says; empty if it is absent."""


def missing(question: Exchange, *, with_credentials: bool) -> tuple[Missing, ...]:
    """Return what the answer to a preflight leaves out; `*` counts for nothing with credentials.

    `*` is taken for Authorization as well: the standard denies that, and browsers still do it.
    """
    asked = question.request.fields
    method = (asked.get("access-control-request-method") or "").strip()
    fields = _split(asked.get("access-control-request-headers") or "")
    methods = {method} - {""} - _ALWAYS_ALLOWED
    found = (
        _left_out(question, "Access-Control-Allow-Methods", methods),
        _left_out(question, "Access-Control-Allow-Headers", {each.lower() for each in fields}),
    )
    star = not with_credentials
    return tuple(each for each in found if each and not (star and "*" in _split(each.allowed)))


def _left_out(question: Exchange, field: str, wanted: set[str]) -> Missing | None:
    response = question.response
    lines = ", ".join(response.fields.all(field)) if response else ""
    listed = _split(lines)
    # Names of fields are alike in upper and lower case; methods are not.
    known = listed if field.endswith("Methods") else {each.lower() for each in listed}
    rest = sorted(wanted - known)
    return Missing(", ".join(rest)[:_MOST_SHOWN], field, lines[:_MOST_SHOWN]) if rest else None


def _split(line: str) -> set[str]:
    return {each.strip() for each in line.split(",")} - {""}
