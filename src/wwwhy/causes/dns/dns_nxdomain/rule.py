"""The name does not exist in the DNS."""

from wwwhy.causes.case import Case
from wwwhy.model import DnsFacts, Evidence, Finding, NextExperiment, Strength, Verdict


def judge(case: Case) -> Finding | None:
    """Take the name server's own word: response code 3 (RFC 1035 section 4.1.1).

    The system's resolver says only that it found nothing, which a hosts file or a cache can cause
    as well; a message of our own to the name servers is the second experiment.
    """
    if case.failure is None or case.failure.phase != "dns":
        return None
    asked = [case.exchange.connection.dns]
    second = case.probe("resolver-direct").first
    if second is not None:
        if second.connection.dns and second.connection.dns.addresses:
            values = {"server": second.connection.dns.source}
            return Finding(
                Verdict.RULED_OUT, (Evidence("server_knows_it", values, exchange=second.index),)
            )
        asked.append(second.connection.dns)
    told = [each for each in asked if each is not None and each.rcode == "NXDOMAIN"]
    if told:
        return Finding(Verdict.PROVED, tuple(_word(case, each) for each in told))
    system = Evidence(
        "system_finds_nothing", {"name": case.request.url.host}, exchange=case.exchange.index
    )
    command = f"dig {case.request.url.host} A"
    return Finding(
        Verdict.LIKELY, (system,), next_experiment=NextExperiment("ask", command=command)
    )


def _word(case: Case, facts: DnsFacts) -> Evidence:
    values = {"name": facts.name, "server": facts.source}
    return Evidence(
        "nxdomain",
        values,
        Strength.CONCLUSIVE,
        exchange=case.exchange.index,
        pointer="connection.dns",
    )
