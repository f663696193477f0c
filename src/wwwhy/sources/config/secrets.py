"""Secrets in a server's configuration, hidden where its directives enter the model."""

import re
from collections.abc import Sequence

from wwwhy.model.masking import is_credential_field

HIDDEN = "***"
_SECRET_DIRECTIVE = re.compile(
    r".*(?:password|passwd|passphrase|secret|secret_?key|api_?key|access_?key|auth_?token)",
    re.IGNORECASE,
)
_SETTER = re.compile(
    r"(?:proxy|grpc)_set_header|(?:fastcgi|uwsgi|scgi)_param|add_header|more_set_(?:input_)?headers"
    r"|set|env|(?:request)?header|setenv(?:if(?:nocase)?)?|define|php_(?:admin_)?value"
)
_CONDITION = re.compile(r"(?:else)?if|map|require|setenvifexpr|rewritecond")
_CREDENTIAL_VARIABLE = re.compile(
    r"\$\{?(?:http|cookie|arg|sent_http)_(?P<nginx>\w+)"
    r"|%\{(?:HTTP:|HTTP_|REQ:)?(?P<apache>[\w-]+)\}|(?:http|req|req_novary)\('(?P<call>[\w-]+)'\)",
    re.IGNORECASE,
)
# A name inside a call is no literal: req('X-Api-Key').
_QUOTED = re.compile(
    r"\b(?:http|req|req_novary|resp|reqenv|osenv|env|note)\('[\w-]{1,100}'\)"
    r"|(?P<mark>['\"])(?P<text>(?:(?!(?P=mark)).)*)(?P=mark)",
    re.DOTALL,
)
_SHORT_NAME = re.compile(r"token|\bsid\b|^key$|\bauth\b", re.IGNORECASE)
# What may stand beside variables without being a secret itself: schemes, classes of a regular
# expression, escapes, assignments of a variable's name.
_NO_SECRET = re.compile(
    r"\$\{?\w+\}?|%\{[^}]{0,256}\}\w?|\\.|\[[^\]]{0,256}\]|\{\d+,?\d*\}"
    r"|\b(?:Basic|Bearer|Token|Digest|Negotiate|NTLM|ApiKey|on|off|default|volatile|hostnames"
    r"|expr|early|env|always|set|append|add|merge|unset|edit|setifempty|note|echo|if_not_empty)\b|\b\w+=(?=[$%])",
    re.IGNORECASE,
)
_INSIDE = (
    (re.compile(r"(?<=://)[^/\s@'\"]{1,256}(?=@)"), HIDDEN),
    (re.compile(r"\$(?:apr1|[1256y]|2[aby]|argon2\w*|scrypt)\$[\w./$=,+-]+"), HIDDEN),
    (re.compile(r"\{(?:S?SHA|PLAIN|MD5)\}\S+"), HIDDEN),
    (
        re.compile(r"\b(?P<scheme>Basic|Bearer)\s+[\w.~+/=-]{8,}", re.IGNORECASE),
        rf"\g<scheme> {HIDDEN}",
    ),
    (
        re.compile(
            r"(?P<name>\b\w*(?:pass(?:word|wd)?|pwd|secret|token|api_?key)=)(?!\$)[^&\s;'\"]+",
            re.IGNORECASE,
        ),
        rf"\g<name>{HIDDEN}",
    ),
)


def hidden(
    name: str, args: Sequence[str], inside: Sequence[str] = ()
) -> tuple[str, tuple[str, ...]]:
    """Return a directive's name and arguments without the secrets in them.

    `inside` is the enclosing block's name and arguments: in a `map` over a credential the
    directives' names are the secrets.
    """
    lower = name.lower()
    if inside and inside[0].lower() == "map" and _tells_credentials(inside[1:]):
        return _literal(name), tuple(map(_inside, args))
    if _SECRET_DIRECTIVE.fullmatch(lower):
        return name, tuple(HIDDEN if each else "" for each in args)
    if _SETTER.fullmatch(lower):
        args = _set(args)
    elif _CONDITION.fullmatch(lower) and _tells_credentials(args):
        args = [_condition(each) for each in args]
    elif lower == "authbasicfake":
        args = [*args[:1], *[HIDDEN] * len(args[1:])]
    elif lower == "secure_link_md5":
        args = [_literal(each) for each in args]
    return name, tuple(map(_inside, args))


def _set(args: Sequence[str]) -> list[str]:
    """Hide what follows the name of something that carries credentials."""
    first = next((at for at, each in enumerate(args) if _names_credential(each)), len(args))
    return [*args[: first + 1], *map(_literal, args[first + 1 :])]


def _names_credential(word: str) -> bool:
    name, assigned, _ = word.lstrip("$").partition("=")
    name = name.removeprefix("HTTP_").removesuffix(":").replace("_", "-")
    return not assigned and (
        is_credential_field(name) or _SECRET_DIRECTIVE.fullmatch(name) is not None
    )


def _tells_credentials(args: Sequence[str]) -> bool:
    found = (match for each in args for match in _CREDENTIAL_VARIABLE.finditer(each))
    names = (match[match.lastgroup or 0].replace("_", "-") for match in found)
    return any(is_credential_field(name) or _SHORT_NAME.search(name) for name in names)


def _literal(word: str) -> str:
    """Hide a value unless it is made of variables, scheme names and patterns only."""
    scheme, blank, rest = word.partition(" ")
    left = re.search(r"\w", _NO_SECRET.sub("", word))
    if left is None:
        return word
    known = blank and not re.search(r"\w", _NO_SECRET.sub("", scheme)) and rest
    return f"{scheme} {HIDDEN}" if known else HIDDEN


def _condition(word: str) -> str:
    """Hide the literals that a condition compares a credential with."""
    if _CREDENTIAL_VARIABLE.search(word):
        return _QUOTED.sub(_quoted, word)
    return _literal(word)


def _quoted(match: re.Match[str]) -> str:
    if match["text"] is None:
        return match[0]
    return f"{match['mark']}{_literal(match['text'])}{match['mark']}"


def _inside(word: str) -> str:
    for pattern, shown in _INSIDE:
        word = pattern.sub(shown, word)
    return word
