"""Why an HTTP request failed, who said no, and what fixes it.

    >>> import wwwhy
    >>> diagnosis = wwwhy.diagnose("https://example.com/")  # doctest: +SKIP
    >>> diagnosis.outcome.healthy, diagnosis.best            # doctest: +SKIP

`diagnose` and `adiagnose` ask a live site, or judge an exchange that happened elsewhere;
`sources.read` reads such exchanges; `explain` looks up a code or an error; `auth` is the grammar
of challenges and credentials.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wwwhy import auth as auth
    from wwwhy import sources as sources
    from wwwhy.api import Options as Options
    from wwwhy.api import adiagnose as adiagnose
    from wwwhy.api import diagnose as diagnose
    from wwwhy.formatters.explanation import explain as explain

__version__ = "0.1.0"

_HOMES = {
    "Options": "wwwhy.api",
    "adiagnose": "wwwhy.api",
    "diagnose": "wwwhy.api",
    "auth": "wwwhy",
    "explain": "wwwhy.formatters.explanation",
    "sources": "wwwhy",
}
__all__ = ["Options", "__version__", "adiagnose", "auth", "diagnose", "explain", "sources"]


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for, so that `import wwwhy` costs nothing."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'wwwhy' has no attribute {name!r}")
    if home == "wwwhy":
        return import_module(f"wwwhy.{name}")
    return getattr(import_module(home), name)
