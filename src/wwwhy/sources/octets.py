"""Text as octets: shells, files and fields hold bytes, Python shows them as text."""


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
