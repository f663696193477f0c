"""Text as octets: shells, files and fields hold bytes, Python shows them as text."""

import codecs


def octets(text: str) -> bytes:
    """Return the bytes that a text was read from (undecodable ones are surrogates, PEP 383)."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, from a pasted \\ud83d
        return text.encode("utf-8", "replace")


def field_text(argument: str) -> str:
    """Return the same octets as latin-1 text, which is how `model.Fields` keeps them."""
    return octets(argument).decode("latin-1")


def as_argument(text: str) -> str:
    """Turn a field's latin-1 text back into what one would type."""
    return text.encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def in_utf8(content: bytes) -> bytes:
    """Return a file's text in UTF-8, without a mark at its start.

    Windows PowerShell's `>` writes UTF-16, and says so in the first two octets.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16", "replace").encode("utf-8", "replace")
    return content.removeprefix(codecs.BOM_UTF8)
