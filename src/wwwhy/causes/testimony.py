"""How much a line of a server's log counts: its product's own message, or an application's words.

A product's message has one meaning, and its log tells whose request it was. What an application
writes in words of its own may be about anything that it was doing meanwhile.
"""

import re
from collections.abc import Iterable

from wwwhy.model import LogLine, Strength

_WRITTEN_BY_PROGRAMS = frozenset({"application", "php", "php-fpm"})
"""Logs into which programs write what they like: PHP's has `error_log()`."""
_PASSED_ON = frozenset({"AH01071", "AH01215"})
"""Apache's numbers for what a program behind it wrote to its error stream."""
_RELAYED = re.compile(r"FastCGI sent in stderr|\bPHP message:", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"://|\bldaps?\b|\bad\b(?=.{0,20}(?:server|bind))|directory|\bsmtp|\bimap|\bmail\s?server|database"
    r"|\bdb\b|\bsql|postgres|psycopg|mysql|mariadb|mongo|redis|memcache|\bcache|kafka|rabbit|amqp|broker"
    r"|\bqueue|\bvault|\bkms\b|\bs3\b|bucket|kerberos|\bkdc\b|radius|settings?\b|config|environment"
    r"|\benv\b|\bprovider|service.?account|upstream|backend|third.?party|downstream|outbound"
    r"|webhook|payment|licen[cs]e|\bquota|\bplan\b|subscription|coupon|voucher|\broles?\b|\btables?\b"
    r"|migrat|\bschema|tenant|\bjob\b|worker|scheduler|\bcron|\bmodule|plugin|library|\bdriver"
    r"|unreachable|could not (?:reach|connect)|cannot (?:reach|connect)|\bcalling\b"
    r"|connect(?:ion|ing) |timed? ?out|\bapi (?:call|client|server)|\bapi:",
    re.IGNORECASE,
)
"""Other systems, the application's own settings and wares: a line that names one is about that."""


def is_free(line: LogLine) -> bool:
    """Whether a line's words are those of a program's author, and not of a known product."""
    relayed = _RELAYED.search(line.message) is not None
    return line.server in _WRITTEN_BY_PROGRAMS or line.code in _PASSED_ON or relayed


def names_elsewhere(line: LogLine) -> bool:
    """Whether a line in free words speaks of something else than the request."""
    return is_free(line) and _ELSEWHERE.search(line.message) is not None


def weight(line: LogLine, facts: Iterable[str | None] = ()) -> Strength:
    """Return how much a line counts whose words fit a cause.

    Free words are conclusive only where one of the facts of this very request (its user, its
    field, its host) stands beside them, and weak where they speak of another system.
    """
    if not is_free(line):
        return Strength.CONCLUSIVE
    if names_elsewhere(line):
        return Strength.WEAK
    named = any(_holds(line.message, fact) for fact in facts if fact)
    return Strength.CONCLUSIVE if named else Strength.STRONG


def _holds(message: str, fact: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fact)}(?!\w)", message, re.IGNORECASE) is not None
