"""Exchanges and samples for the tests of this room."""

from pathlib import Path

from wwwhy.model import (
    Connection,
    Exchange,
    Fields,
    ProxyFacts,
    Request,
    Response,
    Timing,
    Url,
)

SAMPLES = Path(__file__).parent / "samples"
AT = 1795220119.0
"""When most requests of the samples were made: 21 Nov 2026, 00:15:19 UTC."""


def sample(name: str) -> list[str]:
    return (SAMPLES / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()


def exchange(
    url: str = "http://127.0.0.1/",
    *,
    method: str = "GET",
    status: int | None = 200,
    at: float = AT,
    took_ms: float = 20.0,
    address: str | None = "127.0.0.1",
    port: int | None = None,
    agent: str | None = "curl/7.88.1",
    fields: tuple[tuple[str, str], ...] = (),
    date: str | None = None,
    proxy: ProxyFacts | None = None,
) -> Exchange:
    sent = (*fields, ("User-Agent", agent)) if agent else fields
    answer = Fields.of([("Date", date)] if date else [])
    return Exchange(
        request=Request(url=Url.parse(url), method=method, fields=Fields.of(sent)),
        response=None if status is None else Response(status=status, fields=answer),
        connection=Connection(local_address=address, local_port=port, proxy=proxy),
        timing=Timing(started_at=at, total_ms=took_ms),
    )
