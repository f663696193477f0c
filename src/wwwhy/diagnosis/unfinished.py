"""Answers that wwwhy did not wait for or read to their end: streams, and downloads without end.

Those bounds are ours and no fault of the server (`model/failure.py`). A limit that the user set is
another matter: curl fails there as well.
"""

from dataclasses import replace

from wwwhy.causes.case import is_success
from wwwhy.model import Exchange, Transport

_OURS = Transport().timeout
_STREAM = "text/event-stream"
"""Silence between two events is what such a stream is for (HTML, section 9.2)."""


def is_still_coming(exchange: Exchange) -> bool:
    """Whether it is an answer of success as far as it was read, and only our bound ended it."""
    failure, response = exchange.failure, exchange.response
    if failure is None or response is None or not is_success(replace(exchange, failure=None)):
        return False
    if failure.type == "bound.bytes":
        return True
    kind = (response.fields.get("content-type") or "").partition(";")[0].strip().lower()
    waited = {"bound.time", "http.response.read_timed_out" if kind == _STREAM else ""}
    return failure.type in waited and exchange.request.transport.timeout == _OURS
