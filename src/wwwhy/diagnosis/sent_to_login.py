"""A page to log in on in spite of credentials: healthy where nobody is known, odd for who is."""

from itertools import zip_longest

from wwwhy.causes import Case
from wwwhy.causes.edge.interstitials import leads_to_login
from wwwhy.model import Defect, Exchange, Value

_REFERENCE = "RFC 9110, section 15.4"
_REPEATED = "session-before-login"


def sent_to_login(case: Case) -> tuple[Defect, ...]:
    """Return that credentials did not spare the user's request the way to the login page.

    The session is over, or another server has it: which of both shows where it was repeated.
    """
    steps = zip_longest(case.hops, case.hops[1:])
    found = next((hop for hop, then in steps if _is_led(hop, then)), None)
    field = _carried(found) if found else None
    if found is None or field is None:
        return ()
    repeated = case.probe(_REPEATED).exchanges
    values: dict[str, Value] = {"field": field}
    if not repeated:
        return (Defect("login-in-spite", values, found.index, _REFERENCE),)
    led = sum(each.leads_to == found.leads_to for each in repeated)
    values |= {"times": len(repeated), "led": led}
    if led == len(repeated):
        return (Defect("session-over", values, found.index, _REFERENCE),)
    return (Defect("login-now-and-then", values, found.index, _REFERENCE),)


def _is_led(hop: Exchange, then: Exchange | None) -> bool:
    """Whether a redirect goes to another path where people log in, by its name or by its form."""
    there = hop.leads_to
    if there is None or there.path == hop.request.url.path:
        return False
    return leads_to_login(hop) or (
        then is not None and then.leads_to is None and leads_to_login(then)
    )


def _carried(hop: Exchange) -> str | None:
    """Return the field with credentials."""
    carried = (each for each in ("Authorization", "Cookie") if each in hop.request.fields)
    return next(carried, None)
