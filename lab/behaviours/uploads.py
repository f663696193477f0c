"""Answers that do not wait for the request's body."""

from lab.exchange import Visit, read_body

MOMENT = "head"


async def early_refusal(visit: Visit, *, code: int = 413) -> None:
    """Refuse while the body is still on its way, and close without reading it."""
    await visit.respond("too large\n", status=code, fields={"Connection": "close"})
    visit.close()


async def reset_upload(visit: Visit) -> None:
    """Break off (RST) while the body is on its way."""
    visit.reset()


async def ignores_expectation(visit: Visit, *, seconds: float = 30.0) -> None:
    """Never send the 100 that the client waits for."""
    if visit.request.has("expect"):
        await visit.pause(seconds)
        visit.close()
    else:
        await read_body(visit)
        await visit.respond("thanks\n")


async def refuses_expectation(visit: Visit) -> None:
    """Answer 417 to every Expect, 200 to all else."""
    if visit.request.has("expect"):
        await visit.respond("no\n", status=417, fields={"Connection": "close"})
        visit.close()
    else:
        await read_body(visit)
        await visit.respond("thanks\n")
