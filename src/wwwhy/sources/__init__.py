"""Everything that turns text into requests and exchanges; no network.

`curl` reads and writes command lines, `har` reads recordings of browsers and `redirection` joins
their redirects, `raw` reads plain HTTP messages and our case files, `config` and `serverlog` what
a server has on its side.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wwwhy.sources.har import entry, failing
    from wwwhy.sources.reading import read
    from wwwhy.sources.redirection import find_hops

__all__ = ["entry", "failing", "find_hops", "read"]

_HOMES = {"read": "reading", "failing": "har", "entry": "har", "find_hops": "redirection"}


def __getattr__(name: str) -> Any:
    """Import on first use: most commands need one kind of source, and --help none."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 (part of the laziness)

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
