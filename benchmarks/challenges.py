"""How many headers a second the challenge reader takes, and httplint's in the same run.

Run: python benchmarks/challenges.py. httplint is no dependency; where it is missing, only our own
figure is printed. The exit status is 1 if ours is below the target or slower than httplint.
"""

import sys
import time
from collections.abc import Callable
from importlib import import_module

from wwwhy.auth import parse_challenges

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
TARGET = 110_000
"""Headers a second, pure Python: what httplint 2026.10.4 reached when the target was set."""
ROUNDS = 5
SECONDS = 0.4


def rate(read: Callable[[str], object]) -> float:
    """Return the best of several rounds, in headers a second of processor time."""
    best = 0.0
    for _ in range(ROUNDS):
        count, begun = 0, time.process_time()
        while (spent := time.process_time() - begun) < SECONDS:
            for _ in range(200):
                for header in MIX:
                    read(header)
            count += 200 * len(MIX)
        best = max(best, count / spent)
    return best


def main() -> int:
    """Print the figures; return the exit status."""
    ours = rate(lambda header: parse_challenges((header,)))
    print(f"wwwhy     {ours:>9,.0f} headers/s  (target {TARGET:,})")
    try:
        httplint = import_module("httplint.field.challenge_field")
    except ImportError:
        print("httplint  not installed, so not compared")
        return int(ours < TARGET)
    theirs = rate(httplint.parse_challenges)
    print(f"httplint  {theirs:>9,.0f} headers/s")
    print(f"ratio     {ours / theirs:>9.2f}")
    return int(ours < TARGET or ours < theirs)


if __name__ == "__main__":
    sys.exit(main())
