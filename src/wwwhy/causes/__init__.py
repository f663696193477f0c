"""The knowledge base: one folder a cause, sorted into families.

A rule meets evidence only through `Case`; it never meets the network. Adding a folder adds the
cause: `registry` finds it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wwwhy.causes.case import Case, ProbeResult, ProbeState
    from wwwhy.causes.registry import Cause, all_causes, cause, live_causes
    from wwwhy.causes.texts import Reference, Texts

__all__ = [
    "Case",
    "Cause",
    "ProbeResult",
    "ProbeState",
    "Reference",
    "Texts",
    "all_causes",
    "cause",
    "live_causes",
]

_PLACES = {
    **dict.fromkeys(("Case", "ProbeResult", "ProbeState"), "case"),
    **dict.fromkeys(("Cause", "all_causes", "cause", "live_causes"), "registry"),
    **dict.fromkeys(("Reference", "Texts"), "texts"),
}


def __getattr__(name: str) -> object:
    # An explanation reads texts only; the model behind `Case` takes 50 ms to load.
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
