"""What tells one product from another in a response; read from `catalog/boxes/*.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from wwwhy.errors import Said, WwwhyError

KINDS = frozenset(
    {"server", "proxy", "cdn", "waf", "cloud", "runtime", "framework", "cms", "appliance", "other"}
)
"""What sort of product it is."""
ROLES = (
    "client",
    "resolver",
    "network",
    "forward-proxy",
    "cdn",
    "waf",
    "load-balancer",
    "reverse-proxy",
    "web-server",
    "application-server",
    "framework",
    "application",
    "unknown",
)
"""Every role a box can have, from the client's side to the application."""
SERVER_FIELD = frozenset({"overwrites", "keeps", "adds", "none"})
"""What a product does with the Server field of a response that it passes on."""
_STATUS = re.compile(r"[1-9]\d\d|[1-9]xx")


class Says(StrEnum):
    """What follows when a sign is there."""

    MADE = "made"
    """The product made this very response."""
    PASSED = "passed"
    """The product handed on somebody else's response."""
    SEEN = "seen"
    """The product is on the way, as maker or as messenger."""
    NEAREST = "nearest"
    """As `seen`, and no other known box stands between it and the client."""


class SignatureError(WwwhyError):
    """A signature file of ours breaks the form."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One checkable fact about a response; every condition that is set must hold."""

    id: str
    says: Says
    weight: float
    """How sure the conclusion is when the sign is there, 0 to 1."""
    shows: Said
    """The fact in a few words for the report, English with its Russian (`shows_ru`); empty where
    the fields speak for themselves."""
    statuses: frozenset[int]
    http: frozenset[str] = frozenset()
    """Versions it holds for, as in `Response.version`; empty for all."""
    fields: tuple[tuple[str, str], ...] = ()
    """Lower-case field name and the pattern that one of its values must match in full."""
    own_server: bool = False
    """Whether Server must name this product."""
    absent: tuple[str, ...] = ()
    """Lower-case names of fields that must not be there."""
    only: frozenset[str] = frozenset()
    """Lower-case names; a field outside this set breaks the sign. Empty for no such rule."""
    order: tuple[str, ...] = ()
    """Field names that must all be there in this order and, on HTTP/1, spelled like this."""
    reason: str | None = None
    """Pattern for the whole reason phrase; a sign that has one needs HTTP/1."""
    length: tuple[int, int] | None = None
    """Least and most bytes of content."""
    starts: tuple[str, ...] = ()
    """Beginnings of the content, any of them; `{status}` stands for the status code."""
    contains: tuple[str, ...] = ()
    """Parts of the content, all of them; `{status}` stands for the status code."""
    body: str | None = None
    """Pattern for the beginning of the content. Groups: `version`; `status` must equal the code."""
    json: tuple[str, ...] = ()
    """Members that a JSON object must have, in this order."""
    json_exact: bool = False
    """Whether it must have no others."""
    json_values: tuple[tuple[str, str], ...] = ()
    """Member and the pattern its value must match in full; `{status}` as above."""
    opening: str | None = None
    """Pattern for the first bytes of a peer that does not speak HTTP; nothing else counts then."""
    version_after: tuple[str, ...] = ()
    """Parts of the content that a version follows."""
    source: str = ""
    date: str = ""

    @property
    def reads_content(self) -> bool:
        """Whether it looks at the content and not only at the head."""
        return bool(self.body or self.starts or self.contains or self.json)


@dataclass(frozen=True, slots=True)
class Signature:
    """All that is known about how one product looks from outside."""

    name: str
    kind: str
    roles: tuple[str, ...]
    """What it can be; the first is meant unless something else is seen."""
    signs: tuple[Sign, ...]
    server: tuple[str, ...] = ()
    """Product tokens in Server, lower case; a longer value with blanks must match as a whole."""
    via: tuple[str, ...] = ()
    """Names in Via, lower case: pseudonym or product in the comment; `.x` is an ending."""
    aliases: tuple[str, ...] = ()
    """Names in Proxy-Status and Cache-Status, lower case."""
    speaks_as: tuple[str, ...] = ()
    """Products whose name it uses in Server and Via, without a version."""
    server_field: str = "none"
    lowercases: bool = False
    """Whether it writes every field name of an HTTP/1 response in lower case, also when passing."""
    capitalizes: bool = False
    """Whether it always writes names such as Content-Type with capitals on HTTP/1."""
    terminates_tls: bool = True
    writes_version_twice: bool = False
    """Whether its page and its Server field show the same version, or neither does."""
    measured: tuple[str, ...] = ()
    """Versions whose real answers were recorded; empty where it was read about only."""
    probes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """How its parser takes odd requests, by the last part of the fingerprint probe's id: a status
    code, `passes` or `closes`; several where builds differ."""

    @property
    def signs_answers(self) -> bool:
        """Whether its own answers carry its name in Server."""
        return bool(self.server) and self.kind in {"server", "proxy", "cdn", "waf", "cloud"}


