"""A Unix socket that is missing or closed to the gateway: what its log and configuration tell."""

from dataclasses import replace

import pytest

from wwwhy.causes import Case
from wwwhy.causes.upstream.faults import Fault
from wwwhy.causes.upstream.socket_file import judge_socket
from wwwhy.model import Box, Exchange, LogLine, Request, Response, Timing, Url, Verdict
from wwwhy.sources.config import read_config_text

BY_SOCKET = "http { server { listen 80; location / { fastcgi_pass unix:/run/php.sock; } } }"
BY_TCP = "http { server { listen 80; location / { fastcgi_pass 127.0.0.1:9000; } } }"


def line(errno: str, certainty: str = "offset") -> LogLine:
    message = f"connect() to unix:/run/php.sock failed ({errno}: x) while connecting to upstream"
    return LogLine("error.log", 7, "nginx", "error", message, message=message,
                   certainty=certainty, values={"errno": errno})  # fmt: skip


def case(*lines: LogLine, config: str = "", status: int = 502, seconds: float = 0.01) -> Case:
    timing = Timing(wait_ms=seconds * 1000, total_ms=seconds * 1000)
    own = Exchange(Request(Url.parse("http://a.test/")), Response(status), timing=timing)
    read = (read_config_text(config),) if config else ()
    return Case(own, own, answered_by=Box("nginx", "reverse-proxy"), log=lines, config=read)


def verdict(case: Case, fault: Fault) -> Verdict | None:
    finding = judge_socket(case, fault)
    return finding.verdict if finding else None


@pytest.mark.parametrize(
    ("errno", "missing", "denied"),
    [
        ("2", Verdict.PROVED, None),
        ("20", Verdict.PROVED, None),
        ("13", None, Verdict.PROVED),
        ("111", None, None),
        ("11", None, None),
    ],
)
def test_the_number_tells_the_faults_apart(errno, missing, denied):
    known = case(line(errno))
    assert verdict(known, Fault.SOCKET_MISSING) is missing
    assert verdict(known, Fault.SOCKET_DENIED) is denied


def test_another_fault_rules_it_out_where_a_socket_is_called():
    assert verdict(case(line("13"), config=BY_SOCKET), Fault.SOCKET_MISSING) is Verdict.RULED_OUT
    assert verdict(case(line("2"), config=BY_SOCKET), Fault.SOCKET_DENIED) is Verdict.RULED_OUT


def test_a_line_that_may_be_another_request_s_is_no_proof():
    assert verdict(case(line("2", "window")), Fault.SOCKET_MISSING) is Verdict.LIKELY


def test_without_a_log_a_socket_in_the_configuration_makes_it_possible():
    assert verdict(case(config=BY_SOCKET), Fault.SOCKET_MISSING) is Verdict.POSSIBLE
    assert verdict(case(config=BY_SOCKET), Fault.SOCKET_DENIED) is None
    assert verdict(case(config=BY_TCP), Fault.SOCKET_MISSING) is None
    assert verdict(case(), Fault.SOCKET_MISSING) is None
    # Whoever waited had reached something.
    assert verdict(case(config=BY_SOCKET, seconds=2.0), Fault.SOCKET_MISSING) is None


def test_the_command_looks_for_the_file():
    finding = judge_socket(case(config=BY_SOCKET), Fault.SOCKET_MISSING)
    assert finding is not None
    assert finding.next_experiment is not None
    assert finding.next_experiment.command == "ls -l /run/php.sock; ss -lxp"


def test_a_name_that_only_an_application_s_log_mentions_is_not_the_gateway_s():
    text = "connect ENOENT /var/run/mysqld/mysqld.sock"
    own = LogLine("app.log", 1, "application", "error", text, message=text, certainty="offset")
    assert verdict(replace(case(), log=(own,)), Fault.SOCKET_MISSING) is None
