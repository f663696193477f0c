"""What a forward proxy asks for, in its answer to a request or to CONNECT."""

from wwwhy.auth import parse_challenges
from wwwhy.causes.case import Case

WANTS_LOGIN, AS_A_SITE = 407, 401
"""How proxies say it, and how some say it that speak as sites do (Tinyproxy 1.11.1)."""


def status(case: Case) -> int | None:
    """Return the code with which the proxy refused the request, or the tunnel."""
    facts = case.exchange.connection.proxy
    return case.status or (facts.status if facts else None)


def schemes(case: Case) -> tuple[str, ...]:
    """Return the schemes that the proxy takes, lower case, in its order."""
    facts = case.exchange.connection.proxy
    as_a_site = status(case) == AS_A_SITE
    name = "www-authenticate" if as_a_site else "proxy-authenticate"
    lines = (*case.fields(name), *(facts.fields.all(name) if facts else ()))
    return tuple(dict.fromkeys(each.scheme for each in parse_challenges(lines).challenges))
