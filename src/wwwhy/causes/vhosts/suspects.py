"""What makes an answer look like that of a site for all the names that have no site."""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.vhosts.names import host_of, is_name
from wwwhy.causes.vhosts.sites import Site
from wwwhy.causes.vhosts.stock_pages import stock_page
from wwwhy.model import Evidence, Strength, Value

SERVERS = frozenset({"web-server", "reverse-proxy", "load-balancer"})
"""Roles in which a box chooses the site."""
_HUNG_UP = frozenset({"http.response.empty", "tcp.reset", "http.h2.goaway", "http.h2.rst"})
"""What nginx's `return 444` looks like, the usual answer to names that no site has."""


def hangs_up(case: Case) -> bool:
    """Whether the server ended the connection in place of an answer."""
    return case.failure is not None and case.failure.type in _HUNG_UP


def stock(case: Case) -> tuple[Evidence, ...]:
    """Return that the answer is a page which comes with the server."""
    product = stock_page(case.response) if case.response else None
    if product is None:
        return ()
    values: dict[str, Value] = {"product": product}
    index = case.exchange.index
    return (Evidence("stock_page", values, exchange=index, pointer="response.body"),)


def empty(case: Case) -> tuple[Evidence, ...]:
    """Notice what Caddy says where no site fits: 200, and nothing (Caddy 2.6.2)."""
    response = case.response
    if response is None or case.answered_by.name != "Caddy" or response.status != 200:  # noqa: PLR2004
        return ()
    if response.declared_length != 0 or "content-type" in response.fields:
        return ()
    if case.request.method != "GET":
        return ()
    return (Evidence("empty_answer", exchange=case.exchange.index, pointer="response.body"),)


def unnamed(case: Case, site: Site | None) -> tuple[Evidence, ...]:
    """Return that a configuration with several sites has none of this name."""
    if site is None or site.alone or site.by_name is None:
        return ()
    meant = site.for_all and not is_name(host_of(case.request))
    fine = is_success(case.exchange) and not stock(case)
    own = case.answered_by.role in SERVERS or hangs_up(case)
    if meant or fine or not own:
        return ()
    values: dict[str, Value] = {"host": host_of(case.request), "names": site.names}
    return (Evidence("no_name_fits", values, Strength.CONCLUSIVE, pointer=site.pointer),)
