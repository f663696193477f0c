"""httpx2, keeping no connections."""

import asyncio
import ssl

import httpx2

from benchmarks.measure.clients import OK, SECONDS


def fetch(url: str, ca_file: str, count: int) -> int:
    """Send requests at once; return how many were answered."""
    return asyncio.run(_fetch(url, ca_file, count))


async def _fetch(url: str, ca_file: str, count: int) -> int:
    limits = httpx2.Limits(max_connections=count, max_keepalive_connections=0)
    context = ssl.create_default_context(cafile=ca_file)
    async with httpx2.AsyncClient(
        verify=context, limits=limits, timeout=SECONDS, trust_env=False
    ) as client:
        answers = await asyncio.gather(*(client.get(url) for _ in range(count)))
    return sum(answer.status_code == OK for answer in answers)
