"""The server wants a client certificate, and none was shown."""

from wwwhy.causes.case import Case
from wwwhy.causes.tls import client_side
from wwwhy.causes.tls.chain import named
from wwwhy.causes.tls.client_side import logged, page
from wwwhy.causes.tls.gateway_demand import blame_gateway, is_unmet
from wwwhy.model import (
    Evidence,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    TlsFacts,
    Value,
    Verdict,
)

_MOST_NAMES = 4
_FORBIDDEN = 403


def judge(case: Case) -> Finding | None:
    """See whether the server asked for a certificate in the handshake, and what came of its lack.

    An alert or the server's own log says it outright. A refusal by HTTP needs two facts and an
    experiment: the request for a certificate, a page of the web server itself that speaks of it,
    and the same page for a name that cannot exist. A server that just hangs up is asked again with
    TLS 1.2, where the certificate is judged in the handshake, before any HTTP to object to.
    Where a page states it and nobody asked us, the certificate is wanted of a gateway.
    """
    tls = case.exchange.connection.tls
    if client_side.states_none_was_sent(case) and is_unmet(tls):
        return blame_gateway(case, tls, _show(case))
    if not case.request.url.is_secure or case.request.transport.tls.cert_file is not None:
        return None
    if case.failure is not None and case.failure.type == "tls.client_cert_required":
        return _by_alert(case, tls)
    if tls is None:
        return _by_hearsay(case)
    plain = _served_or_logged(case, tls)
    if plain is not None or not tls.client_cert_requested:
        return plain
    return _by_page(case, tls) if case.failure is None else _by_hanging_up(case, tls)


def _served_or_logged(case: Case, tls: TlsFacts) -> Finding | None:
    served = client_side.served_without(case)
    if served is not None:
        values: dict[str, Value] = {"status": served.status}
        against = Evidence(
            "served_without", values, Strength.CONCLUSIVE, Polarity.AGAINST, served.index
        )
        return Finding(Verdict.RULED_OUT, (against,))
    said = logged(case)
    return Finding(Verdict.PROVED, (*_asked(case, tls), *said), wants=()) if said else None


def _by_alert(case: Case, tls: TlsFacts | None) -> Finding:
    if tls is None or case.failure is None:
        said = Evidence("client_says", exchange=case.exchange.index, pointer="failure")
        return Finding(Verdict.LIKELY, (said,), None, _show(case), wants=())
    values: dict[str, Value] = {
        "number": case.failure.native.get("alert"),
        "name": case.failure.native.get("alert_name"),
        "version": tls.version,
    }
    alert = Evidence(
        "alert", values, Strength.CONCLUSIVE, exchange=case.exchange.index,
        pointer="connection.tls.alerts",
    )  # fmt: skip
    return Finding(Verdict.PROVED, (alert, *_asked(case, tls)), wants=())


def _by_hearsay(case: Case) -> Finding | None:
    """Take a browser's word that covers both: a certificate that was refused, and none."""
    if case.failure is None or case.failure.type != "tls.bad_client_auth_cert":
        return None
    said = Evidence("client_refused", exchange=case.exchange.index, pointer="failure")
    return Finding(Verdict.POSSIBLE, (said,), None, _show(case), wants=())


def _by_page(case: Case, tls: TlsFacts) -> Finding | None:
    # A server that names another way in does not insist on this one.
    if case.fields("www-authenticate"):
        return None
    facts = (*_asked(case, tls), *page(case))
    speaks = client_side.page_speaks_of_it(case)
    sibling = case.probe("random-sibling").first
    if sibling is None:
        verdict = Verdict.LIKELY if speaks else Verdict.POSSIBLE
        return Finding(verdict, facts, None, _show(case), wants=("random-sibling",))
    if not case.unchanged_by("random-sibling"):
        return None
    values: dict[str, Value] = {"status": case.status}
    facts = (*facts, Evidence("same_everywhere", values, exchange=sibling.index))
    if client_side.is_the_servers_own_word(case):
        return Finding(Verdict.PROVED, facts, wants=())
    # Of all that can be wrong with a request, 403 is about who asks.
    is_likely = speaks or case.status == _FORBIDDEN
    return Finding(Verdict.LIKELY, facts, None, _show(case), wants=()) if is_likely else None


def _by_hanging_up(case: Case, tls: TlsFacts) -> Finding | None:
    if not tls.handshake_done:
        return _in_the_handshake(case, tls, "fresh-connection")
    if tls.version != "TLSv1.3":
        return None
    older = case.probe("tls-1-2").first
    seen = older.connection.tls if older else None
    if older is None or seen is None or not seen.client_cert_requested:
        return Finding(Verdict.LIKELY, _asked(case, tls), None, _show(case), wants=("tls-1-2",))
    if seen.handshake_done:
        passed = Evidence("passes", {}, Strength.CONCLUSIVE, Polarity.AGAINST, older.index)
        return Finding(Verdict.RULED_OUT, (passed,))
    return _in_the_handshake(case, tls, "tls-1-2")


def _in_the_handshake(case: Case, tls: TlsFacts, probe_id: str) -> Finding:
    again = case.probe(probe_id).first
    seen = again.connection.tls if again else None
    if again is None or seen is None or seen.handshake_done:
        return Finding(Verdict.LIKELY, _asked(case, tls), None, _show(case), wants=(probe_id,))
    broke = Evidence(
        "breaks_off", {"version": seen.version}, Strength.CONCLUSIVE, exchange=again.index,
        pointer="connection.tls",
    )  # fmt: skip
    return Finding(Verdict.PROVED, (*_asked(case, tls), broke), wants=())


def _asked(case: Case, tls: TlsFacts) -> tuple[Evidence, ...]:
    """Name whose certificates the server takes, where it said so."""
    index, pointer = case.exchange.index, "connection.tls.client_cert_requested"
    if not tls.client_cert_requested:
        return ()
    if not tls.ca_names:
        return (Evidence("asked", {}, exchange=index, pointer=pointer),)
    values: dict[str, Value] = {
        "issuers": tuple(named(name) for name in tls.ca_names[:_MOST_NAMES])
    }
    return (Evidence("asked_by_issuer", values, exchange=index, pointer=pointer),)


def _show(case: Case) -> NextExperiment:
    command = f"curl --cert client.pem --key client.key {case.request.url.origin}/"
    return NextExperiment("show_one", command=command)
