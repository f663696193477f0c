"""A traceback for a bug report: where it happened, never what was in the variables."""

import traceback
from types import TracebackType


def masked_traceback(error: BaseException) -> str:
    """Return files, lines and functions, and the kinds of the errors without their texts.

    An error's text may quote a header or a token, and a masker that knows every form of a secret
    does not exist; the place and the kind are enough to find the fault.
    """
    lines: list[str] = []
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        lines += [
            f"{type(each).__module__}.{type(each).__qualname__}",
            *_frames(each.__traceback__),
        ]
        each = each.__cause__ or each.__context__
    return "".join(f"{line}\n" for line in lines)


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    return [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
