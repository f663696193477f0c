"""HTTP/3: one request over QUIC, sent only after the server's chain was judged (RFC 9114).

It needs the extra `h3` (aioquic), which is imported only when an exchange is made: 107 ms.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from wwwhy.errors import MissingExtraError
from wwwhy.model import Request
from wwwhy.wire.h3_outcome import Judge
from wwwhy.wire.limits import Limits

if TYPE_CHECKING:
    from wwwhy.wire.h3_connection import H3Connection


async def connect_h3(
    request: Request,
    address: str,
    port: int,
    *,
    server_name: str | None,
    deadline: float,
    clock: Callable[[], float],
    limits: Limits,
    judge: Judge,
) -> "H3Connection":
    """Shake hands over QUIC and judge the chain, for `request` and others like it.

    `server_name` is the SNI to send; None sends none. `deadline` is on `clock`. A failure shows in
    the first exchange: nothing that a peer does raises.

    Raises:
        MissingExtraError: aioquic is not installed.

    """
    try:
        from wwwhy.wire.h3_connection import H3Connection  # noqa: PLC0415 (an extra, and slow)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"aioquic", "pylsqpack"}:
            raise
        raise MissingExtraError(
            "HTTP/3 needs aioquic; install it with: pip install 'wwwhy[h3]'"
        ) from None
    connection = H3Connection(request, server_name, clock, limits)
    await connection.open(address, port, deadline)
    connection.judge(judge)
    return connection
