"""How often a credential that was refused is sent again: too many failures lock an account.

A password once more in the whole diagnosis, a token or an API key three times. What the server took
in another form was not refused, and does not count. Session cookies lock nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from wwwhy.causes import asking
from wwwhy.causes.case import is_success
from wwwhy.causes.rpc import refusal_of
from wwwhy.causes.wording import REPEATS, says_otherwise
from wwwhy.model import Exchange, Experiment, Request
from wwwhy.probes import probe
from wwwhy.probes.garbage_credential import credential

PASSWORD_AGAIN, TOKEN_AGAIN = 1, 3
_REFUSALS = frozenset({401, 403, 407, 419, 440, 498})
_PASSWORDS = frozenset({"basic", "digest", "negotiate", "ntlm"})
FORBIDDEN, _BY_PROXY = 403, 407
NOBODY = "without-credentials"
AGAIN = "unchanged-again"
OF_CREDENTIALS = frozenset(
    {"credentials", "proxy credentials", "scheme", "token", "token form", "place of the key"}
    | {"field names"}
)
"""Factors of probes that send a credential in another form, or none."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many more requests may carry what was refused."""

    requests: int
    reserved: int
    """How many of them are kept for a control: without one no other experiment proves anything."""
    forms: bool = False
    """Whether another form of the credential may be tried with what is kept."""

    def sparing(self, name: str, experiment: Experiment, last: Exchange) -> Experiment | None:
        """Return as much of an experiment as may be sent; None if it would be too much.

        Of alternatives the first remain; of a control one request.
        """
        carried, requests = count(experiment, last), experiment.requests
        if not carried:
            return experiment
        kept = name not in REPEATS and not (self.forms and probe(name).factor in OF_CREDENTIALS)
        allowed = self.requests - (self.reserved if kept else 0)
        alternatives = all(each != requests[0] for each in requests[1:])
        if name == AGAIN:
            alternatives, allowed = True, min(allowed, 1)
        if carried <= allowed:
            return experiment
        if allowed <= 0 or not alternatives or experiment.in_order:
            return None
        return replace(experiment, requests=requests[:allowed])

    def after(self, name: str, experiment: Experiment, last: Exchange) -> "Allowance":
        """Return what is left once an experiment has been sent, and refused."""
        reserved = 0 if name in REPEATS else self.reserved
        return Allowance(max(self.requests - count(experiment, last), 0), reserved, self.forms)


def left(last: Exchange, seen: Iterable[Exchange]) -> Allowance | None:
    """Return how many more requests may carry what was refused; None if nothing was.

    A 403 that is word for word the same without a credential refuses something else.

    Arguments:
        last: the user's own request and its refusal.
        seen: what the probes sent.

    """
    refusal = refusal_of(last.response)
    status = (refusal.status if refusal else None) or last.status
    seen = tuple(seen)
    if status not in _REFUSALS or not carries(last.request, status):
        return None
    if status == FORBIDDEN and any(_is_the_same_for_nobody(each, last) for each in seen):
        return None
    is_password = _is_password(last.request, status)
    sent = [each for each in seen if carries(each.request, status) and not is_success(each)]
    again = any(each.probe in REPEATS for each in sent)
    allowed = PASSWORD_AGAIN if is_password else TOKEN_AGAIN
    return Allowance(max(allowed - len(sent), 0), reserved=0 if again else 1, forms=is_password)


def _is_the_same_for_nobody(one: Exchange, last: Exchange) -> bool:
    same = one.status == last.status and not says_otherwise(one, last)
    return one.probe == NOBODY and same


def count(experiment: Experiment, last: Exchange) -> int:
    """Return how many requests of an experiment carry the credential."""
    return sum(carries(each, last.status) for each in experiment.requests)


def carries(request: Request, status: int | None) -> bool:
    """Whether a request carries a credential of the user's that such a status refuses."""
    if status == _BY_PROXY:
        proxy = request.transport.proxy
        return "proxy-authorization" in request.fields or bool(proxy and proxy.userinfo)
    value = (request.fields.get("authorization") or "").strip()
    if value == credential(value.partition(" ")[0]):
        request = request.without_fields("authorization")
    bare = request.without_fields("cookie", "cookie2", "proxy-authorization")
    return bool({*asking.shown(bare)} - {"certificate"})


def _is_password(request: Request, status: int | None) -> bool:
    if status == _BY_PROXY or request.login is not None:
        return True
    names = asking.shown(request)
    return asking.scheme_of(request) in _PASSWORDS or any(map(asking.names_password, names))
