"""Faults above the grammar: what a scheme's own RFC, or the rest of the exchange, forbids."""

import pkgutil
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import pairwise
from types import ModuleType

from wwwhy.auth import recovery, schemes
from wwwhy.auth.challenge import Defect
from wwwhy.auth.parsing import parse_challenges, parse_credentials
from wwwhy.auth.recovery import Draft
from wwwhy.auth.schemes import bearer
from wwwhy.model import Exchange, Response

_HASHES = ("SHA-512-256", "SHA-256", "MD5")
_QOPS = frozenset({"auth", "auth-int"})
_UNAUTHORIZED_ERRORS = frozenset({"invalid_token", "invalid_dpop_proof", "use_dpop_nonce"})
_MULTIPLEXED = frozenset({"2", "3"})


def check_challenges(lines: Sequence[str]) -> tuple[Defect, ...]:
    """Name what a field of challenges gets wrong although its grammar may be right.

    The names are those of each scheme's `check`, and of the field as a whole:
    digest-weaker-first, digest-qop-unquoted (its list became a scheme of its own).
    """
    drafts, _ = recovery.drafts(", ".join([lines] if isinstance(lines, str) else lines))
    found = [defect for draft in drafts for defect in _of_scheme(draft)]
    found += _order_of_digests(drafts)
    found += [
        Defect("digest-qop-unquoted", phantom.offset)
        for digest, phantom in pairwise(drafts)
        if digest.scheme == "digest" and phantom.scheme in _QOPS
    ]
    return tuple(sorted(found, key=lambda defect: defect.offset))


def check_credentials(lines: Sequence[str]) -> tuple[str, ...]:
    """Name what the credentials in an Authorization field get wrong, by their scheme's rules."""
    return tuple(
        fault
        for each in parse_credentials(lines).challenges
        for fault in getattr(_module(each.scheme), "check_credentials", lambda _: ())(each)
    )


def check_exchange(exchange: Exchange) -> tuple[str, ...]:
    """Name what an answer's challenges get wrong in view of its status, protocol and request.

    The names: proxy-challenge-in-www-authenticate (a 407 with the wrong field),
    error-without-token (RFC 6750 section 3.1), insufficient-scope-not-403,
    forbidden-for-another-error (a 403 is for insufficient_scope only), step-up-not-401
    (RFC 9470 section 3), dpop-nonce-missing (RFC 9449 section 9) and
    connection-bound-over-multiplexing (NTLM proves a connection, HTTP/2 has none to prove).
    """
    response = exchange.response
    return () if response is None else tuple(_of_response(exchange, response))


def _of_response(exchange: Exchange, response: Response) -> Iterator[str]:
    fields, status = response.fields, response.status
    challenges = parse_challenges(fields.all("www-authenticate")).challenges
    errors = {challenge.params.get("error") for challenge in challenges}
    if status == 407 and challenges and "proxy-authenticate" not in fields:  # noqa: PLR2004
        yield "proxy-challenge-in-www-authenticate"
    if "invalid_token" in errors and bearer.token_of(exchange.request) is None:
        yield "error-without-token"
    if "insufficient_scope" in errors and status != 403:  # noqa: PLR2004
        yield "insufficient-scope-not-403"
    if status == 403 and errors & _UNAUTHORIZED_ERRORS:  # noqa: PLR2004
        yield "forbidden-for-another-error"
    if "insufficient_user_authentication" in errors and status != 401:  # noqa: PLR2004
        yield "step-up-not-401"
    if "use_dpop_nonce" in errors and "dpop-nonce" not in fields:
        yield "dpop-nonce-missing"
    bound = any(each.scheme == "ntlm" for each in challenges)
    if bound and (exchange.connection.http_version or response.version) in _MULTIPLEXED:
        yield "connection-bound-over-multiplexing"


def _of_scheme(draft: Draft) -> Iterator[Defect]:
    module = _module(draft.scheme)
    yield from getattr(module, "check", lambda _: ())(draft)


def _order_of_digests(drafts: list[Draft]) -> Iterator[Defect]:
    """Many clients take the first Digest they can, so a weaker one must not stand first."""
    weakest = None
    for draft in drafts:
        algorithm = draft.params.get("algorithm", "MD5").upper().removesuffix("-SESS")
        if draft.scheme != "digest" or algorithm not in _HASHES:
            continue
        rank = _HASHES.index(algorithm)
        if weakest is not None and rank < weakest[0]:
            yield Defect("digest-weaker-first", weakest[1])
            return
        if weakest is None or rank > weakest[0]:
            weakest = (rank, draft.offset)


@cache
def _names() -> frozenset[str]:
    return frozenset(module.name for module in pkgutil.iter_modules(schemes.__path__))


def _module(scheme: str) -> ModuleType | None:
    """Return the file of a scheme; a hostile name must not import anything else."""
    return import_module(f"{schemes.__name__}.{scheme}") if scheme in _names() else None
