"""How a secret looks from outside: wrapped, broken over lines, or not a secret at all."""

import re

_PLACEHOLDER = re.compile(
    r"""(?ix)
    undefined | null | none | nil | nan | true | false | string | todo | placeholder | redacted
    | \[object\ \w+\] | \[[a-z_ -]*\] | <[^<>]*> | \{\{[^{}]*\}\} | \{[\w\ .-]*\}
    | \$\w+ | \$\{[^{}]*\} | \$\{\{[^{}]*\}\} | \$\([^()]*\) | %\w+% | @\w+@ | process\.env\.\w+
    | (?:your|my|insert|paste|replace|enter|add|put|some|example|sample|dummy|fake)[-_ ]?
      (?:[a-z]+[-_ ]?){0,3}(?:token|key|secret|jwt|here|this)(?:[-_ ]?here)?
    | (?:(?:access|auth|api|bearer|jwt|id|refresh|secret)[-_ ]?)?(?:token|key|secret)(?:[-_ ]?here)?
    | change[-_ ]?me | (?:x|\*|\.|_|-|\xe2\x80\xa6|…|\xe2\x80\xa2|•){3,}
    """
)
_WRAPPERS = (
    ('"', '"'),
    ("'", "'"),
    ("`", "`"),
    ("<", ">"),
    # Typographic quotes, as UTF-8 octets read as latin-1 and as characters.
    ("\xe2\x80\x9c", "\xe2\x80\x9d"),
    ("\xe2\x80\x98", "\xe2\x80\x99"),
    ("“", "”"),
    ("‘", "’"),
    ('\\"', '\\"'),
)
_INVISIBLE = re.compile("\xc2\xa0|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xef\xbb\xbf|[\u200b-\u200f\ufeff]")
MAX_PLACEHOLDER = 60


def is_placeholder(text: str) -> bool:
    """Whether it stands for a secret that was never filled in: `undefined`, `$TOKEN`, `<token>`."""
    return len(text) <= MAX_PLACEHOLDER and _PLACEHOLDER.fullmatch(text) is not None


def unwrapped(text: str) -> str:
    """Return the text without one pair of quotes or angle brackets around it."""
    for left, right in _WRAPPERS:
        size = len(left) + len(right)
        if len(text) > size and text.startswith(left) and text.endswith(right):
            return text[len(left) : -len(right)]
    return text


def faults(text: str) -> tuple[str, ...]:
    """Name what is wrong with a secret that should be one run of visible ASCII.

    The names: empty, newline, quoted, blank-inside, invisible-character, control-character,
    non-ascii, placeholder.
    """
    trimmed = text.strip(" \t\r\n")
    if not trimmed:
        return ("empty", "newline") if "\n" in text or "\r" in text else ("empty",)
    inner = unwrapped(trimmed)
    is_empty_form = is_placeholder(trimmed) or is_placeholder(inner)
    checks = {
        "newline": "\n" in text or "\r" in text,
        "quoted": inner != trimmed and not is_placeholder(trimmed),
        "blank-inside": any(blank in trimmed for blank in " \t\r\n") and not is_empty_form,
        "invisible-character": _INVISIBLE.search(trimmed) is not None,
        "control-character": any(c < " " or c == "\x7f" for c in trimmed.strip("\r\n\t")),
        "non-ascii": not trimmed.isascii(),
        "placeholder": is_empty_form,
    }
    return tuple(name for name, is_so in checks.items() if is_so)
