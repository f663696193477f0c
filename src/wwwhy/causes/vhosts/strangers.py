"""What a server gives to a name that nobody has, beside what it gave to ours."""

from wwwhy.causes import asking
from wwwhy.causes.case import Case, same_outcome
from wwwhy.causes.vhosts.names import host_of
from wwwhy.causes.vhosts.refused_host import holds_name

_MAX_PAGE = 64 * 1024


def same_for_stranger(case: Case) -> bool:
    """Whether the unknown name got the same, but for the name itself, ids and times in it."""
    other = case.probe("host-other").first
    if other is None or not same_outcome(other, case.exchange):
        return False
    if other.response is None or case.response is None:
        return other.failure is not None
    mine = case.response.text.replace(host_of(case.request), "")
    theirs = other.response.text.replace(host_of(other.request), "")
    return mine == theirs or not asking.says_otherwise(other, case.exchange)


def names_whoever_asks(case: Case) -> bool:
    """Whether the page holds our name, and the unknown one in its place where that one asks."""
    other = case.probe("host-other").first
    if other is None or other.response is None or case.response is None:
        return False
    mine, theirs = case.response.text[:_MAX_PAGE], other.response.text[:_MAX_PAGE]
    host, name = host_of(case.request), host_of(other.request)
    return holds_name(mine, host) and mine.replace(host, name) == theirs
