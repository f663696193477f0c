"""The browser sent the request on a connection it had opened for another site of the server."""

from wwwhy.causes.case import Case
from wwwhy.causes.vhosts.names import names_agree
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Value, Verdict

_MISDIRECTED = 421
_SHARING = frozenset({"2", "3"})
"""Versions of HTTP in which one connection may serve several names (RFC 9113, section 9.1.1)."""


def judge(case: Case) -> Finding | None:
    """Judge a recording: on a connection of its own the request is served, on a shared one not.

    What this program sends itself goes on a new connection, and cannot have been misdirected so.
    """
    connection = case.exchange.connection
    if connection.attempts or not names_agree(case.request):
        return None
    if not connection.shared_with and connection.http_version not in _SHARING:
        return None
    shared = _shared(case)
    fresh = case.probe("fresh-connection").first
    if fresh is None or fresh.response is None:
        return Finding(Verdict.LIKELY if shared else Verdict.POSSIBLE, shared)
    values: dict[str, Value] = {"status": case.status, "fresh": fresh.status}
    if fresh.status == _MISDIRECTED:
        against = Evidence(
            "refused_on_its_own", values, Strength.CONCLUSIVE, Polarity.AGAINST, fresh.index
        )
        return Finding(Verdict.RULED_OUT, (against,))
    served = Evidence("served_on_its_own", values, Strength.CONCLUSIVE, exchange=fresh.index)
    healed = case.healed_by("fresh-connection")
    repair = healed.index if healed else None
    control = _coalesced(case)
    verdict = Verdict.PROVED if control else Verdict.LIKELY
    return Finding(verdict, (*control, served, *shared), repair, wants=("coalesced-connection",))


def _shared(case: Case) -> tuple[Evidence, ...]:
    """Return that the recording itself shows another site on this connection."""
    hosts = case.exchange.connection.shared_with
    if not hosts:
        return ()
    index = case.exchange.index
    return (Evidence("shared_with", {"hosts": hosts}, exchange=index, pointer="connection"),)


def _coalesced(case: Case) -> tuple[Evidence, ...]:
    """Return the experiment in which the other site came first on the same connection."""
    probe = case.probe("coalesced-connection")
    first, last = probe.first, probe.last
    if first is None or last is None or not _refused_second(first, last):
        return ()
    values: dict[str, Value] = {
        "other": first.request.url.host,
        "host": last.request.url.host,
        "other_status": first.status,
        "status": last.status,
    }
    return (Evidence("refused_when_shared", values, Strength.CONCLUSIVE, exchange=last.index),)


def _refused_second(first: Exchange, last: Exchange) -> bool:
    one_connection = last.connection.reused and first.connection.id == last.connection.id
    served = first.response is not None and first.status != _MISDIRECTED
    return one_connection and served and last.status == _MISDIRECTED
