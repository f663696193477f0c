"""A clear-text request was sent to a port that speaks TLS."""

import re

from wwwhy.causes import asking
from wwwhy.causes.case import Case, same_outcome
from wwwhy.causes.request import ports
from wwwhy.causes.request.behind import blame_gateway, states_clear_text
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

_ALERT_RECORD = b"\x15\x03"
_SHORT = 4096
_SECURE_WORDS = re.compile(r"\b(?:https|ssl|tls)\b", re.IGNORECASE)
_AGAIN = "unchanged-again"
_CLEAR_TEXT = "tls.peer_not_tls"
_NO_TLS = frozenset({_CLEAR_TEXT, "tls.closed", "tls.protocol.error"})


def judge(case: Case) -> Finding | None:
    """Shake hands with the very port: if it speaks TLS, clear text was wrong there.

    Where the port gave no HTTP at all, that is enough; a TLS alert in the answer is not, as long
    as the port does not speak TLS itself. Where it gave a 400, the same target must
    be answered otherwise over TLS, or the 400 is about something else. A server's own statement
    behind a port that did not get clear text, or does not speak TLS, is about a gateway's request.
    """
    states = states_clear_text(case)
    if case.request.url.is_secure:
        ours = Evidence("ours_in_tls", exchange=case.exchange.index, pointer="request.url")
        return blame_gateway(case, ours) if states else None
    if not (states or _is_candidate(case)):
        return None
    told = _told(case)
    swapped = case.probe("protocol-swapped").first
    if swapped is None:
        return _unasked(case, told)
    if not ports.speaks_tls(swapped.connection.tls):
        return _without_tls(case, told, swapped)
    return _beside_tls(case, told, swapped)


def _beside_tls(case: Case, told: tuple[Evidence, ...], swapped: Exchange) -> Finding | None:
    otherwise = _is_otherwise(case, swapped)
    if otherwise is False:
        # One port can take both and tell them apart by the first byte.
        if states_clear_text(case):
            return blame_gateway(
                case, Evidence("tls_too", {"status": case.status}, exchange=swapped.index)
            )
        same = Evidence(
            "same_over_tls", {"outcome": case.outcome}, Strength.CONCLUSIVE, Polarity.AGAINST,
            swapped.index,
        )  # fmt: skip
        return Finding(Verdict.RULED_OUT, (same,))
    port: dict[str, Value] = {"port": case.request.url.port, "refused": case.outcome}
    fact = Evidence(
        "speaks_tls", port, Strength.CONCLUSIVE, exchange=swapped.index, pointer="connection.tls"
    )
    healed = case.healed_by("protocol-swapped")
    facts = (*told, fact, *_answer(swapped))
    if otherwise is None:
        return Finding(Verdict.LIKELY, facts, wants=(_AGAIN,))
    return Finding(Verdict.PROVED, facts, repair=healed.index if healed else None, wants=())


def _is_candidate(case: Case) -> bool:
    """Whether it looks like a port's own refusal, and not like an application's."""
    failure, response = case.failure, case.response
    if failure is not None:
        waits = failure.type == "http.response.read_timed_out"
        is_late = waits and not str(case.request.url.port).endswith("443")
        is_connected = case.exchange.connection.remote_address is not None
        return failure.phase != "proxy" and is_connected and not is_late
    if response is None:
        return False
    closes = "close" in response.fields.tokens("connection") or response.version == "1.0"
    is_own = closes or case.request.transport.proxy is not None
    return is_own and response.body_length <= _SHORT and "json" not in response.content_type


def _told(case: Case) -> tuple[Evidence, ...]:
    """Take the port's own word: a TLS alert in answer to clear text, or a page about HTTPS."""
    index = case.exchange.index
    if case.exchange.connection.first_bytes.startswith(_ALERT_RECORD):
        alert = {"port": case.request.url.port}
        return (
            Evidence(
                "answered_in_tls", alert, Strength.CONCLUSIVE, exchange=index,
                pointer="connection.first_bytes",
            ),
        )  # fmt: skip
    if case.response is not None and _SECURE_WORDS.search(case.response.text):
        status = {"status": case.status}
        return (Evidence("page_says", status, exchange=index, pointer="response.body"),)
    return ()


def _unasked(case: Case, told: tuple[Evidence, ...]) -> Finding:
    # nginx 1.22.1 passes on an alert from behind them as an answer without a head, so even
    # that proves nothing of this port.
    verdict = Verdict.LIKELY if told else Verdict.POSSIBLE
    url = case.request.url
    command = f"curl -k {url.with_scheme('https').origin}/"
    ask = NextExperiment("try_https", command=command) if told else None
    return Finding(verdict, told, next_experiment=ask, wants=("protocol-swapped",))


def _without_tls(case: Case, told: tuple[Evidence, ...], swapped: Exchange) -> Finding | None:
    ended = swapped.failure.type if swapped.failure else None
    in_tls = bool(told) and told[0].name == "answered_in_tls"
    if ended not in _NO_TLS or (in_tls and ended != _CLEAR_TEXT):
        return Finding(Verdict.LIKELY if in_tls else Verdict.POSSIBLE, told, wants=())
    port = {"port": case.request.url.port}
    if states_clear_text(case):
        return blame_gateway(case, Evidence("port_is_plain", port, exchange=swapped.index))
    silent = Evidence("no_tls", port, Strength.CONCLUSIVE, Polarity.AGAINST, swapped.index)
    return Finding(Verdict.RULED_OUT, (silent,))


def _is_otherwise(case: Case, swapped: Exchange) -> bool | None:
    """Whether TLS brings another answer, noise such as an id in it apart; None if that is open."""
    if not same_outcome(case.exchange, swapped):
        return True
    return asking.apart(case, swapped, case.exchange)


def _answer(swapped: Exchange) -> tuple[Evidence, ...]:
    if swapped.response is None:
        return ()
    values: dict[str, Value] = {"status": swapped.status}
    return (Evidence("https_answers", values, Strength.CONCLUSIVE, exchange=swapped.index),)
