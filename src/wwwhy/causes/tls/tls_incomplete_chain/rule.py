"""The server does not send the intermediate certificate that leads to a trusted authority."""

from wwwhy.causes.case import Case
from wwwhy.causes.tls import chain
from wwwhy.causes.tls.chain import Seen
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
)

_REASON = "incomplete_chain"
_SHOWN = 4


def judge(case: Case) -> Finding | None:
    """Let the missing certificate be fetched from where the chain says it is (RFC 5280, 4.2.2.1).

    If the chain is trusted with it, nothing else was missing. Without such an address the picture
    is the same as that of a private authority which never sends its root: then only what the
    server sends beside the path, and a list of authorities that the user chose, speak for this.
    """
    found = chain.seen(case)
    if found is None or not found.errors(_REASON):
        return None
    facts = (_missing(case, found), *_strays(found))
    fetched = chain.completed(case)
    healed = case.healed_by("chain-completed", "each-address")
    repair = healed.index if healed else None
    if fetched is not None and chain.is_trusted(fetched):
        return Finding(Verdict.PROVED, (*facts, _completed(fetched)), repair=repair)
    elsewhere = case.healed_by("each-address")
    if elsewhere is not None:
        address: dict[str, Value] = {"address": elsewhere.connection.remote_address}
        sent = Evidence("another_address", address, Strength.CONCLUSIVE, exchange=elsewhere.index)
        return Finding(Verdict.PROVED, (*facts, sent), repair=repair)
    return _unproved(case, found, facts, fetched)


def _completed(fetched: Exchange) -> Evidence:
    tls = fetched.connection.tls
    values: dict[str, Value] = {
        "urls": tls.issuers_fetched if tls else (),
        "names": tuple(chain.named(each.subject) for each in tls.issuers) if tls else (),
    }
    return Evidence(
        "completed", values, Strength.CONCLUSIVE, exchange=fetched.index,
        pointer="connection.tls.issuers_fetched",
    )  # fmt: skip


def _unproved(
    case: Case, found: Seen, facts: tuple[Evidence, ...], fetched: Exchange | None
) -> Finding | None:
    look = NextExperiment("show_chain", command=chain.show_command(case))
    if fetched is not None and fetched.connection.tls is not None:
        # The missing certificate came, and the chain is not trusted for all that.
        top = fetched.connection.tls.issuers[-1]
        values: dict[str, Value] = {"top": chain.named(top.subject)}
        against = Evidence(
            "not_enough", values, Strength.STRONG, Polarity.AGAINST, fetched.index,
            "connection.tls.issuers_fetched",
        )  # fmt: skip
        return Finding(Verdict.POSSIBLE, (*facts, against), next_experiment=look)
    top = found.path[-1]
    if top.issuer_urls:
        where = Evidence("says_where", {"urls": top.issuer_urls[:_SHOWN]}, exchange=found.exchange)
        return Finding(Verdict.LIKELY, (*facts, where), next_experiment=look)
    if found.strays:
        return Finding(Verdict.LIKELY, facts, next_experiment=look)
    if top.is_ca:
        # A whole chain but for its root, which no server has to send.
        return None
    # A list of one's own is chosen for this server; a usual one holds no private root.
    verdict = Verdict.POSSIBLE if chain.own_list(case) is None else Verdict.LIKELY
    return Finding(verdict, facts, next_experiment=look)


def _missing(case: Case, found: Seen) -> Evidence:
    top = found.path[-1]
    values: dict[str, Value] = {
        "count": len(found.path),
        "subject": chain.named(top.subject),
        "issuer": chain.named(top.issuer),
    }
    return Evidence(
        "issuer_missing", values, chain.strength(case, _REASON), exchange=found.exchange,
        pointer="connection.tls.chain",
    )  # fmt: skip


def _strays(found: Seen) -> tuple[Evidence, ...]:
    names = tuple(chain.named(each.subject) for each in found.strays[:_SHOWN])
    if not names:
        return ()
    return (Evidence("sends_others", {"names": names}, exchange=found.exchange),)
