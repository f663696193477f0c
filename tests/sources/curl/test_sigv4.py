"""Signatures for --aws-sigv4, against Amazon's own example."""

import calendar
import time

from wwwhy.sources.curl import parse_argv
from wwwhy.sources.curl.sigv4 import canonical_path, canonical_query


def test_the_signature_of_amazons_own_example() -> None:
    # docs.aws.amazon.com, "Signature Calculations for the Authorization Header", GET object
    now = float(calendar.timegm(time.strptime("20130524T000000Z", "%Y%m%dT%H%M%SZ")))
    (request,) = parse_argv(
        [
            "--aws-sigv4",
            "aws:amz:us-east-1:s3",
            "-H",
            "Range: bytes=0-9",
            "-u",
            "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "http://examplebucket.s3.amazonaws.com/test.txt",
        ],
        clock=lambda: now,
    ).requests
    authorization = request.fields.get("authorization") or ""
    assert authorization.endswith(
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )
    assert request.fields.get(
        "x-amz-content-sha256",
    ) == ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


def test_what_is_signed() -> None:
    def signed(*argv: str) -> dict[str, str]:
        argv = ("--aws-sigv4", "aws:amz:r:s3", "-u", "a:b", *argv, "http://h.test/")
        (request,) = parse_argv(argv, read_file=lambda _p, _l: b"x", clock=lambda: 0.0).requests
        return dict(request.fields)

    assert signed("-T", "f")["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"
    assert signed("-H", "x-amz-content-sha256: own")["x-amz-content-sha256"] == "own"
    dated = signed("-H", "X-Amz-Date: 20200102T030405Z")
    assert "/20200102/" in dated["Authorization"]
    assert [name for name in dated if name.lower() == "x-amz-date"] == ["X-Amz-Date"]
    assert "X-Amz-Date" not in signed("-H", "Authorization: own")
    assert "SignedHeaders=a;host;" in signed("-H", "A: 1", "-H", "A: 2")["Authorization"]


def test_canonical_forms() -> None:
    assert canonical_query("b=2&a=1&c&a=0&&d=%7e+x&e=%zz") == "a=0&a=1&b=2&c=&d=~%20x&e=%25zz"
    assert canonical_path("/a%20b/c", "es") == "/a%2520b/c"
    assert canonical_path("/a%20b/c", "s3") == "/a%20b/c"
