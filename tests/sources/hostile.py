"""What hostile input may lead to: a result, or one sentence for a person."""

from collections.abc import Callable
from typing import Any

from wwwhy.errors import WwwhyError


def result_or_sentence(call: Callable[..., Any], *arguments: object) -> Any:
    """Return what the call returns; None if it refuses in one sentence."""
    try:
        return call(*arguments)
    except WwwhyError as error:
        sentence = str(error)
    assert sentence
    assert "\n" not in sentence
    return None
