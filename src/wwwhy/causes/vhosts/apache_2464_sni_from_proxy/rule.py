"""A proxy speaks TLS with Apache without passing the site's name on in the handshake (SNI)."""

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.backends import Backend, backend_of
from wwwhy.causes.upstream.gateway import direct_command
from wwwhy.causes.vhosts.names import (
    APACHE_NAMES_DIFFER,
    host_of,
    names_agree,
    names_differ_log,
)
from wwwhy.model import (
    Evidence,
    Finding,
    LogLine,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
)

_MISDIRECTED = 421
_APACHE = "Apache"
_SIBLING = "random-sibling"
_USUAL = ("fresh-connection", "host-other")
_SLACK = 0.2
"""Seconds by which clocks of one machine, and the writing of a line, may differ."""


def judge(case: Case) -> Finding | None:
    """Ask who mixed the names up, if we did not: our own names agree, on a connection of its own.

    Since 2.4.64 Apache answers 421 where the name of the handshake and that of the request belong
    to sites with other TLS settings. With equal names from us only a proxy can have changed one.
    """
    said, story = names_differ_log(case), _only_story(case)
    if not names_agree(case.request) or not (said or case.answered_by.name == _APACHE):
        return None
    fresh = case.probe("fresh-connection").first
    if fresh is not None and fresh.response is not None and fresh.status != _MISDIRECTED:
        values: dict[str, Value] = {"status": fresh.status}
        well = Evidence(
            "fresh_is_served", values, Strength.CONCLUSIVE, Polarity.AGAINST, fresh.index
        )
        return Finding(Verdict.RULED_OUT, (well,))
    if not (case.exchange.connection.attempts or fresh):
        return Finding(Verdict.POSSIBLE, wants=("fresh-connection",))  # a recording
    backend = backend_of(case)
    nameless = backend is not None and backend.sends_name is False
    on_the_way = backend is not None and not backend.is_inferred
    everywhere = _everywhere(case) if story else ()
    evidence = (
        *(_log(line.message, line.pointer) for line in (said or (story if everywhere else []))[:1]),
        *_config(backend if nameless else None),
        _agree(case),
        *_stranger(case),
        *everywhere,
    )
    # Who refuses unknown names too may keep a list of names, which is another fault.
    by_config = nameless and on_the_way and _stranger(case)
    if said or everywhere or by_config:
        return Finding(Verdict.PROVED, evidence, wants=())
    wants = ("fresh-connection", _SIBLING, "host-other") if story else _USUAL
    return Finding(Verdict.LIKELY, evidence, next_experiment=_next(case, backend), wants=wants)


def _everywhere(case: Case) -> tuple[Evidence, ...]:
    """Return that any path of this host is refused alike, as the handshake comes before the path.

    A rule of the site's own may have the same page (`Redirect 421 /old`).
    """
    other = case.probe(_SIBLING).first
    if other is None or other.status != _MISDIRECTED:
        return ()
    values: dict[str, Value] = {"path": other.request.url.path, "status": other.status}
    return (Evidence("any_path", values, exchange=other.index),)


def _only_story(case: Case) -> list[LogLine]:
    """Return Apache's line about another name for this Host, written while the request ran.

    Behind a proxy its client is the proxy, and connections are all that else is logged of it. But
    Apache writes this line for each such 421, so one of those about our Host is ours; where they
    all say the same, it does not matter which. Unless ours is a 421 of the site's own, and they are
    other visitors': that is what the path has to be asked for.
    """
    if case.answered_by.name != _APACHE or case.status != _MISDIRECTED:
        return []
    host, start, end = (
        host_of(case.request),
        case.exchange.timing.started_at,
        case.exchange.received_at,
    )
    lines = case.log_lines(lambda line: line.code == APACHE_NAMES_DIFFER)
    ours = [each for each in lines if each.host and each.host.lower() == host]
    then = [each for each in ours if each.time and start - _SLACK <= each.time <= end + _SLACK]
    return then[:1] if len({each.message for each in ours}) == 1 else []


def _log(words: str, pointer: str) -> Evidence:
    return Evidence("log", {"words": words}, Strength.CONCLUSIVE, pointer=pointer)


def _config(backend: Backend | None) -> tuple[Evidence, ...]:
    if backend is None:
        return ()
    values: dict[str, Value] = {"directive": backend.directive, "address": backend.url}
    return (Evidence("no_name_sent", values, Strength.CONCLUSIVE, pointer=backend.pointer),)


def _agree(case: Case) -> Evidence:
    values: dict[str, Value] = {"host": host_of(case.request), "status": case.status}
    index, pointer = case.exchange.index, "connection.tls.sni"
    if case.request.url.is_secure:
        return Evidence("names_agree", values, exchange=index, pointer=pointer)
    return Evidence("no_tls_from_us", values, exchange=index, pointer="request.url")


def _stranger(case: Case) -> tuple[Evidence, ...]:
    """Return that an unknown Host is served: no site of its own, so nothing to compare with."""
    other = case.probe("host-other").first
    if other is None or other.response is None or other.status == _MISDIRECTED:
        return ()
    values: dict[str, Value] = {"name": host_of(other.request), "status": other.status}
    return (Evidence("unknown_host_passes", values, exchange=other.index),)


def _next(case: Case, backend: Backend | None) -> NextExperiment:
    host = host_of(case.request)
    if backend is None or not direct_command(backend.url).startswith("curl "):
        return NextExperiment("read_log", {"host": host})
    address = backend.peers[0]
    command = f"curl -sk -o /dev/null -w '%{{http_code}}\\n' --connect-to {host}::{address}"
    return NextExperiment("send_name", {"host": host}, f"{command} https://{host}/")
