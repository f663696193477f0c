"""Reading authentication fields: valid input in one sweep, everything else by `recovery`."""

from collections.abc import Sequence

from wwwhy.auth import recovery
from wwwhy.auth.challenge import Challenge, Parsed
from wwwhy.auth.grammar import CREDENTIALS, ELEMENTS, LIMIT, PARAMS, unquoted

_BLANKS = " \t"
_EMPTY = " \t,"


def parse_challenges(lines: Sequence[str]) -> Parsed:
    """Read the field lines of WWW-Authenticate or Proxy-Authenticate (RFC 9110 section 11.6.1).

    Arguments:
        lines: the values of all lines of the field, in order, as latin-1 text.

    """
    text = _joined(lines)
    challenges = _strict_challenges(text)
    return recovery.challenges(text) if challenges is None else Parsed(tuple(challenges))


def parse_credentials(lines: Sequence[str]) -> Parsed:
    """Read Authorization or Proxy-Authorization (RFC 9110 section 11.6.2).

    The field is no list: two lines are a defect, and unless they agree neither is believed.
    No line at all is no defect and gives no credentials.
    """
    if not lines:
        return Parsed()
    if isinstance(lines, str):
        lines = (lines,)
    challenge = _strict_credentials(lines[0].strip(_BLANKS)) if len(lines) == 1 else None
    return recovery.credentials(lines) if challenge is None else Parsed((challenge,))


def parse_auth_info(lines: Sequence[str]) -> Parsed:
    """Read Authentication-Info or Proxy-Authentication-Info (RFC 9110 section 11.6.3).

    The result is one `Challenge` without a scheme; none only where the field must be refused.
    """
    text = _joined(lines)
    params = _strict_params(text.strip(_EMPTY))
    if params is None:
        return recovery.auth_info(text)
    return Parsed((Challenge("", None, params),))


def _joined(lines: Sequence[str]) -> str:
    if isinstance(lines, str):
        return lines
    return lines[0] if len(lines) == 1 else ", ".join(lines)


def _strict_challenges(text: str) -> list[Challenge] | None:
    """Return the challenges if the grammar allows the whole text, else None."""
    if len(text) > LIMIT:
        return None
    elements = ELEMENTS.findall(text.lstrip(_EMPTY))
    if elements and elements[-1][7]:
        return None
    escaped = "\\" in text
    found: list[Challenge] = []
    params: dict[str, str] | None = None  # None where no parameter may follow
    for scheme, name, token, quoted, bare, blank, token68, _ in elements:
        if bare:
            # `Scheme , name=x` is one challenge, but `Scheme, name=x` is not.
            params = {} if blank and not token68 else None
            found.append(Challenge(bare.lower(), token68 or None, {} if params is None else params))
            continue
        if scheme:
            params = {}
            found.append(Challenge(scheme.lower(), None, params))
        key = name.lower()
        if params is None or key in params:
            return None
        params[key] = token or (unquoted(quoted) if escaped else quoted)
    return found


def _strict_credentials(text: str) -> Challenge | None:
    match = CREDENTIALS.match(text) if len(text) <= LIMIT else None
    if match is None:
        return None
    scheme, token68, rest = match.groups()
    params = _strict_params(rest) if rest else {}
    return None if params is None else Challenge(scheme.lower(), token68, params)


def _strict_params(text: str) -> dict[str, str] | None:
    """Return the parameters of a list that has no empty element at its start, or None."""
    if len(text) > LIMIT:
        return None
    params: dict[str, str] = {}
    for name, token, quoted, bad in PARAMS.findall(text):
        key = name.lower()
        if bad or key in params:
            return None
        params[key] = token or unquoted(quoted)
    return params
