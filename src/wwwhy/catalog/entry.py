"""A row of the catalogue: one code, name, field, scheme or phrase, and what is known about it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from wwwhy.errors import WwwhyError

SENDERS = frozenset(
    {"any", "origin", "gateway", "proxy", "cdn", "application", "client", "log", "nobody"}
)
"""Who may send it. `log`: it stands in a log and never travels; `client`: made at our side."""
RETRIES = frozenset(
    {"no-need", "never", "changed", "credentials", "wait", "idempotent", "connection", "follow"}
)
"""May the request be repeated: see the phrases of `formatters.explanation`."""
CACHING = frozenset({"default", "explicit", "never", "update"})
"""By default (RFC 9110 section 15.1), only if the response says so, or not at all."""
CRAWLERS = frozenset({"index", "follow", "drop", "slow", "keep", "ignore"})
"""What a search engine's crawler does with it."""
NATIVE = frozenset({"article", "partly", "reported"})
"""How we know what the owner's system says with it."""
BROWSERS = frozenset({"page", "dialog", "proxy-dialog", "follow", "stay", "error-page", "portal"})
"""What a person sees in a browser."""


class EntryError(WwwhyError):
    """A data file of ours breaks the form."""


class Said(NamedTuple):
    """The same sentence in each language."""

    en: str
    ru: str

    def speak(self, language: str) -> str:
        """Return it in a language; one that we do not speak falls back to English."""
        return self.ru if language == "ru" else self.en


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose codes a file holds."""

    id: str
    """The file's name: `nginx`, `tls-alert`."""
    title: Said
    kind: str
    """What its rows are: status, sub-status, error, flag, state, alert, field, scheme ..."""
    source: str
    date: str
    """When the source was read, ISO 8601."""
    source_ru: str = ""
    """The source in Russian, where it is more than titles and numbers."""
    words: tuple[str, ...] = ()
    """Other words for the owner that people write before a code: `cf` for cloudflare."""
    tell: Said | None = None
    """How to see that a number is one of these and not another owner's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row."""

    owner: Owner
    key: str
    """How its owner writes it: `401`, `401.3`, `ERR_SSL_PROTOCOL_ERROR`, `WWW-Authenticate`. What
    stands behind a slash tells rows of the same code apart: `420/twitter`, `420/spring`."""
    name: str
    """Its name, or what stands behind the number; may be the key."""
    meaning: Said
    advice: Said | None = None
    """What to do now."""
    older: tuple[str, ...] = ()
    """Names of former standards and of other products that people still see."""
    spoken: tuple[str, ...] = ()
    """What people call it in other languages, to be found by it."""
    number: int | None = None
    """The number that belongs to a name."""
    status: int | None = None
    """The HTTP status code it comes with, or is told as."""
    native: str = ""
    """What the owner's system says with it: the Windows error beside an IIS sub-status."""
    native_from: str = ""
    """How that is known: see the phrases of `formatters.explanation`."""
    failure: str = ""
    """The failure id (`wwwhy.model.FAILURE_TYPES`) that it is a name for."""
    causes: tuple[str, ...] = ()
    """Ids of causes that lead to it, most common first."""
    see: tuple[str, ...] = ()
    """Rows of other owners that say more, as `owner/key`."""
    sent_by: str = ""
    required: tuple[str, ...] = ()
    """Fields without which the response breaks its standard."""
    expected: tuple[str, ...] = ()
    """Fields that help and that its standard recommends or names."""
    retry: str = ""
    cacheable: str = ""
    crawlers: str = ""
    browser: str = ""
    reference: str = ""
    """The section that defines it."""
    retired: bool = False
    """Whether it is obsolete, reserved or no longer sent."""
    differs: Said | None = None
    """What sources disagree about."""
    tell: Said | None = None
    """What tells it from others with the same number."""
    sentences: tuple[str, ...] = ()
    """What is pasted: parts of a browser's page or of a log line, as they are written there."""
    source: str = ""
    date: str = ""
    source_ru: str = ""
    """The source in Russian, where it is more than titles and numbers."""

    @property
    def ref(self) -> str:
        """Its address in the catalogue."""
        return f"{self.owner.id}/{self.key}"

    @property
    def code(self) -> str:
        """The code or name alone."""
        return self.key.partition("/")[0]

    @property
    def title(self) -> str:
        """Code and name, each once."""
        same = self.name.casefold() == self.code.casefold()
        return self.code if same else f"{self.code} {self.name}"


