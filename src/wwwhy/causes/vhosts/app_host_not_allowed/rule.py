"""The application answers to a list of host names, and the one that reached it is not on it."""

from wwwhy.causes.case import Case
from wwwhy.causes.vhosts.host_log import refused_in_log
from wwwhy.causes.vhosts.names import host_of
from wwwhy.causes.vhosts.refused_host import (
    names_another_host,
    refusal_of_host,
    refuses_host,
    words_of,
)
from wwwhy.causes.vhosts.strangers import names_whoever_asks
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Strength,
    Value,
    Verdict,
)

_SERVERS = frozenset(
    {"web-server", "reverse-proxy", "load-balancer", "cdn", "waf", "forward-proxy"}
)
_REFUSALS = frozenset({400, 403, 404, 421})
_WRONG = frozenset({400, 421})
"""Statuses of a request that is wrong in itself; 403 and 404 may be about who asks."""
_MISDIRECTED, _SERVER_ERROR = 421, 500
_MAX_PAGE = 64 * 1024
_TELLING = 4
"""Characters of a host name that no page holds by chance."""
_AGAIN = "unchanged-again"


def judge(case: Case) -> Finding | None:
    """Change only Host: an unknown name is refused like ours, and localhost is served.

    Where localhost is not on the list either, the application must say what it refuses: in its log,
    or in a page that names whichever host it was asked for. Without a word nothing is proved: a
    guard that lets its own machine in by name refuses others by their address, or without TLS.
    """
    if case.failure is not None or case.response is None or case.answered_by.role in _SERVERS:
        return None
    log, hint = refused_in_log(case), _hint(case)
    if log:
        sure = log[0].strength is Strength.CONCLUSIVE
        return Finding(Verdict.PROVED if sure else Verdict.LIKELY, log, wants=())
    other = case.probe("host-other").first
    stranger_passes = other is not None and other.status != case.status
    # It minds no name that a stranger has, or that it serves on a connection made for this name.
    if hint is None or stranger_passes or case.healed_by("sni-as-host") is not None:
        return None
    if other is None or not case.probe("host-localhost").done:
        return Finding(Verdict.POSSIBLE, hint)
    return _compared(case, hint, other)


def _compared(case: Case, hint: tuple[Evidence, ...], other: Exchange) -> Finding | None:
    """Judge by what other names get, and then another path: the list guards every page."""
    flip, said = _flip(case, _served(case)), _echo(case, other)
    names_both = case.status in _WRONG and names_whoever_asks(case)
    if said or (flip and (hint or names_both)):
        return Finding(Verdict.PROVED, (*flip, *said, *_stranger(other)), wants=())
    again, sibling = case.probe(_AGAIN), case.probe("random-sibling")
    experiment = NextExperiment("read_log", {"host": host_of(case.request)})
    if flip:
        wants = () if again.done else (_AGAIN,)
        found = Finding(Verdict.LIKELY, (*flip, *_stranger(other)), None, experiment, wants)
        return found if not again.done or case.ends_alike(_AGAIN) else None
    if not hint and names_whoever_asks(case):
        return Finding(Verdict.POSSIBLE, _named_too(other), next_experiment=experiment)
    if not hint or (sibling.done and not case.unchanged_by("random-sibling")):
        return None
    # The status alone does not say which list it comes from.
    spoken = sibling.done and hint[0].name != "misdirected"
    verdict = Verdict.LIKELY if spoken else Verdict.POSSIBLE
    return Finding(verdict, (*hint, *_stranger(other)), next_experiment=experiment)


def _hint(case: Case) -> tuple[Evidence, ...] | None:
    """Return what makes a refusal look like one of the host; None if nothing does."""
    response, index = case.response, case.exchange.index
    assert response is not None
    text = response.text if response.body_length <= _MAX_PAGE else ""
    if case.status == _MISDIRECTED and not case.request.url.is_secure:
        # In clear text there is no other name that the connection could be for.
        values: dict[str, Value] = {"status": _MISDIRECTED}
        return (Evidence("misdirected", values, exchange=index),)
    if refuses_host(text) and not names_another_host(text, host_of(case.request)):
        values = {"words": words_of(text)}
        return (Evidence("speaks_of_host", values, exchange=index, pointer="response.body"),)
    plain = case.request.is_safe and case.request.body is None
    if case.answered_by.name == "Django" and case.status == 400 and plain:  # noqa: PLR2004
        values = {"status": case.status}
        return (Evidence("bare_400", values, exchange=index, pointer="response.body"),)
    # Rails in production says nothing at all; others say it in a language of their own.
    quiet = response.body_length == 0 and case.status in {400, 403}
    wrong = case.status in _WRONG and case.request.url.query is None
    named = len(host_of(case.request)) >= _TELLING and host_of(case.request) in text.lower()
    worth = plain and (quiet or wrong or named)
    return () if worth and "authorization" not in case.request.fields else None


def _served(case: Case) -> Exchange | None:
    """Return the exchange in which localhost, or the server's address, was not refused."""
    answered = (each for each in case.probe("host-localhost").exchanges if each.failure is None)
    fine = (each for each in answered if each.status and each.status < _SERVER_ERROR)
    return next((each for each in fine if each.status not in _REFUSALS), None)


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


def _named_too(other: Exchange) -> tuple[Evidence, ...]:
    """Return that the refusal names whoever is asked for, in words that nobody here can read."""
    values: dict[str, Value] = {"name": host_of(other.request)}
    where = "response.body"
    return (Evidence("names_whoever_asks", values, exchange=other.index, pointer=where),)


def _stranger(other: Exchange) -> tuple[Evidence, ...]:
    values: dict[str, Value] = {"name": host_of(other.request), "status": other.status}
    return (Evidence("stranger_is_refused", values, Strength.STRONG, exchange=other.index),)


def _echo(case: Case, other: Exchange | None) -> tuple[Evidence, ...]:
    """Return that the refusal names whichever host was asked for, and calls it not allowed."""
    if other is None or other.response is None or case.response is None:
        return ()
    mine, theirs = case.response.text[:_MAX_PAGE], other.response.text[:_MAX_PAGE]
    host, name = host_of(case.request), host_of(other.request)
    said = refusal_of_host(mine, host)
    if not said or said.replace(host, name) not in theirs:
        return ()
    values: dict[str, Value] = {"words": words_of(said), "name": name}
    index, where = case.exchange.index, "response.body"
    return (Evidence("names_the_host", values, Strength.CONCLUSIVE, exchange=index, pointer=where),)
