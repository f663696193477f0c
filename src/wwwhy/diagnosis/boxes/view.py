"""A response, laid out for many quick questions."""

import json
from functools import cached_property
from typing import Any

from wwwhy.diagnosis.boxes import traces
from wwwhy.model import Response
from wwwhy.model.content import decoded

MAX_CONTENT = 64 * 1024
_MAX_JSON = 16 * 1024
_MAX_VALUE = 4 * 1024
_MAX_CODED = 4 * MAX_CONTENT


class View:
    """A response, laid out for many quick questions."""

    def __init__(self, response: Response, method: str = "GET") -> None:
        self.response = response
        self.status = response.status
        self.is_http1 = response.version in {"0.9", "1.0", "1.1"}
        self.order = [line.name for line in response.fields]
        self.values: dict[str, list[str]] = {}
        for name, value in response.fields:
            self.values.setdefault(name.lower(), []).append(value[:_MAX_VALUE])
        self.servers = traces.servers(response.fields)
        self._is_head = method == "HEAD"

    @cached_property
    def text(self) -> str:
        """The content's beginning, opened, without blank space before it."""
        content = decoded(self.response.body[:_MAX_CODED], self.response.fields, MAX_CONTENT)
        return content.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")

    @cached_property
    def length(self) -> int:
        """Bytes of content; for HEAD those that GET would have brought."""
        if self._is_head:
            return self.response.declared_length or 0
        body = self.response.body
        if "content-encoding" in self.values:
            return len(decoded(body[:_MAX_CODED], self.response.fields, MAX_CONTENT))
        return max(self.response.body_length, len(body))

    @cached_property
    def json(self) -> dict[str, Any] | None:
        """The content as a JSON object; None if it is none or too long."""
        if not self.text.startswith("{") or len(self.text) > _MAX_JSON:
            return None
        try:
            value = json.loads(self.text)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None
