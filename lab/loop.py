"""One event loop in a thread of its own, for the servers that live in the lab's process."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")
_WAIT = 10.0


class LoopThread:
    """A running event loop that other threads hand coroutines to."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_ignore_lost_clients)
        self._thread = threading.Thread(target=self._loop.run_forever, name="lab-loop", daemon=True)
        self._thread.start()

    def call(self, work: Coroutine[object, object, T]) -> T:
        """Run a coroutine in the loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_WAIT)

    def close(self) -> None:
        """Cancel everything that still runs and end the thread."""
        self.call(_cancel_others())
        self.call(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_WAIT)
        self._loop.close()


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _ignore_lost_clients(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Say nothing of clients that went away: here it is daily bread. Everything else is a bug."""
    if not isinstance(context.get("exception"), (ConnectionError, TimeoutError, OSError)):
        loop.default_exception_handler(context)
