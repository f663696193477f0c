"""The small readers behind the options: routes, globs, dates, netrc, cookies, forms, signatures."""

import calendar
import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.errors import InputError, UsageError
from wwwhy.model import Url
from wwwhy.sources.curl import netrc, parse_argv
from wwwhy.sources.curl.config_file import config_lines
from wwwhy.sources.curl.dates import parse_date
from wwwhy.sources.curl.form import Form, encode
from wwwhy.sources.curl.globbing import expanded
from wwwhy.sources.curl.octets import as_argument, field_text
from wwwhy.sources.curl.proxies import from_environment, is_exempt
from wwwhy.sources.curl.routes import connect_to, resolve
from wwwhy.sources.curl.sigv4 import canonical_path, canonical_query


@pytest.mark.parametrize(
    ("host", "exceptions", "exempt"),
    [
        ("h.test", "h.test", True),
        ("H.test".lower(), "H.TEST", True),
        ("a.h.test", "h.test", True),
        ("a.h.test", ".h.test", True),
        ("h.test", ".h.test", True),
        ("h.test.", "h.test", True),
        ("h.test", "h.test.", True),
        ("xh.test", "h.test", False),
        ("h.test", "*.test", False),
        ("h.test", "*", True),
        ("h.test", "a,*", False),
        ("h.test", "a, h.test", True),
        ("h.test", "a h.test", False),
        ("h.test", "a ,h.test", True),
        ("h.test", "", False),
        ("h.test", ".", False),
        ("h.test", ",,h.test", True),
        ("localhost", "127.0.0.1", False),
        ("127.0.0.1", "localhost", False),
        ("127.0.0.1", "127.0.0.0/8", True),
        ("127.0.0.1", "127.0.0.1/32", True),
        ("128.0.0.1", "127.0.0.0/8", False),
        ("127.0.0.1", "127.0.0.0/99", False),
        ("::1", "::/64", True),
        ("::1", "::1", True),
        ("fe80::1%eth0", "fe80::/10", True),
        ("::1", "127.0.0.0/8", False),
    ],
)
def test_no_proxy(host: str, exceptions: str, exempt: bool) -> None:
    assert is_exempt(host, exceptions) is exempt


def test_proxy_variables() -> None:
    assert from_environment({"HTTP_PROXY": "a"}, "http") is None
    assert from_environment({"HTTPS_PROXY": "a", "https_proxy": "b"}, "https") == "b"
    assert from_environment({"HTTPS_PROXY": "a"}, "https") == "a"
    assert from_environment({"ALL_PROXY": "a", "all_proxy": ""}, "https") == "a"


def test_resolve() -> None:
    assert resolve(["*:80:::1", "H.test:80:127.0.0.1,[::2]", "+h.test:443:127.0.0.3"]) == (
        ("h.test", 80, ("127.0.0.1", "::2")),
        ("h.test", 443, ("127.0.0.3",)),
        ("*", 80, ("::1",)),
    )
    assert resolve(["h:1:127.0.0.1", "h:1:127.0.0.2"]) == (("h", 1, ("127.0.0.2",)),)
    assert resolve(["h:1:127.0.0.1", "-h:1"]) == ()
    assert resolve(["[::1]:1:127.0.0.1"]) == (("::1", 1, ("127.0.0.1",)),)


@pytest.mark.parametrize(
    "argument", ["", "h", "h:1", "h:1:", "h:x:1.2.3.4", "h:0:1.2.3.4", "h:1:name"]
)
def test_resolve_refuses(argument: str) -> None:
    with pytest.raises(UsageError):
        resolve([argument])


def test_connect_to() -> None:
    assert connect_to(["a:1:b:2", "::c:", "[::1]:1:[::2]:2", "A::B:"]) == (
        ("a", 1, "b", 2),
        ("", None, "c", None),
        ("::1", 1, "::2", 2),
        ("a", None, "b", None),
    )
    for argument in ("", "a:1", "a:1:b", "a:1:b:99999"):
        with pytest.raises(UsageError):
            connect_to([argument])


