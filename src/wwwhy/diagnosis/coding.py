"""Content that its own Content-Encoding contradicts: a failure that only the reader meets.

The wire hands content on as it came, so that this is seen above it.
"""

from dataclasses import replace

from wwwhy.errors import Sentence
from wwwhy.model import Exchange, Failure, Response
from wwwhy.model.content import CodingFault, coding_fault

_TEXT = ("text/", "application/json", "application/javascript", "application/xml", "image/svg")
_TEXT_ENDINGS = ("+json", "+xml")


def with_coding_judged(exchange: Exchange) -> Exchange:
    """Return the exchange with a failure if nobody can open what it brought.

    Only a success is looked at: an error has its reason elsewhere. A part (206) may begin anywhere
    in the compressed content, so it shows nothing.
    """
    response = exchange.response
    if exchange.failure is not None or response is None or not _is_whole_success(response):
        return exchange
    fault = coding_fault(response.body, response.fields, is_text=_is_text(response))
    if fault is None:
        return exchange
    coding = response.fields.combined("content-encoding") or ""
    native = {"coding_fault": str(fault)}
    failure = Failure("http.response.coding_invalid", _sentence(fault, coding), native)
    return replace(exchange, failure=failure)


def _sentence(fault: CodingFault, coding: str) -> Sentence:
    match fault:
        case CodingFault.NOT_CODED:
            return Sentence(
                "Content-Encoding says {coding}, and the content is none.", coding=coding
            )
        case CodingFault.BROKEN:
            return Sentence(
                "The content begins as {coding} and cannot be opened to its end.", coding=coding
            )
        case CodingFault.CODED_TWICE:
            return Sentence("Opened as {coding}, the content is still compressed.", coding=coding)
    return Sentence("The content is compressed, and no Content-Encoding says so.")


def _is_whole_success(response: Response) -> bool:
    return 200 <= response.status < 300 and response.status != 206  # noqa: PLR2004 (RFC 9110 section 15.3)


def _is_text(response: Response) -> bool:
    return response.content_type.startswith(_TEXT) or response.content_type.endswith(_TEXT_ENDINGS)
