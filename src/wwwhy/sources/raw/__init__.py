"""HTTP messages as text: alone, in pairs, printed by curl or wget, and the case files of our tests.

`messages.py` reads plain messages, `curl_output.py` what `curl -v` prints, `wget_output.py` what
`wget -S` prints, `casefile.py` the sections of a case file with the facts that no message holds.
"""

from wwwhy.sources.raw.casefile import CaseFile, ConfigText, LogText, read_case, write_case
from wwwhy.sources.raw.curl_output import has_last_word, is_curl_output, parse_curl_output
from wwwhy.sources.raw.messages import UNKNOWN_URL, is_message, parse_raw
from wwwhy.sources.raw.wget_output import is_wget_output, parse_wget_output

__all__ = [
    "UNKNOWN_URL",
    "CaseFile",
    "ConfigText",
    "LogText",
    "has_last_word",
    "is_curl_output",
    "is_message",
    "is_wget_output",
    "parse_curl_output",
    "parse_raw",
    "parse_wget_output",
    "read_case",
    "write_case",
]
