"""The application answers to a list of host names, and the one that reached it is not on it."""

import re

from wwwhy.causes.case import Case
from wwwhy.causes.vhosts.names import host_of
from wwwhy.causes.vhosts.refused_host import MAX_SHORT, named_host, refuses_host, words_of
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Strength,
    Value,
    Verdict,
)

_SERVERS = frozenset({"web-server", "reverse-proxy", "load-balancer", "cdn", "waf"})
_REFUSALS = frozenset({400, 403, 404, 421})
_SERVER_ERROR = 500
_MAX_PAGE = 64 * 1024


def judge(case: Case) -> Finding | None:
    """Change only Host: an unknown name is refused like ours, and localhost is served.

    Where localhost is not on the list either, the application must say what it refuses: in its log,
    or in a page that names whichever host it was asked for.
    """
    if case.failure is not None or case.response is None or case.answered_by.role in _SERVERS:
        return None
    log, hint = _log(case), _hint(case)
    if log:
        return Finding(Verdict.PROVED, log, wants=())
    other = case.probe("host-other").first
    if hint is None or (other is not None and other.status != case.status):
        return None  # a stranger is served: the name is not what it minds
    if other is None or not case.probe("host-localhost").done:
        return Finding(Verdict.POSSIBLE, hint)
    return _compared(case, hint, other)


def _compared(case: Case, hint: tuple[Evidence, ...], other: Exchange) -> Finding | None:
    """Judge by what other names get, and then another path: the list guards every page."""
    served, said = _served(case), _echo(case, other)
    proof = (*_flip(case, served), *said)
    if proof:
        return Finding(Verdict.PROVED, (*proof, *_stranger(other)), wants=())
    sibling = case.probe("random-sibling")
    if not hint or (sibling.done and not case.unchanged_by("random-sibling")):
        return None
    return Finding(
        Verdict.LIKELY if sibling.done else Verdict.POSSIBLE,
        (*hint, *_stranger(other)),
        next_experiment=NextExperiment("read_log", {"host": host_of(case.request)}),
    )


def _hint(case: Case) -> tuple[Evidence, ...] | None:
    """Return what makes a refusal look like one of the host; None if nothing does."""
    response, index = case.response, case.exchange.index
    assert response is not None
    text = response.text if response.body_length <= _MAX_PAGE else ""
    if refuses_host(text):
        values: dict[str, Value] = {"words": words_of(text)}
        return (Evidence("speaks_of_host", values, exchange=index, pointer="response.body"),)
    plain = case.request.is_safe and case.request.body is None
    if case.answered_by.name == "Django" and case.status == 400 and plain:  # noqa: PLR2004
        values = {"status": case.status}
        return (Evidence("bare_400", values, exchange=index, pointer="response.body"),)
    # Rails in production says nothing at all.
    quiet = response.body_length == 0 and case.status in {400, 403} and plain
    return () if quiet and "authorization" not in case.request.fields else None


def _served(case: Case) -> Exchange | None:
    """Return the exchange in which localhost, or the server's address, was not refused."""
    result = case.probe("host-localhost")
    for each in result.exchanges if result.done else ():
        if each.response is None or each.failure is not None:
            continue
        if each.status not in _REFUSALS and (each.status or 0) < _SERVER_ERROR:
            return each
    return None


def _flip(case: Case, served: Exchange | None) -> tuple[Evidence, ...]:
    if served is None:
        return ()
    values: dict[str, Value] = {
        "host": host_of(case.request),
        "status": case.status,
        "name": host_of(served.request),
        "served": served.status,
    }
    conclusive = Strength.CONCLUSIVE
    return (Evidence("localhost_is_served", values, conclusive, exchange=served.index),)


def _stranger(other: Exchange) -> tuple[Evidence, ...]:
    values: dict[str, Value] = {"name": host_of(other.request), "status": other.status}
    return (Evidence("stranger_is_refused", values, Strength.STRONG, exchange=other.index),)


def _echo(case: Case, other: Exchange | None) -> tuple[Evidence, ...]:
    """Return that the refusal names whichever host was asked for, and calls it not allowed."""
    if other is None or other.response is None or case.response is None:
        return ()
    mine, theirs = case.response.text[:_MAX_PAGE], other.response.text[:_MAX_PAGE]
    host, name = host_of(case.request), host_of(other.request)
    near = re.compile(rf"[^\n]{{0,80}}{re.escape(host)}[^\n]{{0,80}}")
    said = next((m[0] for m in near.finditer(mine) if refuses_host(m[0])), "")
    if not said or said.replace(host, name) not in theirs:
        return ()
    values: dict[str, Value] = {"words": words_of(said), "name": name}
    index = case.exchange.index
    return (
        Evidence(
            "names_the_host", values, Strength.CONCLUSIVE, exchange=index, pointer="response.body"
        ),
    )


def _log(case: Case) -> tuple[Evidence, ...]:
    """Return the application's own line for this request about a host it does not allow."""
    lines = case.log_lines(lambda line: refuses_host(line.message[:MAX_SHORT]))
    for line in (each for each in lines if each.certainty != "window"):
        named = named_host(line.message)
        host = host_of(case.request)
        values: dict[str, Value] = {
            "words": line.message[:MAX_SHORT],
            "named": named,
            "host": host,
        }
        if host in line.message.lower():
            del values["named"], values["host"]
            return (Evidence("log", values, Strength.CONCLUSIVE, pointer=line.pointer),)
        if named:
            return (Evidence("log_other_host", values, Strength.CONCLUSIVE, pointer=line.pointer),)
    return ()
