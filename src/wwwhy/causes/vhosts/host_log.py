"""The application's own log line about a host that it refuses."""

import re

from wwwhy.causes.case import Case
from wwwhy.causes.vhosts.names import host_of
from wwwhy.causes.vhosts.refused_host import MAX_SHORT, named_host, refuses_host
from wwwhy.model import Evidence, Strength, Value

_ASKED_FOR = re.compile(r"http_host|\bhost.?header|\bblocked hosts?\b", re.IGNORECASE)
"""Words for the host that a request asks for; a host of another sort may stand beside others."""


def refused_in_log(case: Case) -> tuple[Evidence, ...]:
    """Return the application's own line for this request about a host it does not allow."""
    lines = case.log_lines(lambda line: refuses_host(line.message[:MAX_SHORT]))
    for line in (each for each in lines if each.certainty != "window"):
        named = named_host(line.message)
        host = host_of(case.request)
        values: dict[str, Value] = {
            "words": line.message[:MAX_SHORT],
            "named": named,
            "host": host,
        }
        if host in line.message.lower():
            del values["named"], values["host"]
            return (Evidence("log", values, Strength.CONCLUSIVE, pointer=line.pointer),)
        # A name that cannot be found is another machine's, which the application asked.
        if named and "unknown" not in line.message.lower():
            sure = _ASKED_FOR.search(line.message[:MAX_SHORT]) is not None
            strength = Strength.CONCLUSIVE if sure else Strength.STRONG
            return (Evidence("log_other_host", values, strength, pointer=line.pointer),)
    return ()
