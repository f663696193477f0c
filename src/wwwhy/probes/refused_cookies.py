"""The hop that lacked a cookie, once as it was and once with the cookie that was left behind.

A cookie whose Domain or Path does not fit is dropped or held back by every browser (RFC 6265
section 5). Sent all the same, to the very origin that set it, it shows whether it was missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from wwwhy.errors import InputError
from wwwhy.model import Exchange, Experiment, Request
from wwwhy.model.cookies import parse_set_cookie, refusal_to_store, store
from wwwhy.probes.registry import Hops, NotApplicable

FACTOR = "cookies"
RING = "http.response.redirect_loop"
"""The failure of the hop at which redirects were seen to go round."""
_SCOPE = frozenset({"foreign_domain", "public_suffix", "domain", "path"})
"""Refusals by scope; those by Secure, prefix and expiry have causes of their own."""


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A cookie that a redirect set and the next request lacked."""

    name: str
    value: str = field(repr=False)
    reason: str
    """foreign_domain, public_suffix, domain or path."""
    scope: str
    """What it is set for: a domain, or the beginning of a path."""
    setter: Exchange
    missed: Exchange
    """The first exchange after it, safe to repeat, that went without it."""

    @property
    def may_be_sent(self) -> bool:
        """Whether the origin that lacked it is the one that set it."""
        return self.setter.request.url.origin == self.missed.request.url.origin


def change(exchange: Exchange, hops: Hops) -> Experiment | NotApplicable:
    """Repeat the first hop that lacked one, with all that were left behind before it."""
    del exchange
    missing = [each for each in left_behind(hops) if each.may_be_sent]
    if not missing:
        return NotApplicable("No cookie was left behind that this origin had set.")
    hop = missing[0].missed
    cookies = [each for each in missing if each.missed is hop]
    request = replace(hop.request, follow_redirects=False)
    return Experiment((request, _with(request, cookies)), in_order=True)


def left_behind(hops: Hops) -> tuple[LeftBehind, ...]:
    """Return the cookies whose scope kept them from the request after the one that set them."""
    return tuple(
        found
        for place, setter in enumerate(hops)
        for found in _of(setter, hops[place + 1 :] or _led_back(setter, hops))
        if setter.request.cookie_jar
    )


def _led_back(last: Exchange, hops: Hops) -> Hops:
    """Return the hop to which the last one of a ring of redirects leads back.

    It would have been sent again, was not because the ring was seen, and would have lacked the same
    cookies.
    """
    if last.failure is None or last.failure.type != RING or last.response is None:
        return ()
    location = last.response.fields.get("location") or ""
    try:
        target = replace(last.request.url.join(location), fragment=None)
    except InputError:
        return ()
    return tuple(hop for hop in hops if replace(hop.request.url, fragment=None) == target)


def _of(setter: Exchange, later: Hops) -> Iterator[LeftBehind]:
    missed = next((each for each in later if each.request.is_safe), None)
    if missed is None or setter.response is None:
        return
    sent = _names(missed.request)
    for line in setter.response.fields.all("set-cookie"):
        cookie = parse_set_cookie(line, setter.received_at)
        if cookie is None or not cookie.value or cookie.name in sent:
            continue
        if cookie.expires is not None and cookie.expires <= setter.received_at:
            continue
        stored = store(cookie, setter.request.url)
        reason = refusal_to_store(cookie, setter.request.url)
        reason = reason or stored.refusal(missed.request.url, setter.received_at)
        if reason in _SCOPE:
            scope = stored.path if reason == "path" else stored.host
            yield LeftBehind(cookie.name, cookie.value, reason, scope, setter, missed)


def _names(request: Request) -> frozenset[str]:
    pairs = (request.fields.combined("cookie") or "").split(";")
    return frozenset(pair.partition("=")[0].strip() for pair in pairs)


def _with(request: Request, cookies: list[LeftBehind]) -> Request:
    own = request.fields.get("cookie")
    pairs = [*([own] if own else []), *(f"{each.name}={each.value}" for each in cookies)]
    return request.with_field("Cookie", "; ".join(pairs))
