"""What an explanation is made of, and how catalogue and causes come together in it."""

from dataclasses import dataclass, field

from wwwhy.catalog import index
from wwwhy.catalog.entry import Entry
from wwwhy.catalog.lookup import LONGEST, find
from wwwhy.catalog.shelf import entry
from wwwhy.formatters.explanation.causes import (
    CauseLine,
    cause_of,
    led_to,
    line_of,
    nearest_slugs,
    slugs_of,
)

_STATUS = "iana"
_ENOUGH = 2
_MANY = 8
_FEW_WORDS = 3
_COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class Constant:
    """What a library calls a status code."""

    library: str
    name: str
    """Empty if only older versions have one."""
    before: str = ""
    """What older versions call it, up to `until`."""
    until: str = ""
    since: str = ""
    """The first version that has it, where older ones lack it."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning of what was asked."""

    entry: Entry
    comparisons: tuple[Entry, ...] = ()
    """Rows that tell it from codes it is taken for."""
    see: tuple[Entry, ...] = ()
    causes: tuple[CauseLine, ...] = ()
    constants: tuple[Constant, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to `wwwhy explain`."""

    query: str
    meanings: tuple[Meaning, ...] = ()
    cause: CauseLine | None = None
    """The cause, if what was asked is the id of one."""
    nearest: tuple[str, ...] = field(default=())
    """What could have been meant, if nothing was found."""
    owner: str = ""
    """The owner of codes, if nothing but its name was given."""
    lacking: str = ""
    """The owner that was named before a code which it does not have."""
    behind: tuple[Entry, ...] = ()
    """What the cause can stand behind, if what was asked is the id of a cause without a text."""
    unlisted: str = ""
    """A sub-code that is on no list; what is explained is its status code alone."""
    listed: tuple[str, ...] = ()
    """The sub-codes of that status code that are known."""

    @property
    def leads(self) -> bool:
        """Whether the first meaning is the answer and the others only share its number."""
        rows = [each.entry for each in self.meanings]
        if len(rows) < 2 or rows[0].owner.id != _STATUS:  # noqa: PLR2004 (several)
            return False
        code = rows[0].code
        return all(code in {row.code, str(row.number)} for row in rows[1:])

    @property
    def found(self) -> bool:
        """Whether there is an answer."""
        return bool(self.meanings) or self.cause is not None


def explain(what: str, *, language: str = "en") -> Explanation:
    """Explain a status code, sub-code, error name, field, scheme, log line or cause.

    Arguments:
        what: as written or pasted by a person: `401`, `nginx 499`, `ERR_SSL_PROTOCOL_ERROR`.
        language: `en` or `ru`, for the titles of causes.

    """
    cause = cause_of(what[:LONGEST], language)
    if cause is not None:
        return Explanation(what, cause=cause)
    word = index.plain(what[:LONGEST])
    alone = what.strip()[-1:].isalnum()  # `haproxy --` and `envoy -` are codes.
    if alone and (owner := index.owner_of(word)) and not index.refs(word):
        return Explanation(what, owner=owner)
    found = find(what)
    if not found.entries and (behind := led_to(what)):
        return Explanation(what, behind=behind[:_MANY])
    # Failures say what stands behind a name; the name's own row is the answer.
    meanings = tuple(_meaning(each, language) for each in found.entries)
    is_name = not any(map(str.isdigit, word))
    enough = meanings or len(found.nearest) > _ENOUGH
    nearest = found.nearest if enough else (*found.nearest, *nearest_slugs(what))[:5]
    return Explanation(
        what,
        meanings,
        lacking=_owner_named(word) if not meanings and not (nearest and is_name) else "",
        nearest=tuple(dict.fromkeys(nearest)),
        unlisted=found.unlisted,
        listed=found.listed,
    )


def _owner_named(word: str) -> str:
    """Return the owner that stands before a code which it does not have: `grpc 99`."""
    words = word.split()
    if len(words) > _FEW_WORDS:
        return ""
    begun = (" ".join(words[:size]) for size in range(len(words) - 1, 0, -1))
    return next((owner for each in begun if (owner := index.owner_of(each))), "")


def _meaning(row: Entry, language: str) -> Meaning:
    others = tuple(entry(*ref.split("/", 1)) for ref in row.see)
    behind = entry("failure", row.failure) if row.failure and row.owner.id != "failure" else None
    slugs = slugs_of(row) or (slugs_of(behind) if behind else ())
    return Meaning(
        entry=row if row.advice or not behind else _advised(row, behind),
        comparisons=tuple(each for each in others if each.owner.id == _COMPARISON),
        see=tuple(each for each in others if each.owner.id != _COMPARISON),
        causes=tuple(line_of(slug, language) for slug in slugs),
        constants=constants_of(row),
    )


def _advised(row: Entry, behind: Entry) -> Entry:
    """Give a name the advice of the failure that it is a name for."""
    from dataclasses import replace  # noqa: PLC0415 (beside its use)

    return replace(row, advice=behind.advice)


def constants_of(row: Entry) -> tuple[Constant, ...]:
    """Return what libraries call a registered status code; nothing for other rows."""
    if row.owner.id != _STATUS or not row.code.isdigit():
        return ()
    from wwwhy.catalog.constants import libraries, phrase_of  # noqa: PLC0415 (for status codes only)

    code, phrase = int(row.code), phrase_of(row)
    found = (
        Constant(
            library=each.name,
            name=each.written(code, phrase) or "",
            before=each.written_before(code) or "",
            until=each.until,
            since=each.since.get(code, ""),
        )
        for each in libraries()
    )
    return tuple(each for each in found if each.name or each.before)
