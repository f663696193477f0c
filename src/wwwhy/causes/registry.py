"""Finds the causes: every folder below a family that holds a `cause.toml`."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path

from wwwhy.causes import texts
from wwwhy.causes.case import Case
from wwwhy.causes.rpc import refusal_of
from wwwhy.errors import UsageError
from wwwhy.model import Exchange, Finding

ROOM = Path(str(files("wwwhy.causes")))


@dataclass(frozen=True, slots=True)
class Cause:
    """One root cause as its `cause.toml` declares it."""

    slug: str
    family: str
    statuses: tuple[str, ...]
    """Codes it leads to: `401`, or a class such as `5xx`."""
    failures: tuple[str, ...]
    """Failures it leads to, as patterns: `tls.cert.*`."""
    boxes: tuple[str, ...]
    """Products that can be the one that says no; `*` for any."""
    commonness: int
    """1 (rare) to 5 (daily)."""
    probes: tuple[str, ...]
    """Experiments wanted while the rule's verdict is still open, the most telling first."""
    inputs: tuple[str, ...]
    """What it can use: exchange, log, config."""
    aliases: tuple[str, ...] = ()
    hidden_by: tuple[str, ...] = ()
    """Codes that may stand over it and say nothing of it: judged there only beside a log."""
    replayed: bool = False
    """No free server can show it; its cases are a replay of the real product's bytes."""

    @property
    def package(self) -> str:
        """The folder as a module name."""
        return f"wwwhy.causes.{self.family}.{self.slug.replace('-', '_')}"

    def judge(self, case: Case) -> Finding | None:
        """Ask the rule; None means the cause has nothing to say about this case."""
        # Most answers are sound and come without a log: no rule is loaded for those.
        exchange = case.exchange
        if not (
            _leads_to(self, exchange, _meant(exchange)) or (case.log and self.concerns(exchange))
        ):
            return None
        return _rule(self.package)(case)

    def texts(self, language: str = "en") -> texts.Texts:
        """Return its texts in a language."""
        return texts.load(self.package, language)

    def concerns(self, exchange: Exchange) -> bool:
        """Whether it can lead to such an outcome, or hide behind it."""
        return _concerns(self, exchange, _meant(exchange))


def _concerns(cause: Cause, exchange: Exchange, meant: int | None) -> bool:
    return _leads_to(cause, exchange, meant) or _is_among(exchange.status, cause.hidden_by)


def _leads_to(cause: Cause, exchange: Exchange, meant: int | None) -> bool:
    failure = exchange.failure
    fails_so = failure is not None and bool(cause.failures) and _fits(failure.type, cause.failures)
    return fails_so or _is_among(meant, cause.statuses)


def _meant(exchange: Exchange) -> int | None:
    """Return the status that an answer means.

    A call refused inside a 200 is a matter for the causes of what HTTP would have said.
    """
    refusal = refusal_of(exchange.response)
    return (refusal.status if refusal else None) or exchange.status


@cache
def _rule(package: str) -> Callable[[Case], Finding | None]:
    judge: Callable[[Case], Finding | None] = import_module(f"{package}.rule").judge
    return judge


# Every cause is asked about every outcome, and there are few outcomes.
@lru_cache(maxsize=4096)
def _fits(failure: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(failure, pattern) for pattern in patterns)


@lru_cache(maxsize=4096)
def _is_among(status: int | None, codes: tuple[str, ...]) -> bool:
    return status is not None and bool({str(status), f"{status // 100}xx"} & {*codes})


@cache
def all_causes() -> Mapping[str, Cause]:
    """Return every cause by its slug."""
    return {each.slug: each for each in _declared()}


def cause(slug: str) -> Cause:
    """Return one cause.

    Raises:
        UsageError: no cause has this id.

    """
    try:
        return all_causes()[slug]
    except KeyError:
        raise UsageError(
            "There is no cause {slug!r}; `wwwhy explain --list` names all.", slug=slug
        ) from None


def live_causes(exchange: Exchange) -> list[Cause]:
    """Return the causes that can lead to how this exchange ended."""
    meant = _meant(exchange)
    return [each for each in all_causes().values() if _concerns(each, exchange, meant)]


def _declared() -> Iterator[Cause]:
    for path in sorted(ROOM.glob("*/*/cause.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        yield Cause(
            slug=data["slug"],
            family=path.parent.parent.name,
            statuses=tuple(str(status) for status in data.get("statuses", ())),
            failures=tuple(data.get("failures", ())),
            boxes=tuple(data.get("boxes", ("*",))),
            commonness=data["commonness"],
            probes=tuple(data.get("probes", ())),
            inputs=tuple(data.get("inputs", ("exchange",))),
            aliases=tuple(data.get("aliases", ())),
            hidden_by=tuple(str(status) for status in data.get("hidden_by", ())),
            replayed=data.get("replayed", False),
        )
