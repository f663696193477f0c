"""Hides secrets in everything of a report besides its exchanges, whatever a rule put there."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Any, TypeVar

from wwwhy.model import Exchange
from wwwhy.model.masking import Masker

T = TypeVar("T")


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
        changed = {each.name: _hidden(getattr(value, each.name), masker) for each in fields(value)}
        return replace(value, **changed)
    return value