@pytest.mark.parametrize(
    ("url", "urls"),
    [
        ("http://h/", ["http://h/"]),
        ("http://h/{a,b}{c}", ["http://h/ac", "http://h/bc"]),
        ("http://h/[8-10]", ["http://h/8", "http://h/9", "http://h/10"]),
        ("http://h/[08-10]", ["http://h/08", "http://h/09", "http://h/10"]),
        ("http://h/[1-9:4]", ["http://h/1", "http://h/5", "http://h/9"]),
        ("http://h/[a-c]", ["http://h/a", "http://h/b", "http://h/c"]),
        ("http://h/{<n>a,b}", ["http://h/a", "http://h/b"]),
        ("http://[::1]:80/", ["http://[::1]:80/"]),
        ("http://h/?a[]=1", ["http://h/?a[]=1"]),
        (r"http://h/\{a\}\[1\]", ["http://h/{a}[1]"]),
        (r"http://h/{a\,b,c}", ["http://h/a,b", "http://h/c"]),
        ("http://h/{,a}", ["http://h/", "http://h/a"]),
    ],
)
def test_globs(url: str, urls: list[str]) -> None:
    assert expanded(url) == urls


@pytest.mark.parametrize(
    "url",
    [
        "{",
        "}",
        "[",
        "]",
        "{a",
        "a]",
        "[3-1]",
        "[1-2:0]",
        "[1-99]",
        "{a{b}}",
        "[1-9][1-9]",
        "{}",
        "[1-999999999999]",
    ],
)
def test_globs_refuse(url: str) -> None:
    with pytest.raises(UsageError):
        expanded(f"http://h/{url}")


@given(st.text(alphabet="{}[]\\,-:019ab<>", max_size=20))
def test_hostile_globs(url: str) -> None:
    with contextlib.suppress(UsageError):
        assert 1 <= len(expanded(f"http://h/{url}")) <= 30


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784111777),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784111777),
        ("Sun Nov  6 08:49:37 1994", 784111777),
        ("06 Nov 1994 08:49:37 +0100", 784108177),
        ("Nov 6 1994", 784080000),
        ("06-Nov-94", 784080000),
        ("19941106", 784080000),
        ("6 Nov 04", 1099699200),
        ("19941106 08:49 PST", 784140540),
        ("1994-11-06", None),
        ("nonsense", None),
        ("", None),
        ("Nov 1994", None),
        ("32 Nov 1994 1", None),
        ("19941306", None),
        ("x" * 101, None),
    ],
)
def test_dates(text: str, expected: float | None) -> None:
    assert parse_date(text) == expected


@given(st.text(max_size=30) | st.text("0123456789 NovGMT:+-,", max_size=30))
def test_hostile_dates(text: str) -> None:
    assert isinstance(parse_date(text), float | None)


NETRC = b"""
# machine commented.test login no password no
machine a.test login joe password s1
machine a.test
  login ann
  password "s 2\\"x"
macdef init
machine inmacro.test login x password y

machine b.test login "only name"
default login anonymous password guest
"""


@pytest.mark.parametrize(
    ("host", "login", "expected"),
    [
        ("a.test", None, ("joe", "s1")),
        ("a.test", "ann", ("ann", 's 2"x')),
        ("b.test", None, ("only name", "")),
        ("inmacro.test", None, ("anonymous", "guest")),
        ("c.test", None, ("anonymous", "guest")),
        ("c.test", "joe", None),
    ],
)
def test_netrc(host: str, login: str | None, expected: tuple[str, str] | None) -> None:
    assert netrc.look_up(NETRC, host, login) == expected


@given(st.binary(max_size=60))
def test_hostile_netrc(content: bytes) -> None:
    netrc.look_up(b"machine a.test " + content, "a.test")


def test_config_lines() -> None:
    text = '# c\n\n/ c\nurl = "a\\tb\\"c\\\\" trailing\nsilent\n-H "x: y"\nuser-agent:zz # c\n--data  a=b c\n= =\nheader "open\n'
    assert config_lines(text.encode()) == [
        ["--url", 'a\tb"c\\'],
        ["--silent"],
        ["-H", "x: y"],
        ["--user-agent", "zz"],
        ["--data", "a=b"],
        ["--header", "open"],
    ]


