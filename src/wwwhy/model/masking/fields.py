"""Field lines with their secrets replaced, each in the way its name asks for."""

import re

from wwwhy.model.masking import values
from wwwhy.model.masking.names import is_address_field, is_credential_field, is_public_field
from wwwhy.model.masking.pseudonyms import Pseudonyms
from wwwhy.model.masking.secrecy import is_secret
from wwwhy.model.masking.text import TextMask

_CHALLENGE_FIELDS = frozenset({"www-authenticate", "proxy-authenticate"})
_CONFIRMING_FIELDS = frozenset({"authentication-info", "proxy-authentication-info"})
_COOKIE_FIELDS = {
    "cookie": values.cookies,
    "cookie2": values.cookies,
    "set-cookie": values.set_cookie,
    "set-cookie2": values.set_cookie,
}
_MOST_REMEMBERED = 4096
_LONGEST_REMEMBERED = 512 * 1024
_HEAD_LINE = re.compile(
    r"^(?P<name>[\w!#$%&'*+.^`|~-]{1,200}+)(?P<between>:[ \t]*)(?P<value>[^\r\n]*)", re.MULTILINE
)


class FieldMask:
    """Hides what it finds in field lines, under the names of one report."""

    def __init__(self, names: Pseudonyms, text: TextMask) -> None:
        self._names = names
        self._text = text
        self._seen: dict[tuple[str, str], str] = {}
        self._remembered = 0
        self._distrusted: frozenset[str] = frozenset()

    def distrust(self, *names: str) -> None:
        """Hide what fields of these names hold from now on, whatever it looks like."""
        self._distrusted |= {name.lower() for name in names}
        self._seen.clear()

    def field(self, name: str, value: str) -> str:
        """Return the value of one field line with its secrets replaced."""
        # A line stands in the head as well, and most lines of one answer are in every other.
        shown = self._seen.get((name, value))
        if shown is None:
            shown = self._masked(name, value)
            self._remembered += len(name) + len(value)
            if len(self._seen) < _MOST_REMEMBERED and self._remembered <= _LONGEST_REMEMBERED:
                self._seen[name, value] = shown
        return shown

    def _masked(self, name: str, value: str) -> str:
        lower = name.lower()
        if lower in _COOKIE_FIELDS:
            return _COOKIE_FIELDS[lower](value, self._names)
        if lower.endswith("authorization"):
            return values.credentials(value, self._names)
        if is_address_field(name):
            return self._text.url(value)
        if lower in _CHALLENGE_FIELDS:
            return self._text.challenge(value)
        if lower in _CONFIRMING_FIELDS:
            return self._text.confirmation(value)
        is_hidden = not is_public_field(name) and (
            lower in self._distrusted or is_credential_field(name) or is_secret(name, value)
        )
        return self._text.secret(name, value) if is_hidden else self._text.text(value)

    def head(self, head: str) -> str:
        """Return the head of a message, or a line of it, as it stood on the wire."""
        lines = _HEAD_LINE.sub(
            lambda m: f"{m['name']}{m['between']}{self.field(m['name'], m['value'])}", head
        )
        return self._text.text(lines)
