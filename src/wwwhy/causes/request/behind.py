"""A gateway that passes requests on in clear text to a server that expects TLS."""

from wwwhy.causes.case import Case, same_answer
from wwwhy.causes.request import ports
from wwwhy.model import Evidence, Finding, Verdict

_FORWARDED = "forwarded-proto"
_SHORT = 4096


def states_clear_text(case: Case) -> bool:
    """Whether a short page, and no application's JSON, says that clear text came to a TLS port."""
    response = case.response
    if response is None or response.body_length > _SHORT or "json" in response.content_type:
        return False
    return ports.expects_tls(response.text)


def blame_gateway(case: Case, ours: Evidence) -> Finding | None:
    """Blame a gateway's request; `ours` shows that the statement is not about our own.

    An application that trusts X-Forwarded-Proto may say the same of a request that lacks it.
    """
    told = case.probe(_FORWARDED).first
    if told is not None and case.is_comparable and not same_answer(told, case.control):
        return None
    states = Evidence(
        "page_states", {"status": case.status}, exchange=case.exchange.index,
        pointer="response.body",
    )  # fmt: skip
    wants = (_FORWARDED,) if told is None else ()
    return Finding(Verdict.LIKELY, (states, ours), wants=wants)
