"""Which (box, status) pairs a fault leads to, how long it took, and what else still answers."""

from collections.abc import Mapping
from dataclasses import replace
from shlex import quote
from types import MappingProxyType

from wwwhy.causes.case import Case, is_success, same_outcome
from wwwhy.causes.upstream.announced import announced
from wwwhy.causes.upstream.backends import backend_of, passes_nothing
from wwwhy.causes.upstream.faults import Fault, Told
from wwwhy.causes.upstream.logged import lines_of, logged
from wwwhy.causes.upstream.stored import is_stored
from wwwhy.model import Exchange

_FAULTS = (Fault.REFUSED, Fault.READ_TIMEOUT, Fault.HEAD_TOO_BIG, Fault.CLOSED)
_NGINX = (502, 504, 502, 502)
_STATUS: Mapping[str, tuple[int, int, int, int]] = MappingProxyType(
    {
        "nginx": _NGINX,
        "OpenResty": _NGINX,
        "Tengine": _NGINX,
        "Angie": _NGINX,
        "ingress-nginx": _NGINX,
        "Apache": (503, 502, 502, 502),
        "HAProxy": (503, 504, 502, 502),
        "Caddy": (502, 504, 502, 502),
        "Varnish": (503, 503, 503, 503),
        "Squid": (503, 504, 502, 502),
        "Envoy": (503, 504, 502, 503),
        "lighttpd": (503, 504, 502, 500),
        "Traefik": (502, 504, 502, 502),
        "AWS ALB": (502, 504, 502, 502),
        "Kong": (502, 504, 502, 502),
        "Cloudflare": (521, 524, 520, 520),
        "http-proxy-middleware": (504, 504, 502, 504),
    }
)
"""Status of each fault by product; every cell but ALB, Kong, Traefik and Cloudflare measured.

nginx 1.22.1, Apache 2.4.71, HAProxy 2.6.12, Caddy 2.6.2, Varnish 7.1.1, Squid 5.7, Envoy 1.39.3,
lighttpd 1.4.69, http-proxy-middleware.
"""
_ANY = (502, 504, 502, 502)
_GATEWAYS = frozenset({"reverse-proxy", "load-balancer", "cdn", "waf", "forward-proxy", "unknown"})
_NAMED = _GATEWAYS - {"unknown"}
_APPLICATIONS = frozenset({"application-server", "framework", "application"})
_RUNTIMES = frozenset({"application-server", "application"})
_OF_GATEWAYS = frozenset({502, 504})
"""Statuses that only a server says which passes requests on (RFC 9110 section 15.6)."""
_OWN_LOGS = frozenset({"nginx", "Apache", "HAProxy", "Caddy", "Squid", "Envoy", "lighttpd"})
_WRITERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "nginx": frozenset({"nginx", "OpenResty", "Tengine", "Angie", "ingress-nginx", "Kong"}),
        "apache": frozenset({"Apache"}),
        "haproxy": frozenset({"HAProxy"}),
        "caddy": frozenset({"Caddy"}),
        "envoy": frozenset({"Envoy"}),
        "lighttpd": frozenset({"lighttpd"}),
    }
)
"""The products that write a log of this format."""
_AFTER_THE_HEAD = frozenset({Fault.CUT, Fault.STALLED, Fault.STORAGE})
"""Faults of an answer that did come: these are about the very server that gave it."""
_ABOUT_A_SERVER = frozenset({502, 503, 504})
_MAX_HEADING = 400
_ANSWERED = frozenset({404, 410})
_UNCHANGED = ("fresh-connection", "one-by-one", "repeated", "unchanged-again")
"""Probes that change nothing in the request."""
_EARLY, _LATE = 0.05, 0.3
"""Seconds by which an answer may come before or after a limit, on a busy machine."""
_QUICK = 0.5
"""Share of the wait in which another answer counts as quick."""
AT_ONCE = 0.3
"""Seconds in which a refusal is known; each further attempt of HAProxy takes one more."""


def told(case: Case) -> tuple[Told, ...]:
    """Return everything a box says of its trouble with the server behind it, logs first.

    Logs of no known format count where a gateway answered that writes such: an application has its
    own trouble with a database or a mail server in the same words.
    """
    box = case.answered_by
    plain = box.name not in {"unknown", *_OWN_LOGS} and box.role in _NAMED
    lines = logged(lines_of(case), plain=plain, proxied=case.status in _OF_GATEWAYS)
    said = (each for each in lines if not _was_passed_over(case, each))
    return (*(_weighed(case, each) for each in said), *announced(case))


def _was_passed_over(case: Case, said: Told) -> bool:
    """Whether a program behind answered in the end: then another server was asked after that."""
    if said.fault in _AFTER_THE_HEAD:
        return False
    box = case.answered_by
    return box.name != "unknown" and box.role in _APPLICATIONS and said.product in _WRITERS


def _weighed(case: Case, said: Told) -> Told:
    """Doubt a line about the answer's reason where the writer of the log need not have answered.

    A gateway that has several servers writes such a line for the first, and the answer may be the
    second one's. It is the gateway's where its own page came, or where there is but one server.
    """
    if said.fault in _AFTER_THE_HEAD or said.product not in _WRITERS:
        return said
    backend = backend_of(case)
    alone = backend is not None and backend.is_one
    own = case.answered_by.name in _WRITERS[said.product]
    # A page of the owner's hides who answered; a line with the status that came is about that.
    own = own or (case.answered_by.name == "unknown" and said.answered == case.status)
    # Of several servers one that failed is passed over; then another one's page came.
    tried = {each.upstream for each in case.log if each.server == said.product} - {None}
    own = own and (backend is None or len(tried) > 1)
    return said if alone or own else replace(said, certain=False)


