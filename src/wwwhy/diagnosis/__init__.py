"""From evidence to verdicts, without I/O: it is handed what came, and says what to send next."""

from wwwhy.diagnosis.investigation import Investigation
from wwwhy.diagnosis.options import AT_ONCE, MAX_REQUESTS, Budget
from wwwhy.diagnosis.preparation import prepare
from wwwhy.diagnosis.progress import Judged, Want
from wwwhy.diagnosis.report import report

__all__ = [
    "AT_ONCE",
    "MAX_REQUESTS",
    "Budget",
    "Investigation",
    "Judged",
    "Want",
    "prepare",
    "report",
]