def cookies(content: str, url: str, *argv: str, now: float = 1000.0) -> str | None:
    (request,) = parse_argv(
        ["-b", "jar", *argv, url],
        read_file=lambda _path, _limit: content.encode(),
        clock=lambda: now,
    ).requests
    return request.fields.get("cookie")


def test_cookie_files() -> None:
    jar = (
        ".h.test\tTRUE\t/\tFALSE\t0\tall\t1\n"
        "h.test\tFALSE\t/\tFALSE\t0\thost\t2\n"
        "h.test\tFALSE\t/a\tFALSE\t2000\tpath\t3\r\n"
        "h.test\tFALSE\t/\tFALSE\t999\told\t4\n"
        "broken line\n#comment\tx\n"
        "Set-Cookie: set=5; path=/; domain=h.test\n"
        "Set-Cookie: foreign=6; domain=x.test\n"
        "Set-Cookie: broken\n"
    )
    assert cookies(jar, "http://h.test/a/b") == "path=3; host=2; set=5; all=1"
    assert cookies(jar, "http://h.test/ab") == "host=2; set=5; all=1"
    assert cookies(jar, "http://sub.h.test/") == "set=5; all=1"
    assert cookies(jar, "http://x.test/") == "foreign=6"
    assert cookies(jar, "http://h.test/a", "-j") == "path=3"
    assert cookies(jar, "http://h.test/a", "-b", "typed=1;  raw", now=3000.0) == (
        "host=2; set=5; all=1; typed=1;  raw"
    )


def form(*arguments: str, **files: bytes) -> bytes:
    made = Form(lambda path, _limit: files[path])
    for argument in arguments:
        made.add(argument)
    return encode(made, "B", content_type=None, escape=False)[1]


def test_the_boundary_is_not_in_the_content() -> None:
    assert form("a=B").startswith(b"--xB\r\n")
    assert b"--xB" not in form("a=1")


def test_part_encoders() -> None:
    assert b"\r\n\r\n" + b"eHg=" + b"\r\n--B--" in form("a=xx;encoder=base64")
    assert b"\r\n\r\n" + b"=3D" + b"\r\n--B--" in form("a==;encoder=quoted-printable")
    assert b"\r\n\r\n" + b"x" + b"\r\n--B--" in form("a=x;encoder=8bit")


def test_words_of_a_part() -> None:
    assert b'name="a"\r\n\r\n"open\r\n' in form('a="open')
    assert b'\r\n\r\nx"y\\\r\n' in form(r'a="x\"y\\";unknown=1')
    assert b"Content-Type: text/x; a=b\r\n" in form("a=1;type=text/x; a=b;filename=f")


@pytest.mark.parametrize("argument", ["", "name", "=)"])
def test_forms_refuse(argument: str) -> None:
    with pytest.raises(UsageError):
        form(argument)


def test_a_form_has_a_bound() -> None:
    made = Form(lambda _path, _limit: b"")
    with pytest.raises(UsageError, match="more than"):
        for _ in range(2000):
            made.add("a=b")


@given(st.text(alphabet='a=@<();,"\\ type=filename', max_size=30))
def test_hostile_forms(argument: str) -> None:
    try:
        made = Form(lambda _path, _limit: b"x")
        made.add(argument)
        encode(made, "B", content_type=None, escape=True)
    except UsageError:
        pass


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


@given(st.text(max_size=10))
def test_octets_survive(text: str) -> None:
    encodable = text.encode("utf-8", "replace").decode()
    assert as_argument(field_text(encodable)) == encodable
    assert field_text(text).encode("latin-1") is not None


def test_a_missing_file_is_said() -> None:
    from wwwhy.sources.files import read_file

    with pytest.raises(InputError, match=r"'/no/such/file' cannot be read: No such file"):
        read_file("/no/such/file", 10)
    with pytest.raises(InputError, match="cannot be read"):
        read_file("a\0b", 10)
    with pytest.raises(InputError, match="larger than"):
        read_file("/dev/zero", 4096)
    assert Url.parse("http://h/").host == "h"
