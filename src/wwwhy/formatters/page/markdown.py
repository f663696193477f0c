"""The little Markdown that the causes' texts use: paragraphs, lists, code blocks and links."""

import re
from dataclasses import dataclass

from wwwhy.formatters.page.pen import Pen

_ITEM = re.compile(r"(?:[-*]|\d{1,2}[.)]) +")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item of a list, or a block of code."""

    kind: str
    """para, item or code."""
    text: str
    marker: str = ""
    """What stood before an item: `-` or `1.`."""


def blocks(markdown: str) -> tuple[Block, ...]:
    """Split a text into its blocks."""
    found: list[Block] = []
    code: list[str] | None = None
    for line in markdown.splitlines():
        if _FENCE.match(line):
            if code is not None:
                found.append(Block("code", "\n".join(code)))
            code = [] if code is None else None
        elif code is not None:
            code.append(line)
        else:
            _take(found, line)
    if code:
        found.append(Block("code", "\n".join(code)))
    return tuple(block for block in found if block.text)


def brief(all_blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the first thought: the first block and the code or list that belongs to it."""
    end = 1
    announced = bool(all_blocks) and all_blocks[0].text.rstrip().endswith(":")
    while end < len(all_blocks) and (
        all_blocks[end].kind == "code"
        or (all_blocks[end].kind == "item" and (announced or all_blocks[0].kind == "item"))
    ):
        end += 1
    return all_blocks[:end]


def lines(all_blocks: tuple[Block, ...], pen: Pen, indent: str) -> list[str]:
    """Write blocks; code stands unwrapped on its own lines so that it can be copied."""
    written: list[str] = []
    for place, block in enumerate(all_blocks):
        after_item = place > 0 and all_blocks[place - 1].kind == block.kind == "item"
        if place and not after_item:
            written.append("")
        if block.kind == "code":
            written += [
                pen.style("cyan", f"{indent}  {line}".rstrip()) for line in block.text.split("\n")
            ]
        else:
            first = f"{indent}{block.marker} " if block.kind == "item" else indent
            written += pen.fold(_inline(block.text), first=first)
    return written


def _take(found: list[Block], line: str) -> None:
    text = line.strip()
    item = _ITEM.match(text)
    if not text:
        found.append(Block("para", ""))
    elif item:
        found.append(Block("item", text[item.end() :], item[0].strip()))
    elif found and found[-1].text and found[-1].kind != "code":
        found[-1] = Block(found[-1].kind, f"{found[-1].text} {text}", found[-1].marker)
    else:
        found.append(Block("para", text))


def _inline(text: str) -> str:
    return _STRONG.sub(r"\1", _LINK.sub(r"\1 (\2)", text))
