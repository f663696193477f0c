"""HTTPS clients that fetch one URL afresh: ours and the peers. Run as a program, one at a time.

    python -m benchmarks.measure.clients one URL CA_FILE ROUNDS      wire and pycurl in turns
    python -m benchmarks.measure.clients CLIENT URL CA_FILE COUNT    COUNT requests at once

Prints JSON. Every client verifies the certificate and makes a new connection for each request.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Callable
from io import BytesIO

OK = 200
SECONDS = 60


def with_wire(url: str, ca_file: str, count: int) -> int:
    """Send requests through our own wire; return how many were answered."""
    from wwwhy.model import Experiment, Request, Tls, Transport, Url
    from wwwhy.wire import Wire

    asked = Request(
        Url.parse(url), transport=Transport(tls=Tls(ca_file=ca_file), http_version="1.1")
    )

    async def send() -> int:
        wire = Wire(parallel=count, per_host=count)
        exchanges = await wire.send(Experiment((asked,) * count))
        await wire.aclose()
        return sum(exchange.status == OK for exchange in exchanges)

    return asyncio.run(send())


def with_pycurl(url: str, ca_file: str, count: int) -> int:
    """Send requests through libcurl's multi interface; return how many were answered."""
    import pycurl

    multi = pycurl.CurlMulti()
    handles = [_handle(url, ca_file) for _ in range(count)]
    for handle in handles:
        multi.add_handle(handle)
    active = count
    while active:
        _, active = multi.perform()
        if active:
            multi.select(1.0)
    answered = sum(handle.getinfo(pycurl.RESPONSE_CODE) == OK for handle in handles)
    for handle in handles:
        multi.remove_handle(handle)
        handle.close()
    multi.close()
    return answered


def with_httpx2(url: str, ca_file: str, count: int) -> int:
    """Send requests through httpx2, without keeping connections; return how many were answered."""
    import ssl

    import httpx2

    async def send() -> int:
        limits = httpx2.Limits(max_connections=count, max_keepalive_connections=0)
        context = ssl.create_default_context(cafile=ca_file)
        async with httpx2.AsyncClient(
            verify=context, limits=limits, timeout=SECONDS, trust_env=False
        ) as client:
            answers = await asyncio.gather(*(client.get(url) for _ in range(count)))
        return sum(answer.status_code == OK for answer in answers)

    return asyncio.run(send())


CLIENTS: dict[str, Callable[[str, str, int], int]] = {
    "wire": with_wire,
    "pycurl": with_pycurl,
    "httpx2": with_httpx2,
}


def in_turns(url: str, ca_file: str, rounds: int) -> dict[str, list[float]]:
    """Fetch one by one, with the wire and with pycurl in turns; return milliseconds each."""
    import pycurl

    from wwwhy.model import Experiment, Request, Tls, Transport, Url
    from wwwhy.wire import Wire

    asked = Request(
        Url.parse(url), transport=Transport(tls=Tls(ca_file=ca_file), http_version="1.1")
    )
    took: dict[str, list[float]] = {"wire": [], "pycurl": []}

    async def measure() -> None:
        wire = Wire()
        for number in range(-3, rounds):
            began = time.perf_counter()
            (exchange,) = await wire.send(Experiment((asked,)))
            between = time.perf_counter()
            handle = _handle(url, ca_file)
            handle.perform()
            status = handle.getinfo(pycurl.RESPONSE_CODE)
            handle.close()
            ended = time.perf_counter()
            assert exchange.status == status == OK, exchange.failure
            # The first few pay for loading modules and trust anchors.
            if number >= 0:
                took["wire"].append((between - began) * 1000)
                took["pycurl"].append((ended - between) * 1000)

    asyncio.run(measure())
    return took


def at_once(client: str, url: str, ca_file: str, count: int) -> dict[str, float]:
    """Fetch many times at once; return what it took, loading the client's modules left out."""
    CLIENTS[client](url, ca_file, 1)
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    answered = CLIENTS[client](url, ca_file, count)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    # Linux counts in KiB, macOS in bytes.
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return {
        "answered": answered,
        "wall": wall * 1000,
        "cpu": cpu * 1000,
        "peak": after.ru_maxrss / unit,
    }


def _handle(url: str, ca_file: str) -> "pycurl.Curl":  # noqa: F821 (loaded only where it is used)
    import pycurl

    handle = pycurl.Curl()
    handle.setopt(pycurl.URL, url)
    handle.setopt(pycurl.CAINFO, ca_file)
    handle.setopt(pycurl.PROXY, "")
    handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
    handle.setopt(pycurl.FRESH_CONNECT, 1)
    handle.setopt(pycurl.FORBID_REUSE, 1)
    handle.setopt(pycurl.SSL_SESSIONID_CACHE, 0)
    handle.setopt(pycurl.TIMEOUT, SECONDS)
    handle.setopt(pycurl.WRITEDATA, BytesIO())
    return handle


if __name__ == "__main__":
    mode, where, trusted, number = sys.argv[1:]
    figures = (
        in_turns(where, trusted, int(number))
        if mode == "one"
        else at_once(mode, where, trusted, int(number))
    )
    print(json.dumps(figures))
