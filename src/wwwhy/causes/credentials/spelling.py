"""A scheme that is the right one, and is only written otherwise than the server expects it."""

from dataclasses import replace

from wwwhy.causes.case import Case
from wwwhy.model import Evidence, Exchange, Strength, Value
from wwwhy.probes.usual_scheme import is_allowed, scheme_written


def same_scheme(case: Case, other: Exchange) -> Evidence | None:
    """Return what is odd about the scheme's spelling, where another request has the same scheme.

    None if the other one has another scheme. A scheme is the same in capital and small letters
    (RFC 9110 section 11.1), and one blank or several stand behind it (section 11.4).
    """
    written, usual = scheme_written(case.request), scheme_written(other.request)
    if not written or written.rstrip(":=").lower() != usual.lower():
        return None
    values: dict[str, Value] = {"usual": usual}
    # As certain as the flip beside it, and to be read before that.
    found = Evidence("only_spelled_otherwise", values, Strength.CONCLUSIVE)
    if not is_allowed(case.request):
        found = Evidence("written_wrongly", values, Strength.CONCLUSIVE)
    at, pointer = case.exchange.index, "request.headers.authorization"
    return replace(found, exchange=at, pointer=pointer)
