"""Finds the probes: every module of this room that has a `change` function."""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import signature

from wwwhy.errors import Sentence, UsageError
from wwwhy.model import Exchange, Experiment

Hops = tuple[Exchange, ...]
_NOT_PROBES = frozenset({"anonymous", "registry"})


class NotApplicable(Sentence):
    """Why there is nothing to change: the factor does not exist in this request."""

    __slots__ = ()

    @property
    def why(self) -> Sentence:
        """Return the sentence."""
        return self


@dataclass(frozen=True, slots=True)
class Probe:
    """One factor that can be changed."""

    id: str
    factor: str
    """Which single thing differs: credentials, method, sni, ..."""
    change: Callable[[Exchange, Hops], Experiment | NotApplicable]
    """Takes the exchange to change and the user's own request hop by hop."""
    failure_is_answer: bool = False
    """Whether a failure below HTTP is an outcome of this factor (TLS, address, version) and
    not a mishap of the experiment."""
    wrong_credential: bool = False
    """Whether it sends a credential that is not the user's: one such a diagnosis is the most."""
    waits: bool = False
    """Whether it takes its time on purpose, so that it runs only when nothing quicker decides."""


@cache
def all_probes() -> Mapping[str, Probe]:
    """Return every probe by its id."""
    import wwwhy.probes as room  # noqa: PLC0415 (this module is part of that package)

    names = [m.name for m in pkgutil.iter_modules(room.__path__) if m.name not in _NOT_PROBES]
    return {probe_id: probe(probe_id) for probe_id in (name.replace("_", "-") for name in names)}


@cache
def probe(probe_id: str) -> Probe:
    """Return one probe.

    Raises:
        UsageError: no probe has this id.

    """
    try:
        module = import_module(f"wwwhy.probes.{probe_id.replace('-', '_')}")
        change = module.change
    except (ModuleNotFoundError, AttributeError):
        raise UsageError("There is no probe {probe!r}.", probe=probe_id) from None
    return Probe(
        id=probe_id,
        factor=module.FACTOR,
        change=change if len(signature(change).parameters) > 1 else _without_hops(change),
        failure_is_answer=getattr(module, "FAILURE_IS_ANSWER", False),
        wrong_credential=getattr(module, "WRONG_CREDENTIAL", False),
        waits=getattr(module, "WAITS", False),
    )


def _without_hops(
    change: Callable[[Exchange], Experiment | NotApplicable],
) -> Callable[[Exchange, Hops], Experiment | NotApplicable]:
    return lambda exchange, _hops: change(exchange)
