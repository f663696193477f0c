"""Whether a request shows nobody at all, and whether that is what the answer can have meant."""

import re

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import challenged_schemes
from wwwhy.causes.rpc import PERMISSION_DENIED, refusal_of
from wwwhy.causes.tls.client_side import page_speaks_of_it as speaks_of_certificate
from wwwhy.model import LogLine
from wwwhy.probes.refused_cookies import left_behind

_CERTIFICATE = re.compile(r"cert|x-?509|tls")
"""Names that servers make up for a scheme where they mean a client certificate."""
STRANGER = "garbage-credential"
"""The probe that sends nobody's credential."""
REFUSALS = frozenset({401, 403, 407, 419, 440, 498})
"""Codes that can be about who is asking; others are about the request."""
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_SAYS_NOTHING = frozenset(
    {"unauthorized", "unauthorised", "error", "errors", "message", "msg", "status", "code", "path"}
    | {"detail", "details", "title", "type", "description", "reason", "false", "true", "null"}
    | {"success", "about", "blank", "data", "result", "http", "https", "instance", "timestamp"}
    | {"trace", "trace_id", "traceid", "request", "request_id", "requestid", "method", "statuscode"}
    | {"access", "denied", "forbidden", "not", "authorized", "authorised", "exception"}
    | {"authentication", "authorization", "failed", "failure", "required", "please", "invalid"}
)
"""Words of the code itself, and names around it."""


def is_others(case: Case, line: LogLine | None) -> bool:
    """Whether credentials were sent, or left somewhere, or something else is asked for."""
    schemes = challenged_schemes(case)
    # A challenge asks for something else than a certificate; without one it may be what was meant.
    besides = {*asking.shown(case.request.without_fields("cookie"))}
    besides -= {"certificate"} if schemes else set()
    lost = asking.left_behind(case) or asking.handed_out(case) or left_behind(case.hops)
    earlier = any(asking.shown(hop.request) for hop in case.hops[:-1])
    a_session = "cookie" in case.request.fields and asking.shown(case.request)
    by_certificate = all(_CERTIFICATE.search(scheme) for scheme in schemes)
    of_certificate = by_certificate and (bool(schemes) or speaks_of_certificate(case))
    if besides or lost or earlier or of_certificate or asking.asked_by_proxy(case):
        return True
    return bool(a_session) and line is None


def is_read(case: Case) -> bool:
    """Whether a field or cookie of unknown meaning makes a difference to who is asking.

    Another status than a refusal's shows a parameter that is missing, and no credential.
    """
    tried = case.probe(asking.STRIPPED)
    refused = tried.first is not None and tried.first.status in REFUSALS
    return refused and bool(asking.told_apart(case, tried))


def is_doubtful(case: Case) -> bool:
    """Whether something else can have been meant, so that nothing is proved.

    A body may hold a login under a name of the site's own, and a path a key.
    """
    request = case.request
    by_proxy = asking.asked_by_proxy(case) is None
    certificate = asks_certificate(case) or speaks_of_certificate(case)
    in_path = not challenged_schemes(case) and asking.has_key_in_path(request)
    elsewhere = bool(request.body) or in_path or bool(asking.unexplained(request))
    return by_proxy or certificate or elsewhere


def gives_another_reason(case: Case) -> bool:
    """Whether the answer gives a reason that is no lack, and the same to nobody's credential."""
    echo = {*_LETTERS.findall(f"{case.request.method} {case.request.url}".lower())}
    said = {*_LETTERS.findall(asking.readable(case.response).lower())} - _SAYS_NOTHING - echo
    return bool(said) and asking.told_apart(case, case.probe(STRANGER)) is False


def asks_certificate(case: Case) -> bool:
    """Whether the server asked for a client certificate in the handshake, and got none."""
    tls = case.exchange.connection.tls
    return tls is not None and tls.client_cert_requested and not tls.client_cert_sent


def is_forbidden(case: Case) -> bool:
    """Whether the answer is a 403, or says inside a 200 what a 403 says."""
    refusal = refusal_of(case.response)
    inside = refusal is not None and refusal.code == PERMISSION_DENIED
    return inside or case.status == 403  # noqa: PLR2004 (it need not be about who is asking)
