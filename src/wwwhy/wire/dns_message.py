"""DNS messages: a question that asks for reasons, and an answer that must match it."""

from dataclasses import dataclass

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype

_PAYLOAD = 1232
"""UDP size that survives most paths unfragmented (DNS flag day 2020)."""
_MAX_ADDRESSES = 32


class Question:
    """One question with a random id; kept whole, so that an answer can be compared with it."""

    __slots__ = ("kind", "message", "wire")

    def __init__(self, name: str, kind: str) -> None:
        """Make the message.

        Raises:
            ValueError: the name cannot stand in a DNS message.

        """
        self.kind = dns.rdatatype.from_text(kind)
        try:
            self.message = dns.message.make_query(
                name.rstrip(".") + ".", self.kind, use_edns=0, payload=_PAYLOAD
            )
            self.wire = self.message.to_wire()
        except (dns.exception.DNSException, UnicodeError) as error:
            raise ValueError(type(error).__name__) from None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a name server said."""

    rcode_number: int
    rcode: str
    addresses: tuple[str, ...] = ()
    canonical_name: str | None = None
    ttl: int | None = None
    extended_error: str | None = None
    truncated: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether the name does not exist (NXDOMAIN)."""
        return self.rcode_number == int(dns.rcode.NXDOMAIN)

    @property
    def is_final(self) -> bool:
        """Whether another server need not be asked."""
        return self.rcode_number == 0 or self.is_missing


def read_answer(data: bytes, question: Question) -> Answer | None:
    """Read a reply; None if it is not one to this question."""
    try:
        message = dns.message.from_wire(data, ignore_trailing=True)
        if not question.message.is_response(message):
            return None
    except (dns.exception.DNSException, ValueError, IndexError, OverflowError):
        return None
    rcode = message.rcode()
    addresses, canonical_name, ttl = _records(message, question)
    return Answer(
        int(rcode),
        dns.rcode.to_text(rcode),
        addresses,
        canonical_name,
        ttl,
        _extended_error(message),
        bool(message.flags & dns.flags.TC),
    )


def _records(
    message: dns.message.Message, question: Question
) -> tuple[tuple[str, ...], str | None, int | None]:
    if not isinstance(message, dns.message.QueryMessage):
        return (), None, None
    try:
        chain = message.resolve_chaining()
    except dns.exception.DNSException:
        # A loop of aliases, or an answer beside NXDOMAIN: no address to use.
        return (), None, None
    asked = question.message.question[0].name
    alias = None if chain.canonical_name == asked else chain.canonical_name.to_text(True)
    if chain.answer is None:
        return (), alias, None
    addresses = tuple(record.to_text() for record in chain.answer)[:_MAX_ADDRESSES]
    return addresses, alias, int(chain.minimum_ttl)


def _extended_error(message: dns.message.Message) -> str | None:
    for option in message.options:
        if isinstance(option, dns.edns.EDEOption):
            text = f" {option.text[:200]}" if option.text else ""
            return f"{int(option.code)}{text}"
    return None
