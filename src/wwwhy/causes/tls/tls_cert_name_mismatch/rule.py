"""The server's certificate is for other names than the one that was asked for."""

from collections.abc import Iterator

from wwwhy.causes.case import Case
from wwwhy.causes.tls import chain
from wwwhy.causes.tls.chain import Seen
from wwwhy.model import Certificate, Evidence, Finding, NextExperiment, Strength, Verdict

_SHOWN = 6


def judge(case: Case) -> Finding | None:
    """Compare the names in the certificate with the host that was asked for (RFC 9525).

    That needs no second opinion: neither a clock nor a list of authorities has a part in it. The
    probes tell whether the server has a certificate for this name at all, and which name works.
    """
    found = chain.seen(case)
    if found is None:
        return _hearsay(case)
    if not found.errors("name"):
        return None
    leaf = found.facts.chain[0]
    facts = (_names(case, found, leaf),)
    if not chain.is_first(case, "name") or chain.https_proxy(case):
        return Finding(Verdict.PROVED, facts, wants=())
    healed = case.healed_by("certificate-name", "each-address")
    return Finding(
        Verdict.PROVED,
        (*facts, *_kind(case, found, leaf), *_stranger(case, leaf), *_works(case)),
        repair=healed.index if healed else None,
    )


def _names(case: Case, found: Seen, leaf: Certificate) -> Evidence:
    weight, pointer = chain.strength(case, "name"), "connection.tls.chain"
    names = (*leaf.dns_names, *leaf.ip_addresses)
    host, subject = chain.asked_host(case), chain.named(leaf.subject)
    if not names:
        values = {"host": host, "subject": subject}
        return Evidence("no_names", values, weight, exchange=found.exchange, pointer=pointer)
    shown = names if len(names) <= _SHOWN else (*names[:_SHOWN], "…")
    return Evidence(
        "other_names", {"host": host, "names": shown}, weight, exchange=found.exchange,
        pointer=pointer,
    )  # fmt: skip


def _kind(case: Case, found: Seen, leaf: Certificate) -> Iterator[Evidence]:
    """Say how near the names are: an address in place of a name, or one label too many or few."""
    host = chain.asked_host(case).lower()
    if case.request.url.host_is_address and leaf.dns_names and not leaf.ip_addresses:
        yield Evidence("address_asked", {"host": host}, Strength.WEAK, exchange=found.exchange)
    for pattern in leaf.dns_names:
        parent = pattern.lower().removeprefix("*.")
        if pattern.startswith("*.") and (host == parent or host.endswith(f".{parent}")):
            values = {"pattern": pattern, "host": host}
            yield Evidence("one_label", values, Strength.WEAK, exchange=found.exchange)
            return


def _stranger(case: Case, leaf: Certificate) -> Iterator[Evidence]:
    """Say whether a name that nobody has is shown the same certificate."""
    other = case.probe("sni-other").first
    tls = other.connection.tls if other else None
    if other and tls and tls.chain and tls.chain[0].sha256 == leaf.sha256:
        values = {"host": chain.asked_host(case)}
        yield Evidence("shown_to_anybody", values, Strength.WEAK, exchange=other.index)


def _works(case: Case) -> Iterator[Evidence]:
    near = case.healed_by("certificate-name")
    if near is not None:
        values = {"name": near.request.url.host, "status": near.status}
        yield Evidence("near_name_works", values, exchange=near.index, pointer="request.url")
    other = case.healed_by("each-address")
    if other is not None:
        values = {"name": other.connection.remote_address}
        yield Evidence("another_address", values, exchange=other.index)


def _hearsay(case: Case) -> Finding | None:
    """Take a browser's or curl's word; it says the fault, and not which names there are."""
    if case.failure is None or case.failure.type != "tls.cert.name_invalid":
        return None
    if not chain.is_unwitnessed(case):
        return None
    said = Evidence("client_says", exchange=case.exchange.index, pointer="failure")
    look = NextExperiment("look", command=chain.show_command(case))
    return Finding(Verdict.LIKELY, (said,), next_experiment=look)
