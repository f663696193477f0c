"""The server's certificate comes from an authority that this client does not trust."""

from wwwhy.causes.case import Case
from wwwhy.causes.tls import chain
from wwwhy.causes.tls.chain import Seen
from wwwhy.model import (
    Certificate,
    Evidence,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
)

_REASONS = ("self_signed", "unknown_issuer", "incomplete_chain")
_OTHER_KEY = 30
"""X509_V_ERR_AKID_SKID_MISMATCH: the issuer's name is trusted, its key is another."""
_HEARSAY = frozenset({"tls.cert.self_signed", "tls.cert.authority_invalid"})


def judge(case: Case) -> Finding | None:
    """See where the chain ends: at itself, at a root nobody here knows, or open.

    A chain that ends at its own root leaves no doubt. An open one may lack an intermediate: what
    its address leads to decides. Where another list of authorities trusts the very same chain,
    the user's own list is the fault.
    """
    found = chain.seen(case)
    if found is None:
        return _hearsay(case)
    if not found.errors(*_REASONS):
        return None
    direct = case.probe("without-proxy").first
    tls = direct.connection.tls if direct else None
    if direct and tls and tls.chain and tls.chain[0].issuer != found.facts.chain[0].issuer:
        values: dict[str, Value] = {"issuer": chain.named(tls.chain[0].issuer)}
        other = Evidence(
            "proxy_replaces", values, Strength.CONCLUSIVE, Polarity.AGAINST, direct.index
        )
        return Finding(Verdict.RULED_OUT, (other,))
    if chain.other_stores(found):
        return _own_list(case, found)
    if found.errors("self_signed", "unknown_issuer"):
        return _unknown_top(case, found, is_proxy_passed=bool(tls and tls.chain))
    return _open_end(case, found)


def _unknown_top(case: Case, found: Seen, *, is_proxy_passed: bool) -> Finding:
    if _is_namesake(found):
        # It may also lack the certificate by which the old key vouches for the new one.
        look = NextExperiment("look", command=chain.show_command(case))
        return Finding(Verdict.LIKELY, (_end(case, found),), next_experiment=look)
    # Behind a proxy only a look past it tells whose certificate this is.
    is_control_missing = case.request.transport.proxy is not None and not is_proxy_passed
    return Finding(
        Verdict.LIKELY if is_control_missing else Verdict.PROVED,
        (_end(case, found),),
        next_experiment=NextExperiment("compare_issuer"),
    )


def _end(case: Case, found: Seen) -> Evidence:
    top, weight = found.path[-1], chain.strength(case, *_REASONS)
    values: dict[str, Value] = {"root": chain.named(top.subject)}
    pointer = "connection.tls.chain"
    if not top.is_self_issued:
        return _unknown(case, found, top)
    if len(found.path) == 1:
        return Evidence("self_signed", values, weight, exchange=found.exchange, pointer=pointer)
    return Evidence("unknown_root", values, weight, exchange=found.exchange, pointer=pointer)


def _is_namesake(found: Seen) -> bool:
    return any(error.code == _OTHER_KEY for error in found.errors("unknown_issuer"))


def _unknown(case: Case, found: Seen, top: Certificate) -> Evidence:
    if _is_namesake(found):
        return Evidence(
            "namesake", {"issuer": chain.named(top.issuer)}, chain.strength(case, *_REASONS),
            exchange=found.exchange, pointer="connection.tls.chain",
        )  # fmt: skip
    return Evidence(
        "unknown_issuer", {"issuer": chain.named(top.issuer)}, chain.strength(case, *_REASONS),
        exchange=found.exchange, pointer="connection.tls.chain",
    )  # fmt: skip


def _own_list(case: Case, found: Seen) -> Finding:
    root: dict[str, Value] = {"root": chain.named(found.path[-1].issuer)}
    weight, pointer = chain.strength(case, *_REASONS), "connection.tls.trusted_by"
    if "system" in chain.other_stores(found):
        fact = Evidence("system_trusts", root, weight, exchange=found.exchange, pointer=pointer)
    else:
        fact = Evidence("mozilla_trusts", root, weight, exchange=found.exchange, pointer=pointer)
    own = chain.own_list(case)
    named = () if own is None else (Evidence("own_list", {"file": own}, Strength.WEAK),)
    judged = case.probe("other-trust-store").first
    if judged is None or not chain.is_trusted(judged):
        return Finding(Verdict.LIKELY, (fact, *named))
    flip = Evidence("other_list_works", {}, Strength.CONCLUSIVE, exchange=judged.index)
    healed = case.healed_by("other-trust-store")
    return Finding(Verdict.PROVED, (fact, *named, flip), repair=healed.index if healed else None)


def _open_end(case: Case, found: Seen) -> Finding | None:
    fetched = chain.completed(case)
    if fetched is not None and chain.is_trusted(fetched):
        return None
    tls = fetched.connection.tls if fetched else None
    top = tls.issuers[-1] if tls else found.path[-1]
    if fetched and tls and top.is_self_issued:
        values: dict[str, Value] = {
            "root": chain.named(top.subject),
            "urls": tls.issuers_fetched,
        }
        led = Evidence(
            "leads_to_unknown_root", values, Strength.CONCLUSIVE, exchange=fetched.index,
            pointer="connection.tls.issuers_fetched",
        )  # fmt: skip
        return Finding(Verdict.PROVED, (led,), next_experiment=NextExperiment("compare_issuer"))
    ask = NextExperiment("give_authority", command=_with_authority(case))
    # Public authorities say where their certificate is; a private one mostly does not.
    is_private = not top.issuer_urls and (top.is_ca or chain.own_list(case) is None)
    probable = is_private and not found.strays
    return Finding(
        Verdict.LIKELY if probable else Verdict.POSSIBLE,
        (_unknown(case, found, top),),
        next_experiment=ask,
    )


def _with_authority(case: Case) -> str:
    return f"curl --cacert ca.pem {case.request.url.origin}/"


def _hearsay(case: Case) -> Finding | None:
    """Take a browser's or curl's word; it does not show the chain."""
    if case.failure is None or case.failure.type not in _HEARSAY:
        return None
    if not chain.is_unwitnessed(case):
        return None
    said = Evidence("client_says", exchange=case.exchange.index, pointer="failure")
    look = NextExperiment("look", command=chain.show_command(case))
    return Finding(Verdict.LIKELY, (said,), next_experiment=look)
