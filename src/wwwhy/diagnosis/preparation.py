"""What a failure will need, loaded while there is nothing else to do."""

from importlib import import_module

from wwwhy.catalog.signatures import all_signatures
from wwwhy.causes import live_causes
from wwwhy.model import Exchange, Request, Response, Url
from wwwhy.probes import all_probes

_USUAL = Exchange(Request(Url.parse("http://host.invalid/")), Response(403))
"""Nobody knows yet how the request will end; rules of one status share most of what they load
with those of any other."""


def prepare() -> None:
    """Load signatures, probes and rules; may run in a thread.

    It takes some 100 ms, which a near target should not wait for.
    """
    all_signatures()
    all_probes()
    for cause in live_causes(_USUAL):
        import_module(f"{cause.package}.rule")