@cache
def all_signatures() -> Mapping[str, Signature]:
    """Return every signature by the product's name.

    Raises:
        SignatureError: a file breaks the form.

    """
    folder = files("wwwhy.catalog.boxes")
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name)
    signatures = [_load(path) for path in paths]
    return MappingProxyType({each.name: each for each in signatures})


def _load(path: Traversable) -> Signature:
    return read(path.read_text(encoding="utf-8"), path.name)


def read(text: str, name: str = "signature") -> Signature:
    """Read one signature file.

    Raises:
        SignatureError: it is no TOML, or a key or value is unknown, missing or of a wrong type.

    """
    try:
        data = tomllib.loads(text)
        signature = _signature(data)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, re.error) as error:
        raise SignatureError("{name}: {error}", name=name, error=error) from None
    return signature


def _signature(data: dict[str, Any]) -> Signature:
    roles = tuple(data.pop("roles"))
    kind = data.pop("kind")
    server_field = data.pop("server_field", "none")
    if not set(roles) <= set(ROLES) or kind not in KINDS or server_field not in SERVER_FIELD:
        raise ValueError("unknown role, kind or server_field")
    defaults = {"source": data.pop("source"), "date": str(data.pop("date"))}
    made = Signature(
        name=data.pop("name"),
        kind=kind,
        roles=roles,
        signs=tuple(_sign({**defaults, **sign}) for sign in data.pop("sign", ())),
        server=tuple(data.pop("server", ())),
        via=tuple(data.pop("via", ())),
        aliases=tuple(data.pop("aliases", ())),
        speaks_as=tuple(data.pop("speaks_as", ())),
        server_field=server_field,
        lowercases=data.pop("lowercases", False),
        capitalizes=data.pop("capitalizes", False),
        terminates_tls=data.pop("terminates_tls", True),
        writes_version_twice=data.pop("writes_version_twice", False),
        measured=tuple(data.pop("measured", ())),
        probes=MappingProxyType(
            {probe: _answers(given) for probe, given in data.pop("probes", {}).items()}
        ),
    )
    if data:
        raise ValueError(f"unknown keys {', '.join(sorted(data))}")
    return made


def _sign(data: dict[str, Any]) -> Sign:
    length = data.pop("length", None)
    made = Sign(
        id=data.pop("id"),
        says=Says(data.pop("says")),
        weight=float(data.pop("weight", 0.5)),
        shows=Said(data.pop("shows", ""), ru=data.pop("shows_ru", "")),
        statuses=_statuses(tuple(data.pop("status", ()))),
        http=frozenset(data.pop("http", ())),
        fields=tuple((name.lower(), value) for name, value in data.pop("fields", {}).items()),
        own_server=data.pop("own_server", False),
        absent=tuple(data.pop("absent", ())),
        only=frozenset(data.pop("only", ())),
        order=tuple(data.pop("order", ())),
        reason=data.pop("reason", None),
        length=None if length is None else (length[0], length[1]),
        starts=tuple(data.pop("starts", ())),
        contains=tuple(data.pop("contains", ())),
        body=data.pop("body", None),
        json=tuple(data.pop("json", ())),
        json_exact=data.pop("json_exact", False),
        json_values=tuple(data.pop("json_values", {}).items()),
        opening=data.pop("opening", None),
        version_after=tuple(data.pop("version_after", ())),
        source=data.pop("source"),
        date=str(data.pop("date")),
    )
    if bool(made.shows) != bool(made.shows.said_in("ru")):
        raise ValueError(f"sign {made.id!r}: shows and shows_ru belong together")
    if data or not 0 < made.weight <= 1:
        raise ValueError(f"sign {made.id!r}: unknown keys {sorted(data)}, or a weight beyond 0..1")
    return made


def _answers(given: str | list[str]) -> tuple[str, ...]:
    answers = (given,) if isinstance(given, str) else tuple(given)
    if any(a not in {"passes", "closes"} and _STATUS.fullmatch(a) is None for a in answers):
        raise ValueError(f"no answer to a probe: {given}")
    return answers


@cache
def _statuses(given: tuple[int | str, ...]) -> frozenset[int]:
    """Spell `5xx` out; no status at all means every status."""
    codes: set[int] = set()
    for each in given or ("1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "7xx", "8xx", "9xx"):
        text = str(each)
        if _STATUS.fullmatch(text) is None:
            raise ValueError(f"no status code: {text}")
        first = int(text.replace("x", "0"))
        codes.update(range(first, first + 100) if text.endswith("xx") else (first,))
    return frozenset(codes)
