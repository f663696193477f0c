"""Whether a server looks at the token it got: one factor changed, beside three controls.

The unchanged request must go on failing alike (two servers may take turns), what differs from one
answer to the next says nothing (a random word, a page of the day), and what an answer repeats of
the request is an echo: a list of the fields that came says nothing of what was done with them.
"""

import re

from wwwhy.auth import parse_challenges
from wwwhy.auth.schemes import bearer
from wwwhy.causes import asking
from wwwhy.causes.case import Case, same_outcome
from wwwhy.causes.refusal import error_codes
from wwwhy.model import Exchange, Request
from wwwhy.model.masking import tongues

AGAIN = "unchanged-again"
_RUN = re.compile(r"[^\s\"'<>{}\[\](),;]+")
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 8192


def is_alone(request: Request, *names: str) -> bool:
    """Whether nothing but the token, or what stands under these names, can be a credential."""
    token = bearer.token_of(request)
    at_home = token is not None and token.place == "header"
    own = {each.lower() for each in names} | ({"authorization"} if at_home else set())
    if token is not None and not at_home:
        own |= bearer.QUERY_NAMES
    others = (*asking.shown(request), *asking.unexplained(request))
    return all(each.lower() in own for each in others)


def withheld(request: Request, *names: str) -> str:
    """Return the probe that takes nothing but the token away."""
    return "without-credentials" if is_alone(request, *names) else "without-token"


def differs(case: Case, probe_id: str) -> bool | None:
    """Whether an experiment was answered otherwise because of what it changed; None if unknown.

    The probe and `unchanged-again` have to be there for a True; the same answer is one at once.
    """
    probe, again = case.probe(probe_id), case.probe(AGAIN)
    if not probe.done or probe.first is None or not case.is_comparable:
        return None
    control, other = case.control, probe.first
    if _outline(other) == _outline(control) and not _news(control, other):
        return False
    repeats = again.exchanges if again.done else ()
    if not repeats or not all(same_outcome(each, control) for each in repeats):
        return None
    if any(_outline(each) != _outline(control) for each in repeats):
        return None
    if _outline(other) != _outline(control):
        return True
    is_noisy = any(_words(each) != _words(control) for each in repeats)
    return None if is_noisy else True


def comes_and_goes(case: Case) -> bool:
    """Whether the unchanged request ended otherwise when it was sent again."""
    again = case.probe(AGAIN)
    return again.done and not all(same_outcome(each, case.control) for each in again.exchanges)


def _outline(exchange: Exchange) -> object:
    """Return what an answer says by structure: status or failure, schemes, codes."""
    response = exchange.response
    if response is None or exchange.failure is not None:
        return exchange.failure.type if exchange.failure else None
    asked = parse_challenges(response.fields.all("www-authenticate")).challenges
    schemes = [(each.scheme, each.params.get("error")) for each in asked]
    return response.status, schemes, error_codes(response)


def _news(control: Exchange, other: Exchange) -> frozenset[str]:
    """Return the words that stand in one of two answers only, and in neither request."""
    sent = _spoken(str(control.request.url)) | _spoken(str(other.request.url))
    for line in (*control.request.fields, *other.request.fields):
        sent |= _spoken(f"{line.name} {line.value}")
    return (_words(control) ^ _words(other)) - sent


def _words(exchange: Exchange) -> frozenset[str]:
    response = exchange.response
    if response is None:
        return frozenset()
    asked = " ".join(response.fields.all("www-authenticate"))
    # Python and PHP write letters beyond ASCII as escapes, which hold digits.
    runs = _RUN.findall(tongues.unescaped(f"{asked} {response.text}"[:_LOOKED_AT]))
    # A run with a digit in it is an id, a time, or a number.
    return _spoken(" ".join(run for run in runs if not any(map(str.isdigit, run))))


def _spoken(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text[:_LOOKED_AT].lower()))
