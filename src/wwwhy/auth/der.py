"""Just enough of DER (X.690) to walk over the clear parts of a Kerberos message."""

from collections.abc import Iterator

MAX_ELEMENTS = 64
_LONG_FORM = 0x80
_MAX_LENGTH_OCTETS = 4


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and content of the elements that stand one after the other.

    It ends without an error where the data does; the last content may be cut short.
    """
    at = 0
    for _ in range(MAX_ELEMENTS):
        if at + 2 > len(data):
            return
        tag, length = data[at], data[at + 1]
        at += 2
        if length & _LONG_FORM:
            octets = length - _LONG_FORM
            if not 0 < octets <= _MAX_LENGTH_OCTETS:
                return
            length = int.from_bytes(data[at : at + octets])
            at += octets
        yield tag, data[at : at + length]
        at += length


def inside(data: bytes, *tags: int) -> bytes | None:
    """Return the content found by going down through these tags; None if one is missing."""
    for tag in tags:
        found = next((content for each, content in elements(data) if each == tag), None)
        if found is None:
            return None
        data = found
    return data
