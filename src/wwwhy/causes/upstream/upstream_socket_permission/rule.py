"""The Unix socket is there, and the user that the gateway runs as may not open it."""

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.disguise import disguised, is_disguised
from wwwhy.causes.upstream.faults import Fault
from wwwhy.causes.upstream.socket_file import judge_socket
from wwwhy.model import Finding


def judge(case: Case) -> Finding | None:
    """Take the gateway's own log for this request: it tells such faults apart by their number."""
    if is_disguised(case):
        return disguised(case, Fault.SOCKET_DENIED)
    return judge_socket(case, Fault.SOCKET_DENIED)
