"""What a server gives to a name that nobody has, beside what it gave to ours."""

from wwwhy.causes.case import Case
from wwwhy.causes.vhosts.names import host_of
from wwwhy.causes.vhosts.refused_host import holds_name

_MAX_PAGE = 64 * 1024


def same_for_stranger(case: Case) -> bool:
    """Whether the unknown name got the same bytes, but for the name itself in them."""
    other = case.probe("host-other").first
    if other is None or other.response is None or case.response is None:
        return False
    mine = case.response.text.replace(host_of(case.request), "")
    theirs = other.response.text.replace(host_of(other.request), "")
    return other.status == case.status and mine == theirs


def names_whoever_asks(case: Case) -> bool:
    """Whether the page holds our name, and the unknown one in its place where that one asks."""
    other = case.probe("host-other").first
    if other is None or other.response is None or case.response is None:
        return False
    mine, theirs = case.response.text[:_MAX_PAGE], other.response.text[:_MAX_PAGE]
    host, name = host_of(case.request), host_of(other.request)
    return holds_name(mine, host) and mine.replace(host, name) == theirs
