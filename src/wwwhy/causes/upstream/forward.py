"""A forward proxy that could not reach the server: the one gateway that can be left out."""

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.gateway import direct_command
from wwwhy.model import Evidence, Finding, NextExperiment, Value, Verdict
from wwwhy.sources.curl import render

_OF_FORWARD_PROXIES = frozenset({500, 502, 503, 504})


def is_forward(case: Case) -> bool:
    """Whether the forward proxy answered that the user named."""
    return case.request.transport.proxy is not None and case.answered_by.role == "forward-proxy"


def refused_past_proxy(case: Case) -> Finding | None:
    """Ask past a forward proxy that could not connect: it is the one gateway we can leave out.

    Products that name no fault say the same of a closed port and of an unknown name (tinyproxy
    1.11.1: 500). What is refused from here may yet be open for the proxy, so it is no proof.
    """
    if case.failure is None and case.status not in _OF_FORWARD_PROXIES:
        return None
    direct = case.probe("without-proxy").first
    if direct is None:
        command = render(case.control.request.with_transport(proxy=None))
        past = NextExperiment("ask_past", command=command)
        return Finding(Verdict.POSSIBLE, next_experiment=past, wants=("without-proxy",))
    if direct.failure is None or direct.failure.type != "tcp.refused":
        return None
    values: dict[str, Value] = {"address": case.request.url.authority, "then": "tcp.refused"}
    refused = Evidence("refused_directly", values, exchange=direct.index)
    name = NextExperiment("find_listener", command=direct_command(None))
    return Finding(Verdict.LIKELY, (refused,), next_experiment=name, wants=())