_LISTS = ("older", "spoken", "causes", "see", "required", "expected", "sentences")
_PAIRS = {"advice": "do", "differs": "differs", "tell": "tell"}
_PLAIN = frozenset(each.name for each in fields(Entry)) - {"owner", "key", "meaning", *_PAIRS}


def read_owner(name: str, data: Mapping[str, Any]) -> Owner:
    """Make the owner from what stands above a file's first row.

    Raises:
        EntryError: a key is missing or unknown.

    """
    needed = {"title_en", "title_ru", "kind", "source", "date"}
    known = needed | {"words", "tell_en", "tell_ru", "source_ru"}
    if missing := needed - set(data):
        raise EntryError(
            "{name}: the owner lacks {keys}.", name=name, keys=", ".join(sorted(missing))
        )
    if unknown := set(data) - known:
        raise EntryError(
            "{name}: the owner has unknown keys {keys}.", name=name, keys=", ".join(sorted(unknown))
        )
    return Owner(
        id=name,
        title=Said(data["title_en"], data["title_ru"]),
        kind=data["kind"],
        source=data["source"],
        date=str(data["date"]),
        source_ru=data.get("source_ru", ""),
        words=tuple(data.get("words", ())),
        tell=_said(data, "tell"),
    )


def read_entry(owner: Owner, key: str, data: Mapping[str, Any]) -> Entry:
    """Make an entry from a row.

    Raises:
        EntryError: a key is missing, unknown, or has a value that its list does not hold.

    """
    pairs = {f"{short}_{each}" for short in _PAIRS.values() for each in ("en", "ru")}
    if unknown := set(data) - _PLAIN - pairs - {"en", "ru"}:
        raise EntryError(
            "{owner}/{key}: unknown keys {keys}.",
            owner=owner.id,
            key=key,
            keys=", ".join(sorted(unknown)),
        )
    if not data.get("en") or not data.get("ru"):
        raise EntryError(
            "{owner}/{key}: a meaning in both languages is needed.", owner=owner.id, key=key
        )
    values: dict[str, Any] = {"name": key, "source": owner.source, "date": owner.date}
    if "source" not in data:
        values["source_ru"] = owner.source_ru
    values |= {name: data[name] for name in _PLAIN if name in data}
    values |= {name: tuple(data.get(name, ())) for name in _LISTS}
    values |= {name: _said(data, short) for name, short in _PAIRS.items()}
    if owner.kind == "sub-status":
        values.setdefault("status", int(key.partition(".")[0]))
    return Entry(owner=owner, key=key, meaning=Said(data["en"], data["ru"]), **values)


def check(entry: Entry) -> None:
    """Compare the words of a row with the lists they come from.

    Raises:
        EntryError: a word is on no list.

    """
    lists = (
        (entry.sent_by, SENDERS),
        (entry.retry, RETRIES),
        (entry.cacheable, CACHING),
        (entry.crawlers, CRAWLERS),
        (entry.browser, BROWSERS),
        (entry.native_from, NATIVE),
    )
    for word, known in lists:
        if word and word not in known:
            raise EntryError(
                "{row}: {word!r} is none of {words}.",
                row=entry.ref,
                word=word,
                words=", ".join(sorted(known)),
            )


def _said(data: Mapping[str, Any], short: str) -> Said | None:
    en, ru = data.get(f"{short}_en"), data.get(f"{short}_ru")
    if bool(en) != bool(ru):
        raise EntryError("{short}_en and {short}_ru belong together.", short=short)
    return Said(en, ru) if en and ru else None
