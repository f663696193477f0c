"""A client certificate that a server behind a gateway wants of that gateway."""

from wwwhy.causes.case import Case
from wwwhy.causes.tls import client_side
from wwwhy.model import Evidence, Finding, NextExperiment, TlsFacts, Value, Verdict


def is_unmet(tls: TlsFacts | None) -> bool:
    """Whether the demand is not one that met us: nobody asked, or we showed one already."""
    return tls is None or tls.client_cert_sent or not tls.client_cert_requested


def blame_gateway(case: Case, tls: TlsFacts | None, show: NextExperiment) -> Finding:
    """Take a page that states that none came; `show` is to show one where it may be ours.

    The box may say so itself; only its own log proves that it said so of this request.
    """
    index = case.exchange.index
    states: dict[str, Value] = {"status": case.status}
    page_states = Evidence("page_states", states, exchange=index, pointer="response.body")
    logged = client_side.logged(case)
    facts = (page_states, *logged)
    verdict = Verdict.PROVED if logged else Verdict.LIKELY
    if tls is not None and tls.client_cert_sent:
        inner = Evidence("shown_to_gateway", exchange=index)
    elif tls is not None and client_side.would_have_asked(case, tls):
        inner = Evidence("not_asked", exchange=index, pointer="connection.tls")
    elif not case.request.url.is_secure:
        inner = Evidence("not_asked", exchange=index, pointer="request.url")
    else:
        return Finding(verdict, facts, None, None if logged else show, wants=())
    return Finding(verdict, (*facts, inner), wants=())
