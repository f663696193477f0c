"""What a reading of authentication fields gives: challenges (or credentials) and defects."""

from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True, repr=False)
class Challenge:
    """One challenge, or one set of credentials: the two share a grammar (RFC 9110 section 11).

    All text is latin-1 octets; values are unquoted and never decoded further.
    """

    scheme: str
    """In lower case; empty in the result of `parse_auth_info`."""
    token68: str | None = None
    """The one value of schemes such as Basic and Negotiate, also where it breaks the grammar."""
    params: dict[str, str] = field(default_factory=dict)
    """By name in lower case."""

    def __repr__(self) -> str:
        """Show the scheme and names only: values may be credentials."""
        names = "".join(f", {name}=…" for name in self.params)
        blob = "" if self.token68 is None else ", …"
        return f"Challenge({self.scheme!r}{blob}{names})"


class Defect(NamedTuple):
    """A place where a field breaks RFC 9110 section 11, or a scheme's own rules."""

    name: str
    """One of `DEFECTS`, or of the names that a scheme's `check` lists."""
    offset: int
    """Where, in the field lines joined by `, ` (RFC 9110 section 5.3)."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole field, read."""

    challenges: tuple[Challenge, ...] = ()
    defects: tuple[Defect, ...] = ()
    """Empty exactly when the grammar allows the input; else `challenges` is a best effort."""


DEFECTS = frozenset(
    {
        "control-character",  # kept, inside quotes
        "duplicate-parameter",
        "empty",  # credentials without a scheme
        "empty-value",  # name= and nothing
        "folded-line",  # CR LF and a blank (RFC 9112 section 5.2)
        "forbidden-character",  # CR, LF or NUL: the whole field is refused
        "missing-comma",
        "opaque-credentials",  # what follows the scheme fits no grammar and is kept whole
        "parameter-without-challenge",
        "semicolon-separator",
        "several-credentials",  # Authorization is no list and must not be repeated
        "tab-after-scheme",
        "text-after-quote",
        "token68-with-parameters",
        "too-long",
        "unquoted-value",  # not a token, so it needed quotes
        "unreadable-element",
        "unterminated-quote",
    }
)
"""Every name of a defect of the grammar."""
