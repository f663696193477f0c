"""Arguments as octets: a shell hands over bytes, Python shows them as text."""


def octets(argument: str) -> bytes:
    """Return the bytes the shell handed over (undecodable ones are surrogates, PEP 383)."""
    try:
        return argument.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, from a pasted \\ud83d
        return argument.encode("utf-8", "replace")


def field_text(argument: str) -> str:
    """Return the same octets as latin-1 text, which is how `model.Fields` keeps them."""
    return octets(argument).decode("latin-1")


def as_argument(text: str) -> str:
    """Turn a field's latin-1 text back into what one would type."""
    return text.encode("latin-1", "replace").decode("utf-8", "surrogateescape")
