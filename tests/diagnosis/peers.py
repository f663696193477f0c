"""A made-up server for investigations: a function from request to exchange, no network."""

from collections.abc import Callable

from wwwhy.diagnosis import Budget, Investigation, Want
from wwwhy.model import Exchange, Failure, Fields, Request, Response, Timing, Url

Server = Callable[[Request], Response | Failure]


def request(url: str = "http://shop.test/cart", method: str = "GET", **fields: str) -> Request:
    lines = Fields.of((name.replace("_", "-"), value) for name, value in fields.items())
    return Request(Url.parse(url), method, lines)


def response(status: int, body: bytes = b"", **fields: str) -> Response:
    lines = Fields.of((name.replace("_", "-"), value) for name, value in fields.items())
    return Response(status, fields=lines, body=body, body_length=len(body))


def exchange(asked: Request, answer: Response | Failure) -> Exchange:
    timing = Timing(started_at=1_795_000_000.0, total_ms=5.0)
    if isinstance(answer, Failure):
        return Exchange(asked, failure=answer, timing=timing)
    return Exchange(asked, answer, timing=timing)


def run(
    investigation: Investigation,
    server: Server,
    spoil: Callable[[Want], Failure | None] = lambda _: None,
) -> list[Want]:
    """Drive it to its end; `spoil` may make a probe fail by itself. Returns all it wanted."""
    asked: list[Want] = []
    while wants := investigation.wants():
        for want in wants:
            asked.append(want)
            mishap = spoil(want) if want.probe else None
            came = [exchange(each, mishap or server(each)) for each in want.experiment.requests]
            investigation.feed(want, came)
        assert len(asked) < 100, "an investigation must end"
    return asked


def investigate(
    asked: Request, server: Server, **budget: object
) -> tuple[Investigation, list[Want]]:
    investigation = Investigation(asked, budget=Budget(**budget), now=1_795_000_000.0)  # type: ignore[arg-type]
    return investigation, run(investigation, server)
