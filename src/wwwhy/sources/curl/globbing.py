"""Several URLs in one: {a,b} and [1-9], as curl's src/tool_urlglob.c reads them."""

import ipaddress
import re
from collections.abc import Sequence
from itertools import product
from math import prod

from wwwhy.errors import UsageError

MAX_URLS = 30
_RANGE = re.compile(
    r"\[(?:<[^>]{1,64}>)?(?:([0-9]{1,18})-([0-9]{1,18})|([A-Za-z])-([A-Za-z]))(?::([0-9]{1,9}))?\]"
)
_SET = re.compile(r"\{(?:<[^>]{1,64}>)?((?:\\.|[^\\{}\[\]])+)\}")
_LITERAL = re.compile(r"(?:\\[{}\[\]]|[^{}\[\]])+")


def expanded(url: str) -> list[str]:
    """Return every URL that a pattern stands for; the rightmost part changes first.

    Raises:
        UsageError: brackets do not match, or there are more than 30 URLs.

    """
    parts: list[Sequence[str]] = []
    at = 0
    while at < len(url):
        at, part = _part(url, at)
        parts.append(part)
        if prod(len(each) for each in parts) > MAX_URLS:
            raise UsageError(
                "The URL stands for more than {limit} URLs; use --globoff or fewer.", limit=MAX_URLS
            )
    return ["".join(each) for each in product(*parts)]


def _part(url: str, at: int) -> tuple[int, Sequence[str]]:
    if match := _LITERAL.match(url, at):
        return match.end(), [re.sub(r"\\([{}\[\]])", r"\1", match[0])]
    if match := _SET.match(url, at):
        choices = re.split(r"(?<!\\),", match[1])
        return match.end(), [re.sub(r"\\(.)", r"\1", choice) for choice in choices]
    if match := _RANGE.match(url, at):
        return match.end(), _counted(match)
    end = url.find("]", at) + 1
    if url[at] == "[" and end and (url[at:end] == "[]" or _is_address(url[at + 1 : end - 1])):
        return end, [url[at:end]]
    raise UsageError(
        "The URL holds a lone {mark!r}; write --globoff to take it as it is.", mark=url[at]
    )


def _counted(match: re.Match[str]) -> Sequence[str]:
    low, high, first, last, by = match.groups()
    step = int(by or 1)
    start, stop = (int(low), int(high)) if low else (ord(first), ord(last))
    if start > stop or step == 0 or (step != 1 and step > stop - start):
        raise UsageError("The URL holds a range that counts backwards; curl refuses it too.")
    if (stop - start) // step >= MAX_URLS:
        raise UsageError(
            "The URL stands for more than {limit} URLs; use --globoff or fewer.", limit=MAX_URLS
        )
    numbers = range(start, stop + 1, step)
    width = len(low) if low and low.startswith("0") else 0
    return [f"{each:0{width}}" if low else chr(each) for each in numbers]


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text.partition("%")[0])
    except ValueError:
        return False
    return True
