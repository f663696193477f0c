"""The same request without its bearer token; every other credential stays."""

from dataclasses import replace

from wwwhy.auth.schemes import bearer
from wwwhy.model import Exchange, Experiment, Request
from wwwhy.probes.registry import NotApplicable

FACTOR = "token"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Take the token alone away: an answer that differs then is about nothing else."""
    request = exchange.request
    token = bearer.token_of(request)
    if token is None:
        return NotApplicable("The request carries no bearer token.")
    if token.place == "form":
        return NotApplicable("The token stands in the body, which is not sent again.")
    if token.place == "query":
        return Experiment((_without_parameter(request),))
    return Experiment((request.without_fields("authorization"),))


def _without_parameter(request: Request) -> Request:
    """Drop the parameter; the rest of the query stays as it was typed."""
    pairs = (request.url.query or "").split("&")
    kept = [pair for pair in pairs if pair.partition("=")[0].lower() not in bearer.QUERY_NAMES]
    return replace(request, url=replace(request.url, query="&".join(kept) or None))