def fits(case: Case, fault: Fault) -> bool:
    """Whether the box that answered uses this status for this fault.

    A box that nobody could name counts as a gateway where the status itself says so.
    """
    row, role = _STATUS.get(case.answered_by.name), case.answered_by.role
    # A runtime that is all that shows may be a gateway's: proxies are written in Node as well.
    runs = role in _RUNTIMES and case.answered_by.name != "unknown"
    passes_on = role in _GATEWAYS or (runs and case.status in _OF_GATEWAYS)
    if (row is None and not passes_on) or passes_nothing(case) or _is_written_by_hand(case):
        return False
    return case.status == dict(zip(_FAULTS, row or _ANY, strict=True)).get(fault)


def is_listed(case: Case) -> bool:
    """Whether it is known which status the box that answered has for which fault."""
    return case.answered_by.name in _STATUS


def parts_refusals(case: Case) -> bool:
    """Whether the box that answered has a status for a refusal that no crash behind it gets.

    HAProxy has the same page for its own rules, and its attempts take as long as some limits;
    lighttpd has it for a server that it gave up before, for whatever reason.
    """
    row = _STATUS.get(case.answered_by.name)
    if row is None or row[0] in row[1:] or case.status != row[0]:
        return False
    return case.answered_by.name not in {"HAProxy", "lighttpd"}


def _is_written_by_hand(case: Case) -> bool:
    """Whether Varnish says what its rules told it to: only a failed fetch has this reason."""
    if case.answered_by.name != "Varnish" or case.response is None:
        return False
    said = (case.response.reason, case.response.text[:_MAX_HEADING])
    return not any("fetch failed" in text for text in said)


def waited(exchange: Exchange) -> float:
    """Return how long the answer's first byte took, in seconds."""
    timing = exchange.timing
    return (timing.total_ms if timing.wait_ms is None else timing.wait_ms) / 1000


def reached(exchange: Exchange, limit: float) -> bool:
    """Whether the answer came just when a limit of so many seconds was over."""
    return -_EARLY <= waited(exchange) - limit <= _LATE


def is_round(exchange: Exchange) -> bool:
    """Whether the wait was a whole number of seconds, as limits are and faults are not."""
    whole = int(waited(exchange) + _EARLY)
    return whole > 0 and reached(exchange, float(whole))


def answering(case: Case, probe_id: str) -> Exchange | None:
    """Return the exchange in which this probe got more than a gateway's complaint.

    None if it was not made, or ended as the request itself did.
    """
    first = case.probe(probe_id).first
    if first is None or first.response is None or first.failure is not None:
        return None
    unhelpful = first.status == case.status or first.status in _ABOUT_A_SERVER
    return None if unhelpful else first


def sooner(case: Case) -> tuple[Exchange, ...]:
    """Return the answers that came from behind the gateway in much less time."""
    found = (answering(case, name) for name in ("method-options", "random-sibling"))
    limit = _QUICK * waited(case.exchange)
    return tuple(each for each in found if each is not None and waited(each) < limit)


def is_served(case: Case) -> bool:
    """Whether any probe of the same path was answered: then something behind the gateway runs."""
    return any(
        _is_same_place(each, case.control) and (is_success(each) or each.status in _ANSWERED)
        for result in case.probes.values()
        for each in result.exchanges
        if not is_stored(each)
    )


def _is_same_place(one: Exchange, other: Exchange) -> bool:
    mine, theirs = one.request, other.request
    same_host = mine.fields.get("host") == theirs.fields.get("host")
    return same_host and (mine.url.origin, mine.url.path) == (theirs.url.origin, theirs.url.path)


def comes_and_goes(case: Case) -> bool:
    """Whether the request, or its safe twin, was served at times: what is always so is not why."""
    again = [each for name in _UNCHANGED for each in case.probe(name).exchanges]
    same = [case.control, *again]
    failed = any(same_outcome(each, case.exchange) for each in same)
    return failed and any(is_success(each) for each in same)


def fails_alike(case: Case, probe_id: str) -> Exchange | None:
    """Return the exchange of this probe if it ended as the request itself; None otherwise."""
    first = case.probe(probe_id).first
    return first if first is not None and case.unchanged_by(probe_id) else None


def first_fresh(case: Case) -> Exchange | None:
    """Return the answer whose wait tells how long the gateway took: none that a cache gave.

    Where the user's own came out of one, what fails alike beside it has to do.
    """
    alike = (fails_alike(case, name) for name in ("method-options", "random-sibling"))
    answers = (case.exchange, *filter(None, alike))
    return next((each for each in answers if not is_stored(each)), None)


def direct_command(address: str | None) -> str:
    """Return the command that asks the server behind, to be run where the gateway runs.

    Where its address is unknown or does not speak HTTP, one that shows what listens at all.
    """
    scheme, mark, rest = (address or "").partition("://")
    if not mark:
        scheme, rest = "http", address or ""
    if rest.startswith("unix:"):
        path = rest.removeprefix("unix:").rstrip("/")
        return f"ls -l {quote(path)}; ss -lxp"
    if scheme not in {"http", "https"} or ":" not in rest:
        return "ss -ltnp"
    return f"curl -sv -o /dev/null {quote(f'{scheme}://{rest}')}"
