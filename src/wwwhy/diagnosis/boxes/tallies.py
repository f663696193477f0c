"""What speaks for each product that a response shows, added up."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from wwwhy.catalog.signatures import ROLES, Says, Signature
from wwwhy.diagnosis.boxes import traces
from wwwhy.diagnosis.boxes.signs import Match, matches
from wwwhy.diagnosis.boxes.traces import Mention, safe
from wwwhy.diagnosis.boxes.view import View
from wwwhy.model import BoxSign

SURE_ENOUGH = 0.5
"""Below this nobody is named."""
MAX_SIGNS = 8
_MOST = 0.99
_CONFESSED, _FORWARDED, _NAMED_TOO = 0.95, 0.9, 0.5
_CLIENT_ERROR = 400
_RANK = {role: place for place, role in enumerate(ROLES)}
APPLICATION = _RANK["application-server"]
"""The rank from which on a box is the application's, and no longer the way to it."""


@dataclass(slots=True)
class Tally:
    """What speaks for one product."""

    signature: Signature
    content: float = 0.0
    """How sure the content's structure is that it made the response."""
    head: float = 0.0
    """How sure the head is."""
    passed: float = 0.0
    """How sure it is that it handed the response on."""
    seen: float = 0.0
    """How sure it is that it is there at all, made it or not."""
    nearest: bool = False
    version: str | None = None
    page_version: str | None = None
    signs: list[BoxSign] = field(default_factory=list)
    servers: list[int] = field(default_factory=list)
    """Places among the Server lines."""
    vias: list[int] = field(default_factory=list)
    """Places in Via, 0 nearest to the client."""

    @property
    def rank(self) -> int:
        """How far from the client such a product stands."""
        return rank(self.signature.roles[0])

    @property
    def made(self) -> float:
        """How sure it is that this product made the response.

        A page of its own outweighs the trace of a messenger: then there were two of a kind.
        """
        return either(self.content, self.head * (1 - self.passed))

    @property
    def is_twice(self) -> bool:
        """Whether a page of one and the traces of another were seen.

        nginx and its kin write their version into page and Server alike; when the two differ, the
        page came from another one behind.
        """
        if not self.content:
            return False
        differs = (
            bool(self.servers)
            and self.signature.writes_version_twice
            and self.page_version != self.version
        )
        return differs or self.passed >= SURE_ENOUGH

    @property
    def has_traces(self) -> bool:
        """Whether more than a likeness of the content says that it is there."""
        return any(sign.pointer.startswith("response.headers") for sign in self.signs)


@dataclass(frozen=True, slots=True)
class Tallies:
    """All that a response says about boxes."""

    products: tuple[Tally, ...]
    strangers: tuple[tuple[int, BoxSign], ...] = ()
    """Entries of Via that name nobody we know, by their place."""

    @property
    def best(self) -> Tally | None:
        """The likeliest maker, however unlikely."""
        return max(self.products, key=lambda tally: tally.made, default=None)

    @property
    def signs(self) -> tuple[BoxSign, ...]:
        """Everything that was seen, within reason."""
        return tuple(sign for tally in self.products for sign in tally.signs)[:MAX_SIGNS]

    @property
    def behind(self) -> list[Tally]:
        """Those that belong to an application."""
        return [tally for tally in self.products if tally.rank >= APPLICATION]

    @property
    def before(self) -> list[Tally]:
        """Those that stand before an application."""
        return [tally for tally in self.products if tally.rank < APPLICATION]


def rank(role: str) -> int:
    """Return how far from the client a role stands."""
    return _RANK[role]


def either(one: float, other: float) -> float:
    """Join two independent reasons for the same conclusion."""
    return min(_MOST, 1 - (1 - one) * (1 - other))


def add_up(view: View, index: int) -> Tallies:
    """Add up what each product shows, the most telling signs first."""
    counted: dict[str, Tally] = {}
    for match in sorted(matches(view), key=lambda match: -match.sign.weight):
        _count(counted.setdefault(match.signature.name, Tally(match.signature)), match, index)
    for place, mention in enumerate(view.servers):
        if mention.signature is not None:
            _mention(counted, mention.signature, mention, index).servers.append(place)
    strangers = []
    for place, mention in enumerate(traces.via(view.response.fields)):
        if mention.signature is None:
            strangers.append((place, _sign(mention, index)))
        else:
            _mention(counted, mention.signature, mention, index).vias.append(place)
    _take_at_their_word(counted, traces.members(view.response.fields), view, index)
    _unmask(counted)
    return Tallies(tuple(counted.values()), tuple(strangers))


def _count(tally: Tally, match: Match, index: int) -> None:
    sign = match.sign
    tally.signs.append(BoxSign(safe(match.shown), index, match.pointer))
    if sign.reads_content:
        tally.page_version = tally.page_version or match.version
    else:
        tally.version = tally.version or match.version
    if sign.says is Says.MADE and sign.reads_content:
        tally.content = either(tally.content, sign.weight)
    elif sign.says is Says.MADE:
        tally.head = either(tally.head, sign.weight)
    elif sign.says is Says.PASSED:
        tally.passed = either(tally.passed, sign.weight)
    else:
        tally.seen = either(tally.seen, sign.weight)
    tally.nearest |= sign.says is Says.NEAREST


def _mention(
    counted: dict[str, Tally], signature: Signature, mention: Mention, index: int
) -> Tally:
    """Note that Server or Via names a product; its own page is surer with its own name on it."""
    tally = counted.setdefault(signature.name, Tally(signature))
    if tally.content and not tally.servers and mention.pointer.endswith("server"):
        tally.content = either(tally.content, _NAMED_TOO)
    tally.version = mention.version or tally.version
    tally.signs.append(_sign(mention, index))
    return tally


def _take_at_their_word(
    counted: dict[str, Tally], members: Iterable[Mention], view: View, index: int
) -> None:
    """Believe Proxy-Status: an error parameter is a confession (RFC 9209 section 2.1.1)."""
    for place, mention in enumerate(members):
        signature = mention.signature or Signature(mention.name, "proxy", ("reverse-proxy",), ())
        tally = counted.setdefault(signature.name, Tally(signature))
        tally.signs.insert(0, _sign(mention, index))
        if not tally.vias and not tally.servers:
            tally.vias.append(place)
        confessed = mention.error in traces.ONLY_INTERMEDIARIES or view.status >= _CLIENT_ERROR
        if mention.passed:
            tally.passed = either(tally.passed, _FORWARDED)
        elif mention.error and confessed:
            tally.head = either(tally.head, _CONFESSED)


def _unmask(counted: dict[str, Tally]) -> None:
    """Give a product what it says under another's name: Fastly calls itself varnish."""
    for tally in list(counted.values()):
        for name in tally.signature.speaks_as:
            mask = counted.get(name)
            if mask is not None and mask.version is None and tally.signs:
                tally.head = either(tally.head, mask.head)
                tally.signs += mask.signs
                tally.vias += mask.vias
                del counted[name]


def _sign(mention: Mention, index: int) -> BoxSign:
    return BoxSign(safe(mention.text), index, mention.pointer)
