"""The name does not exist in the DNS."""

from dataclasses import replace

from wwwhy.causes.case import Case
from wwwhy.model import (
    DnsFacts,
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
)

_NAME_OCTETS, _LABEL_OCTETS = 253, 63
_NO_SUCH_NAME = "NXDOMAIN"


def judge(case: Case) -> Finding | None:
    """Take the name server's own word: response code 3 (RFC 1035 section 4.1.1).

    The system's resolver says only that it found nothing, which a hosts file or a cache can cause
    as well; a message of our own to the name servers is the second experiment. Any other word of
    a name server (the name exists and has no address, say) is another fault.
    """
    failure = case.failure
    name, of_proxy = _looked_up(case), _of_proxy(case)
    looked_up = failure is not None and (failure.phase == "dns" or bool(of_proxy))
    if failure is None or not looked_up or not failure.matches("dns.name_not_resolved"):
        return None
    if not _can_exist(name):
        shape = Evidence("not_a_name", {"name": name}, Strength.CONCLUSIVE,
                         exchange=case.exchange.index, pointer="request.url")  # fmt: skip
        return Finding(Verdict.PROVED, (shape, *of_proxy), wants=())
    against = _known_elsewhere(case, name)
    if against is not None:
        return Finding(Verdict.RULED_OUT, (against,))
    second = case.probe("resolver-direct").first
    told = [each for each in (case.exchange, second) if each is not None and _is_word(each)]
    if not told:
        unsettled = _unsettled(case, name, second.connection.dns if second else None)
        return unsettled and replace(unsettled, evidence=(*unsettled.evidence, *of_proxy))
    words = (*(_word(each) for each in told), *of_proxy)
    if told == [second] and _may_have_other_family(case):
        # A hosts file may know the name by the other kind of address, and no name server knows it.
        return Finding(Verdict.LIKELY, words, wants=("any-family",))
    return Finding(Verdict.PROVED, words, wants=())


def _may_have_other_family(case: Case) -> bool:
    """Whether -4 or -6 hides what the system knows, and no experiment has looked behind it."""
    return case.request.transport.family is not None and not case.probe("any-family").done


def _known_elsewhere(case: Case, name: str) -> Evidence | None:
    """Return what shows that the name exists: a name server, or the other kind of address."""
    server, conclusive = _found_by(case, "resolver-direct"), Strength.CONCLUSIVE
    if server is not None:
        known: dict[str, Value] = {"server": server[1].source, "name": name}
        return Evidence("server_knows_it", known, conclusive, Polarity.AGAINST, server[0])
    other = _found_by(case, "any-family")
    if other is None:
        return None
    values: dict[str, Value] = {"address": other[1].addresses[0], "name": name}
    return Evidence("other_family", values, conclusive, Polarity.AGAINST, other[0])


def _found_by(case: Case, probe: str) -> tuple[int, DnsFacts] | None:
    """Return what a probe found, and the number of its exchange, if it found an address."""
    exchange = case.probe(probe).first
    facts = exchange.connection.dns if exchange else None
    return None if not exchange or not facts or not facts.addresses else (exchange.index, facts)


def _unsettled(case: Case, name: str, second: DnsFacts | None) -> Finding | None:
    own = case.exchange.connection.dns
    # Whoever said something else meant something else.
    said = [each.rcode for each in (own, second) if each is not None and each.rcode is not None]
    if said or _has_no_address(case):
        return None
    system = Evidence(
        "system_finds_nothing", {"name": name}, exchange=case.exchange.index,
        pointer="connection.dns",
    )  # fmt: skip
    ask = NextExperiment("ask", command=f"dig {name} A")
    return Finding(Verdict.LIKELY, (system,), next_experiment=ask)


def _has_no_address(case: Case) -> bool:
    """Whether the system said that the name exists (EAI_NODATA, EAI_ADDRFAMILY)."""
    native = case.failure.native if case.failure else {}
    return native.get("eai_name") in {"EAI_NODATA", "EAI_ADDRFAMILY"}


def _looked_up(case: Case) -> str:
    facts = case.exchange.connection.dns
    return facts.name if facts is not None else case.request.url.host


def _of_proxy(case: Case) -> tuple[Evidence, ...]:
    """Say that the name is that of the forward proxy, if it is: the site was never looked for."""
    facts, proxy = case.exchange.connection.dns, case.request.transport.proxy
    if case.failure is None or case.failure.phase != "proxy" or facts is None or proxy is None:
        return ()
    values: dict[str, Value] = {"name": proxy.host, "site": case.request.url.host}
    return (Evidence("is_proxy", values, exchange=case.exchange.index,
                     pointer="connection.proxy"),)  # fmt: skip


def _can_exist(name: str) -> bool:
    """Whether it fits the form of a domain name (RFC 1035 section 2.3.4)."""
    bare = name.removesuffix(".")
    labels = [len(label) for label in bare.split(".")]
    return len(bare) <= _NAME_OCTETS and all(0 < length <= _LABEL_OCTETS for length in labels)


def _is_word(exchange: Exchange) -> bool:
    facts = exchange.connection.dns
    return facts is not None and facts.rcode == _NO_SUCH_NAME


def _word(exchange: Exchange) -> Evidence:
    facts = exchange.connection.dns or DnsFacts("", "")
    values: dict[str, Value] = {"name": facts.name, "server": facts.source}
    if facts.canonical_name is not None:
        target: dict[str, Value] = {**values, "target": facts.canonical_name}
        return Evidence("alias_leads_nowhere", target, Strength.CONCLUSIVE,
                        exchange=exchange.index, pointer="connection.dns")  # fmt: skip
    return Evidence("nxdomain", values, Strength.CONCLUSIVE, exchange=exchange.index,
                    pointer="connection.dns")  # fmt: skip
