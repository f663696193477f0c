"""What speaks for and against a missing client certificate, beside the handshake itself."""

import re

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.testimony import is_free
from wwwhy.model import Evidence, Exchange, LogLine, Strength, TlsFacts, Value

SHORT_PAGE = 4096
"""Bytes up to which a page can be a server's own refusal."""
_CERTIFICATE = re.compile(
    r"certifi[ck]at|zertifikat|сертификат|證書|证书|証明書|\bmtls\b", re.IGNORECASE
)
"""The word in the languages that error pages come in; a hint that needs a fact beside it."""
_MISSING = re.compile(
    r"(?:\bno\b|\bnot\b|without|missing|requires?|required).{0,40}certificate", re.IGNORECASE
)
_OWN_STATUSES = frozenset({495, 496})
"""nginx: the certificate is faulty, or none was sent; nobody else means anything else by them."""
_STOCK_TITLE = re.compile(
    r"<title>400 (?:No required SSL certificate was sent|The SSL certificate error)</title>"
)
"""nginx 1.22.1, src/http/ngx_http_special_response.c."""
_NONE_SENT = re.compile(r"<title>400 No required SSL certificate was sent</title>")
_CANNOT_ASK = re.compile(r"Reason: Cannot perform Post-Handshake Authentication")
"""Apache 2.4 asks after the handshake of TLS 1.3 where a path wants one; its client did not offer
that (RFC 8446 section 4.2.6). HTTP/2 forbids it (RFC 8740)."""
_NONE_SENT_STATUS = 496
_FAR_SIDE = re.compile(r"upstream|backend|proxy|\bstapling|\bocsp", re.IGNORECASE)


def names_missing_certificate(line: LogLine) -> bool:
    """Whether a server logs that its client showed no certificate, and not that it is a client."""
    said = line.message or line.text
    return (
        line.upstream is None
        and not is_free(line)
        and _FAR_SIDE.search(said) is None
        and _MISSING.search(said) is not None
    )


def logged(case: Case) -> tuple[Evidence, ...]:
    """Return what the server's own log says of this request's missing certificate, as evidence."""
    lines = case.log_lines(names_missing_certificate)
    if not lines or lines[0].certainty == "window":
        return ()
    said: dict[str, Value] = {"message": lines[0].message}
    return (Evidence("logged", said, Strength.CONCLUSIVE, pointer=lines[0].pointer),)


def page_speaks_of_it(case: Case) -> bool:
    """Whether the refusal is a short page that speaks of a certificate."""
    response = case.response
    is_short = response is not None and response.body_length <= SHORT_PAGE
    return is_short and response is not None and bool(_CERTIFICATE.search(response.text))


def is_the_servers_own_word(case: Case) -> bool:
    """Whether the web server itself, which shook hands, says that a certificate is missing.

    An application's page that speaks of certificates may be about anything: a course, a gift.
    """
    response = case.response
    if response is None or not page_speaks_of_it(case):
        return False
    return response.status in _OWN_STATUSES or _STOCK_TITLE.search(response.text) is not None


def states_none_was_sent(case: Case) -> bool:
    """Whether a web server's own page says that no certificate came, whoever ought to send it."""
    response = case.response
    if response is None or response.body_length > SHORT_PAGE:
        return False
    said = _NONE_SENT.search(response.text) or _CANNOT_ASK.search(response.text)
    return response.status == _NONE_SENT_STATUS or said is not None


def would_have_asked(case: Case, tls: TlsFacts) -> bool:
    """Whether the box that we shook hands with would have asked us, were it the one that refuses.

    Apache does not, where it cannot.
    """
    offers = case.response is not None and case.response.version.startswith("1")
    cannot = case.response is not None and _CANNOT_ASK.search(case.response.text) is not None
    return offers or tls.version != "TLSv1.3" or not cannot


def page(case: Case) -> tuple[Evidence, ...]:
    """Return what the refusal's page says of a certificate, as evidence."""
    if not page_speaks_of_it(case):
        return ()
    values: dict[str, Value] = {"status": case.status}
    own = is_the_servers_own_word(case)
    weight = Strength.CONCLUSIVE if own else Strength.STRONG
    index = case.exchange.index
    return (Evidence("page_says", values, weight, exchange=index, pointer="response.body"),)


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
