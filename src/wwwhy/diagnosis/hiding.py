"""Hides secrets in everything of a report besides its exchanges, whatever a rule put there."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Any, TypeVar

from wwwhy.model import (
    Box,
    Defect,
    Evidence,
    Exchange,
    Failure,
    NextExperiment,
    NotChecked,
    Ranked,
    Repair,
    Target,
)
from wwwhy.model.masking import Masker

T = TypeVar("T")
_IDS: Mapping[type, frozenset[str]] = {
    Box: frozenset({"role"}),
    Defect: frozenset({"id"}),
    Evidence: frozenset({"name"}),
    Failure: frozenset({"type"}),
    NextExperiment: frozenset({"name"}),
    NotChecked: frozenset({"what", "why"}),
    Ranked: frozenset({"id"}),
    Repair: frozenset({"probe"}),
    Target: frozenset({"source"}),
}
"""Our own words, by which texts are found: a password such as `wrong` must not take them apart."""


def hidden(value: T, masker: Masker) -> T:
    """Return a copy in which every text is masked; exchanges are masked as a whole elsewhere."""
    return _hidden(value, masker)  # type: ignore[no-any-return]  # the same kind comes back


def _hidden(value: Any, masker: Masker) -> Any:
    if isinstance(value, Enum | Exchange):
        return value
    if isinstance(value, str):
        return masker.text(value)
    if isinstance(value, tuple):
        return tuple(_hidden(item, masker) for item in value)
    if isinstance(value, Mapping):
        return MappingProxyType({key: _hidden(item, masker) for key, item in value.items()})
    if is_dataclass(value) and not isinstance(value, type):
        ids = _IDS.get(type(value), frozenset())
        names = (each.name for each in fields(value) if each.name not in ids)
        changed = {name: _hidden(getattr(value, name), masker) for name in names}
        return replace(value, **changed)
    return value
