"""Explains a code, a name or a cause: the catalogue's rows, joined with the causes behind them.

`explain` returns an `Explanation`; `render` writes it as text, Markdown or JSON.
"""

from wwwhy.formatters.explanation.causes import CauseLine
from wwwhy.formatters.explanation.meaning import (
    Constant,
    Explanation,
    Meaning,
    explain,
)
from wwwhy.formatters.explanation.writing import FORMATS, listing, render

__all__ = [
    "FORMATS",
    "CauseLine",
    "Constant",
    "Explanation",
    "Meaning",
    "explain",
    "listing",
    "render",
]
