"""HTTP messages as text: alone or in pairs, printed by curl, and the case files of our tests.

`messages.py` reads plain messages, `curl_output.py` what `curl -v` prints, `casefile.py` the
sections of a case file with the facts that no message holds.
"""

from wwwhy.sources.raw.casefile import CaseFile, ConfigText, LogText, read_case, write_case
from wwwhy.sources.raw.curl_output import has_last_word, is_curl_output, parse_curl_output
from wwwhy.sources.raw.messages import UNKNOWN_URL, is_message, parse_raw

__all__ = [
    "UNKNOWN_URL",
    "CaseFile",
    "ConfigText",
    "LogText",
    "has_last_word",
    "is_curl_output",
    "is_message",
    "parse_curl_output",
    "parse_raw",
    "read_case",
    "write_case",
]
