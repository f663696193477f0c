"""The grammar of RFC 9110 section 11, as compiled patterns; each of them is linear.

Possessive quantifiers everywhere: an element is read once, or once for each alternative.
"""

import re

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"  # noqa: S105 (the rule of RFC 9110 section 5.6.2, no secret)
TOKEN68 = r"[A-Za-z0-9._~+/-]++=*+"
QUOTED = r'"((?>(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]++|\\[\t \x21-\x7e\x80-\xff])*))"'
PARAM = rf"({TOKEN})[ \t]*+=[ \t]*+(?:({TOKEN})|{QUOTED})"
END = r"[ \t]*+(?:,[ \t,]*+|\Z)"
# One findall cuts a whole list. What fits nothing is swallowed as the last group, so that a look
# at the last element tells whether all of them are good.
_BAD_REST = r"([\s\S]++)"

ELEMENTS = re.compile(
    rf"(?:(?:({TOKEN})[ ]++)?{PARAM}|({TOKEN})(?:([ ]++)({TOKEN68})?)?){END}|{_BAD_REST}"
)
"""Elements of #challenge: (scheme) name token quoted, or scheme blank token68, or a bad rest."""

PARAMS = re.compile(rf"{PARAM}{END}|{_BAD_REST}")
"""Elements of #auth-param: name token quoted, or a bad rest."""

CREDENTIALS = re.compile(rf"({TOKEN})(?:[ ]++(?:({TOKEN68})\Z|(?:[ \t]*+,[ \t,]*+)?([\s\S]*+)))?\Z")
"""Credentials: scheme and token68, or scheme and the text of the parameters."""

_QUOTED_PAIR = re.compile(r"\\([\s\S])")

LIMIT = 1024 * 1024
"""Longest field that is read, in characters; few servers accept a hundredth of it."""


def unquoted(text: str) -> str:
    """Undo the quoted-pairs of a quoted-string's inside (RFC 9110 section 5.6.4)."""
    # Splitting keeps what the group matched; it is five times as fast as a template.
    return "".join(_QUOTED_PAIR.split(text))
