"""Files for -K: an option a line (curl's src/tool_parsecfg.c)."""

import re

_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "v": "\v"}


def config_lines(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the file's lines by their numbers, as an option and its argument if there is one."""
    text = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    lines = ((at, _words(line.strip())) for at, line in enumerate(text.split("\n"), 1))
    return [(at, line) for at, line in lines if line]


def _words(line: str) -> list[str]:
    if not line or line[0] in "#/*":
        return []
    dashed = line.startswith("-")
    pattern = r"(\S+)\s*(.*)" if dashed else r"([^\s=:]+)[\s=:]*(.*)"
    match = re.fullmatch(pattern, line, re.DOTALL)
    if match is None:  # a line of separators only
        return []
    option = match[1] if dashed else f"--{match[1]}"
    if not match[2]:
        return [option]
    return [option, _unquoted(match[2]) if match[2].startswith('"') else match[2].split()[0]]


def _unquoted(text: str) -> str:
    found, at = "", 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
            found += _ESCAPES.get(text[at], text[at])
        else:
            found += text[at]
        at += 1
    return found
