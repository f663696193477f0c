"""The knowledge base: one folder a cause, sorted into families.

A rule meets evidence only through `Case`; it never meets the network. Adding a folder adds the
cause: `registry` finds it.
"""

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
