"""What speaks for and against a missing client certificate, beside the handshake itself."""

import re

from wwwhy.causes.case import Case, is_success
from wwwhy.model import Exchange, LogLine

SHORT_PAGE = 4096
"""Bytes up to which a page can be a server's own refusal."""
_CERTIFICATE = re.compile(r"certifi[ck]at|zertifikat|сертификат|證書|证书|証明書", re.IGNORECASE)
"""The word in the languages that error pages come in; a hint that needs a fact beside it."""
_MISSING = re.compile(
    r"(?:\bno\b|\bnot\b|without|missing|requires?|required).{0,40}certificate", re.IGNORECASE
)
_FAR_SIDE = re.compile(r"upstream|backend|proxy|\bstapling|\bocsp", re.IGNORECASE)


def names_missing_certificate(line: LogLine) -> bool:
    """Whether a server logs that its client showed no certificate, and not that it is a client."""
    said = line.message or line.text
    return (
        line.upstream is None
        and _FAR_SIDE.search(said) is None
        and _MISSING.search(said) is not None
    )


def page_speaks_of_it(case: Case) -> bool:
    """Whether the refusal is a short page that speaks of a certificate."""
    response = case.response
    is_short = response is not None and response.body_length <= SHORT_PAGE
    return is_short and response is not None and bool(_CERTIFICATE.search(response.text))


def served_without(case: Case) -> Exchange | None:
    """Return an exchange in which the very same target was served without a certificate."""
    url = case.request.url
    return next(
        (
            each
            for each in case.exchanges
            if is_success(each)
            and (each.request.url.origin, each.request.url.path) == (url.origin, url.path)
            and each.connection.tls is not None
            and not each.connection.tls.client_cert_sent
        ),
        None,
    )
