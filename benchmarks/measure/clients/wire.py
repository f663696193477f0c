"""Our own wire."""

import asyncio

from benchmarks.measure.clients import OK
from wwwhy.model import Experiment, Request, Tls, Transport, Url
from wwwhy.wire import Wire


def fetch(url: str, ca_file: str, count: int) -> int:
    """Send requests at once; return how many were answered."""
    return asyncio.run(fetch_inside(url, ca_file, count))


async def fetch_inside(url: str, ca_file: str, count: int) -> int:
    """Do the same inside a running event loop."""
    transport = Transport(tls=Tls(ca_file=ca_file), http_version="1.1")
    request = Request(Url.parse(url), transport=transport)
    wire = Wire(parallel=count, per_host=count)
    exchanges = await wire.send(Experiment((request,) * count))
    await wire.aclose()
    return sum(exchange.status == OK for exchange in exchanges)
