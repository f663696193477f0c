"""Refusals inside a 200: gRPC, gRPC-Web, streams of Connect, and GraphQL say no in the content."""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from wwwhy.model import Response
from wwwhy.model.content import decoded

MAX_BODY = 256 * 1024
"""Bytes of a body that are looked through."""
MAX_FRAMES = 1000
"""Messages of a stream that are looked through."""

UNAUTHENTICATED, PERMISSION_DENIED = "unauthenticated", "permission_denied"
_NAMES = (
    "", "canceled", "unknown", "invalid_argument", "deadline_exceeded", "not_found",
    "already_exists", PERMISSION_DENIED, "resource_exhausted", "failed_precondition", "aborted",
    "out_of_range", "unimplemented", "internal", "unavailable", "data_loss", UNAUTHENTICATED,
)  # fmt: skip
"""The status codes of gRPC by number, as Connect writes them."""
_STATUSES = {UNAUTHENTICATED: 401, PERMISSION_DENIED: 403}
_GRAPHQL = {"unauthenticated": UNAUTHENTICATED, "forbidden": PERMISSION_DENIED}
_OF_ERRORS = frozenset({"locations", "extensions"})
"""What an error of GraphQL may have besides its message and path (section 7.1.2)."""
_GRAPHQL_TYPES = frozenset({"application/json", "application/graphql-response+json"})
_TRAILERS, _END = 0x80, 0x02
_FRAME = 5
_MAX_ERRORS = 20
_MAX_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a call was told in the place of its result."""

    code: str
    """A code of gRPC as Connect writes it: `unauthenticated`; `unknown` for other numbers."""
    message: str = ""

    @property
    def status(self) -> int | None:
        """The status of HTTP that says the same of who is asking: 401 or 403; None for others."""
        return _STATUSES.get(self.code)


def refusal_of(response: Response | None) -> Refusal | None:
    """Return the error of a call that HTTP calls a success; None if there is none.

    https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, PROTOCOL-WEB.md beside it,
    https://connectrpc.com/docs/protocol, and the usage of `extensions.code` in GraphQL servers.
    """
    if response is None or response.status != 200:  # noqa: PLR2004 (RFC 9110 section 15.3.1)
        return None
    kind = response.content_type
    if kind.startswith("application/grpc"):
        return _by_fields(response) or _by_trailers(response)
    if kind.startswith("application/connect+"):
        return _by_end_of_stream(response)
    if kind in _GRAPHQL_TYPES and response.body_length <= MAX_BODY:
        return _by_graphql(response.text) if '"errors"' in response.text else None
    return None


def _by_fields(response: Response) -> Refusal | None:
    for fields in (response.trailers, response.fields):
        status = fields.get("grpc-status")
        if status is not None:
            return _numbered(status, fields.get("grpc-message") or "")
    return None


def _by_trailers(response: Response) -> Refusal | None:
    """Read the trailers of gRPC-Web, which are the last message of the body."""
    body = _opened(response)
    if response.content_type.startswith("application/grpc-web-text"):
        body = _text_decoded(body)
    for flags, content in _frames(body):
        if flags & _TRAILERS:
            lines = (line.partition(":") for line in content.decode("latin-1").splitlines())
            found = {name.strip().lower(): value.strip() for name, _, value in lines}
            return _numbered(found.get("grpc-status", "0"), found.get("grpc-message", ""))
    return None


def _by_end_of_stream(response: Response) -> Refusal | None:
    for flags, content in _frames(_opened(response)):
        if flags & _END:
            data = _json(content)
            error = data.get("error") if isinstance(data, dict) else None
            if isinstance(error, dict):
                return Refusal(str(error.get("code", "unknown")), str(error.get("message", "")))
    return None


@lru_cache(maxsize=8)
def _by_graphql(text: str) -> Refusal | None:
    """Take the code of an error where there are no data: then nothing was answered.

    Whatever it is called, the request failed (https://spec.graphql.org/October2021/#sec-Errors).
    """
    answer = _json(text)
    if not isinstance(answer, dict):
        return None
    data, errors = answer.get("data"), answer.get("errors")
    if isinstance(data, dict):
        data = [each for each in data.values() if each is not None]
    if data or not isinstance(errors, list):
        return None
    named = next(filter(None, map(_graphql_error, errors[:_MAX_ERRORS])), None)
    return named or _nameless(errors, is_graphql="data" in answer)


def _nameless(errors: list[Any], *, is_graphql: bool) -> Refusal | None:
    """Take any error of GraphQL's form: other programs answer lists of errors with success."""
    first = errors[0] if errors else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(message, str):
        return None
    return Refusal("unknown", message) if is_graphql or _OF_ERRORS & first.keys() else None


def _graphql_error(error: Any) -> Refusal | None:
    extensions = error.get("extensions") if isinstance(error, dict) else None
    code = extensions.get("code") if isinstance(extensions, dict) else None
    name = _GRAPHQL.get(code.lower()) if isinstance(code, str) else None
    return None if name is None else Refusal(name, str(error.get("message", "")))


def _numbered(status: str, message: str) -> Refusal | None:
    text = status.strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else -1
    if number == 0:
        return None
    name = _NAMES[number] if 0 < number < len(_NAMES) else "unknown"
    return Refusal(name, unquote(message))


def _frames(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the messages of a body: a byte of flags, four of length, and the content."""
    at = 0
    for _ in range(MAX_FRAMES):
        if at + _FRAME > len(body):
            return
        end = at + _FRAME + int.from_bytes(body[at + 1 : at + _FRAME], "big")
        yield body[at], body[at + _FRAME : end]
        at = end


def _opened(response: Response) -> bytes:
    return decoded(response.body[:MAX_BODY], response.fields, MAX_BODY)


def _text_decoded(body: bytes) -> bytes:
    """Undo the base64 of `grpc-web-text`, whose messages are padded one by one."""
    try:
        parts = (base64.b64decode(each + b"=" * (-len(each) % 4)) for each in body.split(b"="))
        return b"".join(parts)
    except (binascii.Error, ValueError):
        return b""


def _json(content: bytes | str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
