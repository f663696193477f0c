"""A client's own connection that the server had closed for idleness, where no gateway shows."""

from wwwhy.causes.case import Case, is_success
from wwwhy.model import Evidence, Exchange, Finding, Strength, Value, Verdict

_ENDED = frozenset({"tcp.closed", "tcp.reset", "http.response.empty"})


def judge_direct(case: Case) -> Finding | None:
    """Compare a pause on one connection with none, where a recorded request met a closed one."""
    if case.failure is None or case.failure.type not in _ENDED:
        return None
    facts: dict[str, Value] = {"requests": case.exchange.connection.requests_before}
    met = Evidence("reused", facts, exchange=case.exchange.index, pointer="connection")
    later = case.probe("reused-after-idle")
    last, quick = later.last, case.probe("reused-connection")
    served_at_once = quick.done and all(is_success(each) for each in quick.exchanges)
    if later.first is not None and is_success(later.first) and last is not None and _ended(last):
        values: dict[str, Value] = {"idle_ms": round(last.connection.idle_before_ms or 0)}
        pause = Evidence("closes_idle", values, Strength.CONCLUSIVE, exchange=last.index)
        verdict = Verdict.PROVED if served_at_once else Verdict.LIKELY
        return Finding(verdict, (met, pause), repair=None, wants=("reused-connection",))
    wants = ("reused-connection", "reused-after-idle")
    return Finding(Verdict.POSSIBLE if later.done else Verdict.LIKELY, (met,), wants=wants)


def _ended(exchange: Exchange) -> bool:
    return exchange.failure is not None and exchange.failure.type in _ENDED
