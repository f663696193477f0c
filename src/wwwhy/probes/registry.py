"""Finds the probes: every module of this room that has a `change` function."""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from wwwhy.errors import UsageError
from wwwhy.model import Exchange, Experiment


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The factor does not exist in this request, so there is nothing to change."""

    why: str
    """One plain sentence for the report."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One factor that can be changed."""

    id: str
    factor: str
    """Which single thing differs: credentials, method, sni, ..."""
    change: Callable[[Exchange], Experiment | NotApplicable]
    failure_is_answer: bool = False
    """Whether a failure below HTTP is an outcome of this factor (TLS, address, version) and
    not a mishap of the experiment."""
    sends_credentials: bool = True
    """False where the probe takes every secret away; it may then go on an unverified stream."""


@cache
def all_probes() -> Mapping[str, Probe]:
    """Return every probe by its id."""
    import wwwhy.probes as room  # noqa: PLC0415 (this module is part of that package)

    names = [m.name for m in pkgutil.iter_modules(room.__path__) if not m.name.startswith("_")]
    return {
        _id(name): probe(_id(name)) for name in names if name not in {"registry", "credentials"}
    }


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
        raise UsageError(f"There is no probe {probe_id!r}.") from None
    return Probe(
        id=probe_id,
        factor=module.FACTOR,
        change=change,
        failure_is_answer=getattr(module, "FAILURE_IS_ANSWER", False),
        sends_credentials=getattr(module, "SENDS_CREDENTIALS", True),
    )


def _id(module_name: str) -> str:
    return module_name.replace("_", "-")
