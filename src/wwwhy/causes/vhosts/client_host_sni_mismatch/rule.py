"""The client names one host in the TLS handshake and another in the request, by hand."""

from wwwhy.causes.case import Case
from wwwhy.causes.vhosts.names import host_of, names_agree, names_differ_log, server_name_of
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Value, Verdict

_MISDIRECTED = 421


def judge(case: Case) -> Finding | None:
    """Make both names one: the server then takes the request.

    A 421 is about the connection (RFC 9110 section 15.5.20), so either name may be changed. Any
    other status could belong to the site itself; then only the name in the handshake may change.
    """
    if names_agree(case.request) or not host_of(case.request) or _nobody_chose(case):
        return None
    healed = case.healed_by("sni-as-host")
    taken = healed or (_taken(case) if case.status == _MISDIRECTED else None)
    evidence = (_names(case), *_log(case))
    if taken is not None:
        flip = _flip(case, taken)
        # Without verification the experiment goes without credentials: a second change.
        # A Host that the server takes from nobody is refused whatever the handshake says.
        by_handshake = taken.probe == "sni-as-host"
        misdirected = case.status == _MISDIRECTED and by_handshake
        alone = misdirected or taken.request.fields == case.request.fields
        verdict = Verdict.PROVED if alone else Verdict.LIKELY
        return Finding(verdict, (flip, *evidence), healed.index if healed else None)
    if len(evidence) > 1:
        return Finding(Verdict.PROVED, evidence)
    if _is_same_with_one_name(case):
        values: dict[str, Value] = {"host": host_of(case.request), "status": case.status}
        same = Evidence("same_with_one_name", values, Strength.CONCLUSIVE, Polarity.AGAINST)
        return Finding(Verdict.RULED_OUT, (same,))
    return Finding(
        Verdict.LIKELY if case.status == _MISDIRECTED else Verdict.POSSIBLE,
        evidence,
        wants=None if case.status == _MISDIRECTED else ("sni-as-host",),
    )


def _nobody_chose(case: Case) -> bool:
    """Whether the request goes to an address under that address, which names no site at all."""
    own = case.request.transport.tls.sni is None and "host" not in case.request.fields
    return own and case.status != _MISDIRECTED


def _is_same_with_one_name(case: Case) -> bool:
    """Whether one name is refused alike; after a 421 either, as each may be the wrong one."""
    names = ("sni-as-host", "host-as-url") if case.status == _MISDIRECTED else ("sni-as-host",)
    return all(map(case.unchanged_by, names))


def _taken(case: Case) -> Exchange | None:
    """Return the exchange in which equal names were answered with anything but 421."""
    for probe_id in ("sni-as-host", "host-as-url"):
        other = case.probe(probe_id).first
        if other is not None and other.response is not None and other.status != _MISDIRECTED:
            return other
    return None


def _names(case: Case) -> Evidence:
    name = server_name_of(case.request)
    host = host_of(case.request)
    index = case.exchange.index
    if name is None:
        values: dict[str, Value] = {"host": host, "address": case.request.url.host}
        return Evidence("no_name", values, exchange=index, pointer="connection.tls.sni")
    return Evidence(
        "two_names", {"name": name, "host": host}, exchange=index, pointer="connection.tls.sni"
    )


def _flip(case: Case, taken: Exchange) -> Evidence:
    values: dict[str, Value] = {
        "name": host_of(taken.request),
        "status": case.status,
        "served": taken.status,
    }
    return Evidence("one_name_is_taken", values, Strength.CONCLUSIVE, exchange=taken.index)


def _log(case: Case) -> tuple[Evidence, ...]:
    return tuple(
        Evidence("log", {"words": line.message}, Strength.CONCLUSIVE, pointer=line.pointer)
        for line in names_differ_log(case)[:1]
    )
