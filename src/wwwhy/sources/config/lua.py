"""Lua inside an nginx configuration, set aside before the configuration is read.

The lexer of ngxparse 0.5.16 takes an apostrophe in a long bracket (`[[it's]]`) for a string that
ends where the file ends, and knows `*_by_lua_block` only with a blank before its brace.
"""

import re

_OPENING = re.compile(
    r"^[^#\n]*?\b(?P<name>\w+_by_lua_block)(?P<args>(?:\s+\$\w+)?\s*)\{", re.MULTILINE
)
_LUA = re.compile(
    r"""--\[(?P<c>=*)\[.*?(?:\](?P=c)\]|\Z)   # long comment
    | --[^\n]*                                 # comment
    | \[(?P<s>=*)\[.*?(?:\](?P=s)\]|\Z)        # long string
    | "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'?
    | [{}]""",
    re.DOTALL | re.VERBOSE,
)
_MARK = "\x01"


def set_aside(text: str) -> tuple[str, list[str]]:
    """Return the text with a numbered argument for every Lua block, and the blocks' code.

    Line numbers stay; the directives' names end with a mark that `restored` looks for.
    """
    kept: list[str] = []
    blocks: list[str] = []
    position = 0
    while (opening := _OPENING.search(text, position)) is not None:
        end = _closing_brace(text, opening.end())
        code = text[opening.end() : end]
        lines = "\n" * code.count("\n")
        kept.append(f"{text[position : opening.end('name')]}{_MARK}{opening['args']} ")
        kept.append(f'"{len(blocks)}";{lines}')
        blocks.append(code)
        position = end + 1
    return "".join([*kept, text[position:]]), blocks


def restored(words: list[str], blocks: list[str]) -> list[str]:
    """Return a directive's words with the Lua code back in its place."""
    if not words or not words[0].endswith(_MARK):
        return words
    number = words[-1]
    known = number.isdecimal() and int(number) < len(blocks)
    return [words[0].rstrip(_MARK), *words[1:-1], blocks[int(number)] if known else number]


def _closing_brace(text: str, start: int) -> int:
    """Return where the brace stands that closes a Lua block; the end of the text if none does."""
    depth = 1
    for match in _LUA.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.start()
    return len(text)
