"""One line on a terminal that says what is going on, and goes away when it is over."""

import shutil
from types import TracebackType
from typing import Protocol, Self, TextIO

from wwwhy.formatters.phrases import Phrases
from wwwhy.formatters.wording.catalog import probe_sentence

_ERASE = "\r\x1b[2K"


class Under(Protocol):
    """What is under way, as `wwwhy.api.Progress` says it."""

    @property
    def probes(self) -> tuple[str, ...]:
        """Ids of the probes under way; empty while the user's own request runs."""

    @property
    def requests_sent(self) -> int:
        """How many requests have left."""


class ProgressLine:
    """Shows progress on a terminal."""

    def __init__(self, stream: TextIO, words: Phrases, *, shown: bool) -> None:
        self._stream = stream
        self._words = words
        self._shown = shown

    def __call__(self, under: Under) -> None:
        """Show what is under way instead of what was."""
        if not self._shown:
            return
        if under.probes:
            names = ", ".join(probe_sentence(each, self._words) for each in under.probes)
            names = names.replace("`", "")
            text = self._words("progress", "probes", n=under.requests_sent, probes=names)
        else:
            text = self._words("progress", "baseline")
        width = shutil.get_terminal_size().columns
        self._stream.write(f"{_ERASE}wwwhy: {text}"[: len(_ERASE) + width - 1])
        self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._stream.write(_ERASE)
            self._stream.flush()
