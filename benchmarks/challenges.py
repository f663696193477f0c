"""How fast the challenge reader is, and httplint's in the same run.

httplint is no dependency; where it is missing, our own figure is judged by a fixed target, and the
report says so.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from benchmarks.measure import Bound, Effort, alternating
from wwwhy.auth import parse_challenges

TITLE = "reading WWW-Authenticate, against httplint's reader"
MIX = (
    'Basic realm="Restricted area", charset="UTF-8"',
    (
        'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    ),
    (
        'Bearer realm="example", error="invalid_token", '
        'error_description="The access token expired", '
        'resource_metadata="https://api.example.com/.well-known/oauth-protected-resource"'
    ),
    'Negotiate, NTLM, Basic realm="corp"',
    'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
)
TARGET = 1_000_000 / 110_000
"""Microseconds a header, pure Python: what httplint 2026.10.4 took when the target was set."""
ROUNDS = 15
HEADERS = 10_000


def run(effort: Effort) -> Iterator[object]:
    """Read the same mix with both readers in turns."""
    readers: dict[str, Callable[[str], object]] = {"wwwhy": lambda line: parse_challenges((line,))}
    try:
        readers["httplint"] = import_module("httplint.field.challenge_field").parse_challenges
    except ImportError:
        yield (
            "httplint is not installed: the bound below is a constant, what httplint 2026.10.4 took"
            " once on another machine, and no comparison in this run"
        )
    count = effort.times(HEADERS // len(MIX), least=20)
    measured = alternating(
        {name: partial(_microseconds, read, count) for name, read in readers.items()},
        effort.times(ROUNDS, least=2),
        "us",
    )
    yield from measured
    if len(measured) > 1:
        yield Bound.of_ratio(measured[0], measured[1], 1.0)
    else:
        yield Bound.of(measured[0], TARGET)


def _microseconds(read: Callable[[str], object], count: int) -> float:
    began = time.process_time()
    for _ in range(count):
        for header in MIX:
            read(header)
    return (time.process_time() - began) / (count * len(MIX)) * 1_000_000
