"""No site of the server has this name, so the one for all other names answered."""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.vhosts.names import host_of, names_agree
from wwwhy.causes.vhosts.sites import Site, site_of
from wwwhy.causes.vhosts.stock_pages import stock_page
from wwwhy.model import Evidence, Finding, NextExperiment, Strength, Value, Verdict

_SERVERS = frozenset({"web-server", "reverse-proxy", "load-balancer"})
_ROOT_REFUSALS = frozenset({403, 404})


def judge(case: Case) -> Finding | None:
    """Send a name that nobody has: if it gets the very same, ours was not known either.

    That alone would be true of every server with one site, so something must be suspect first: a
    page that comes with the server, Caddy's empty 200, a configuration in which no name fits, or a
    server that turns the bare name away and serves its neighbour with or without `www.`.
    """
    site = site_of(case)
    if case.response is None or case.failure is not None or not names_agree(case.request):
        return None
    suspect = (*_stock(case), *_empty(case), *_unnamed(case, site))
    known = site is not None and site.by_name
    if known or not (suspect or _is_turned_away(case)):
        return None
    if not case.probe("host-other").done:
        return _asked(suspect)
    return _answered(case, suspect) if _same_for_stranger(case) else None


def _asked(suspect: tuple[Evidence, ...]) -> Finding:
    """Say what is suspect so far, and what would tell."""
    names = {each.name for each in suspect}
    wants = ("host-other",) if suspect else ("host-other", "www-toggled")
    if "empty_answer" in names:
        wants = ("host-other", "random-sibling")
    verdict = Verdict.LIKELY if "no_name_fits" in names else Verdict.POSSIBLE
    return Finding(verdict, suspect, wants=wants)


def _answered(case: Case, suspect: tuple[Evidence, ...]) -> Finding | None:
    """Judge what an unknown name gets as well."""
    same, toggled = _stranger(case), _toggled(case)
    if toggled:
        return Finding(Verdict.PROVED, (*toggled, *same, *suspect), toggled[0].exchange, wants=())
    empty = any(each.name == "empty_answer" for each in suspect)
    if not suspect or (empty and not case.unchanged_by("random-sibling")):
        return None
    wants = ("www-toggled",) if "." in host_of(case.request) else ()
    experiment = NextExperiment("list_sites", command=_COMMANDS.get(case.answered_by.name, ""))
    return Finding(Verdict.PROVED, (*suspect, *same), None, experiment, wants=wants)


_COMMANDS = {"nginx": "nginx -T | grep -n server_name", "Apache": "apachectl -S"}


def _stock(case: Case) -> tuple[Evidence, ...]:
    product = stock_page(case.response) if case.response else None
    if product is None:
        return ()
    values: dict[str, Value] = {"product": product}
    index = case.exchange.index
    return (Evidence("stock_page", values, exchange=index, pointer="response.body"),)


def _empty(case: Case) -> tuple[Evidence, ...]:
    """Notice what Caddy says where no site fits: 200, and nothing (Caddy 2.6.2)."""
    response = case.response
    if response is None or case.answered_by.name != "Caddy" or response.status != 200:  # noqa: PLR2004
        return ()
    if response.declared_length != 0 or "content-type" in response.fields:
        return ()
    if case.request.method != "GET":
        return ()
    return (Evidence("empty_answer", exchange=case.exchange.index, pointer="response.body"),)


def _unnamed(case: Case, site: Site | None) -> tuple[Evidence, ...]:
    """Return that a configuration with several sites has none of this name."""
    if site is None or site.alone or site.by_name is None or is_success(case.exchange):
        return ()
    if case.answered_by.role not in _SERVERS:
        return ()
    values: dict[str, Value] = {"host": host_of(case.request), "names": site.names}
    return (Evidence("no_name_fits", values, Strength.CONCLUSIVE, pointer=site.pointer),)


def _is_turned_away(case: Case) -> bool:
    """Whether a server itself refuses the very root of a named site."""
    url = case.request.url
    named = not url.host_is_address and "." in host_of(case.request)
    own = case.answered_by.role in _SERVERS and case.status in _ROOT_REFUSALS
    return own and named and url.path == "/" and case.request.is_safe


def _same_for_stranger(case: Case) -> bool:
    """Whether the unknown name got the same bytes, but for the name itself in them."""
    other = case.probe("host-other").first
    if other is None or other.response is None or case.response is None:
        return False
    mine = case.response.text.replace(host_of(case.request), "")
    theirs = other.response.text.replace(host_of(other.request), "")
    return other.status == case.status and mine == theirs


def _stranger(case: Case) -> tuple[Evidence, ...]:
    other = case.probe("host-other").first
    if other is None:
        return ()
    values: dict[str, Value] = {"name": host_of(other.request), "status": other.status}
    return (Evidence("same_for_a_stranger", values, Strength.CONCLUSIVE, exchange=other.index),)


def _toggled(case: Case) -> tuple[Evidence, ...]:
    served = case.healed_by("www-toggled")
    if served is None:
        return ()
    values: dict[str, Value] = {"name": host_of(served.request), "status": served.status}
    return (Evidence("neighbour_is_served", values, Strength.CONCLUSIVE, exchange=served.index),)
