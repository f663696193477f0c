"""The same command lines, given to the real curl and to our parser, must make the same requests."""

import calendar
import re
import shlex
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sources.curl.echoing import MIB, Echo, Seen, serve
from wwwhy.errors import InputError, UsageError
from wwwhy.model import Request
from wwwhy.sources.curl import BOUNDARY, CurlCommand, parse_argv, parse_text, render
from wwwhy.sources.curl.command import CURL_VERSION
from wwwhy.sources.files import read_file

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
]

OURS = {"content-length", "transfer-encoding", "expect", "proxy-connection", "proxy-authorization"}
"""Framing, which is the wire's; and what depends on curl's version or is for the proxy."""


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    server = Echo(f"http://127.0.0.1:{port}", port)
    thread = threading.Thread(target=serve, args=(listener, server), daemon=True)
    thread.start()
    yield server
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def run_curl(echo: Echo, argv: list[str], folder: Path, environ: dict[str, str]) -> list[Seen]:
    echo.seen.clear()
    done = subprocess.run(
        ["curl", "-q", "-s", "-o", "/dev/null", *argv],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    time.sleep(0.01)
    return list(echo.seen)


def parse(argv: list[str], folder: Path, environ: dict[str, str], **more: object) -> CurlCommand:
    def reading(path: str, limit: int) -> bytes:
        return b"" if path == "-" else read_file(str(folder / path), limit)

    env = {"HOME": str(folder), **environ}
    return parse_argv(argv, read_file=reading, environ=env, **more)  # type: ignore[arg-type]


def normal(lines: list[tuple[str, str]], host: str) -> list[tuple[str, str]]:
    kept = []
    for name, value in lines:
        if name.lower() in OURS or (name.lower() == "host" and value == host):
            continue
        same = re.sub(r"^curl/[0-9.]+$", f"curl/{CURL_VERSION}", value)
        kept.append((name, same.replace("deflate, gzip, br, zstd", "deflate, gzip")))
    return kept


def compare(seen: Seen, request: Request) -> None:
    assert seen.method == request.method
    target = request.request_target or request.url.target
    if request.transport.proxy is not None:
        target = f"{request.url.scheme}://{request.url.authority}{target}"
    assert seen.target == target
    ours = [(line.name, line.value) for line in request.fields]
    if request.transport.proxy is not None:
        ours += [(line.name, line.value) for line in request.transport.proxy.fields]
    assert normal(seen.lines, request.url.authority) == normal(ours, request.url.authority)
    assert seen.body == (request.body or b"")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data.txt").write_bytes(b"a=1\r\nb=2\n")
    (tmp_path / "raw.bin").write_bytes(b"\x89PNG\r\n\x1a\n\0\xff")
    (tmp_path / "page.html").write_bytes(b"<p>hi")
    (tmp_path / "fields.txt").write_bytes(b"X-F: 1\nX-G: 2\r\n\nX-H: 3")
    (tmp_path / "big.bin").write_bytes(b"x" * (MIB + 1))
    (tmp_path / ".netrc").write_text(
        'machine 127.0.0.1 login bob password "s3 cret"\nmachine other.test login x\npassword y\n'
    )
    (tmp_path / "jar.txt").write_text(
        "# Netscape HTTP Cookie File\n"
        "127.0.0.1\tFALSE\t/\tFALSE\t0\tone\t1\n"
        "127.0.0.1\tFALSE\t/p\tFALSE\t0\ttwo\t2\n"
        "127.0.0.1\tFALSE\t/\tTRUE\t0\tsec\t3\n"
        "#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\thttponly\t4\n"
        "127.0.0.1\tFALSE\t/\tFALSE\t100\texpired\t5\n"
        "other.test\tTRUE\t/\tFALSE\t0\tother\t6\n"
        "127.0.0.1\tFALSE\t/\tFALSE\t4000000000\ttre\t7\n"
        "127.0.0.1\tFALSE\t/\tFALSE\t0\tempty\t\n"
    )
    return tmp_path


COMMANDS = r"""
{base}
{base}/a/../b/./c?x=1&y=%20#frag
{base}/../../x/./y/..
--path-as-is {base}/a/../b
{base}/a%2e%2e/../b?q=/../z
-I {base}
-I -X GET {base}
-X DELETE {base}/1
-XPOST {base}
-X PUT -d '' {base}
-d a=1 -d b=2 {base}
-dq=1 -sSL {base}
-d @data.txt {base}
--data-ascii @data.txt {base}
--data-binary @data.txt {base}
--data-binary @raw.bin {base}
--data-raw @data.txt {base}
--data-urlencode 'a b' --data-urlencode '=x y' --data-urlencode 'n=x y&' {base}
--data-urlencode n@data.txt --data-urlencode @data.txt {base}
--data-urlencode 'ä=ö' {base}
--json '{"a":1}' {base}
--json '{"a":1}' --json 2 {base}
--json @data.txt -H 'content-type: a/b' {base}
--json 1 -H 'Accept: x/y' {base}
-d a=1 --json 2 {base}
-G -d a=1 -d b=2 {base}/?c
-G -d a=1 {base}/p
-G -d a=1 -I {base}/?b
-G -d a=1 --url-query b=2 {base}
--url-query 'a=b c' --url-query +raw=%20 {base}/?q=1
--url-query =x {base}
-H 'X-A: 1' -H 'x-a: 2' -H 'Accept: z' {base}
-H 'Accept:' -H 'User-Agent:' {base}
-H 'X-Empty;' {base}
-H 'X-A: 1' -H 'X-A:' {base}
-H 'X-Blank:   ' {base}
-H 'nocolon' {base}
-H 'X;y' {base}
-H @fields.txt {base}
-H 'Host: a.b' -H 'Host: c.d' {base}
-H 'Host;' {base}
-H 'X: é' {base}
-H 'User-Agent: y' -A x {base}
-H 'User-Agent;' {base}
-H 'Content-Type;' -d a {base}
-H 'Content-Type:' -d a {base}
-H 'Content-Type: x' -H 'Content-Type: y' -d a {base}
-H 'Content-Length: 5' -d abcde {base}
-H 'Expect:' -d a {base}
-A '' {base}
-A agent -e http://r/ {base}
-e 'http://a;auto' {base}
-e '' {base}
-b a=1 -b c=2 {base}
-b '' {base}
-b jar.txt {base}/p/x
-b jar.txt -b in=line {base}/
-b jar.txt -j {base}/p
-H 'Cookie: z=1' -b a=1 {base}
-u a:b {base}
-u 'a:b:c' {base}
-u : {base}
-u 'ä:ö' {base}
-u a:b http://c:d@127.0.0.1:{port}/
http://u:p%40x@127.0.0.1:{port}/
http://c@127.0.0.1:{port}/
http://:p@127.0.0.1:{port}/
-H 'Authorization: X' -u a:b {base}
--oauth2-bearer tok -u a:b {base}
--anyauth -u a:b {base}
--digest -u a:b {base}
--negotiate -u : {base}
--basic -u a:b {base}
-n {base}
--netrc-file .netrc {base}
--netrc-optional http://joe:x@127.0.0.1:{port}/
--netrc-optional http://bob@127.0.0.1:{port}/
-n -u q:r {base}
-r 0-5 {base}
-r 5 {base}
-C 5 {base}
-C 0 {base}
-z '12 Jan 2020' {base}
-z 20200112 {base}
-z '20200112 10:11:12' {base}
-z 'Jan 12 2020 05:00 +0200' {base}
-z '-Sun, 12 Jan 2020 05:00:00 GMT' {base}
-z =12-Jan-20 {base}
-z 2020-01-12 {base}
-z 'Sunday, 06-Nov-94 08:49:37 EST' {base}
-z 'nonsense' {base}
--compressed {base}
--compressed -H 'Accept-Encoding: x' {base}
--request-target '*' -X OPTIONS {base}
-T data.txt {base}/up/
-T data.txt {base}
-T data.txt {base}/name
-T data.txt -X POST {base}/d/
-T data.txt -T page.html {base}/1/ {base}/2/
-T big.bin {base}/big
--data-binary @big.bin {base}
-F a=1 {base}
-F 'a= x y ;type=text/foo;charset=utf-8' {base}
-F 'f=@data.txt;type=text/x' -F 'g=@page.html' -F h=@raw.bin {base}
-F 'f=@data.txt;filename=a/b"c' {base}
-F 'f=@"data.txt";filename="x;y"' {base}
-F 'f=@data.txt,page.html;type=text/plain' {base}
-F 'a=<page.html' -F 'b=<data.txt;type=text/plain' {base}
-F 'x=y;type=application/json;filename=q"r.txt;headers="X-A: b"' {base}
-F 'x=y;headers=@fields.txt' {base}
-F '=(;type=multipart/alternative' -F '=plain' -F '=<page.html;type=text/html' -F '=)' {base}
-F 'n=(;type=multipart/mixed' -F 'in=1' -F '=)' -F out=2 {base}
--form-string 'a=@b;type=x' {base}
-F 'a=x;encoder=base64' {base}
-F a=b -H 'Content-Type: multipart/x' {base}
-F 'ä"=ö' --form-escape {base}
-F 'a="q;x" ' {base}
-X PATCH -F a=1 {base}
{base}/{{a,b}}[1-2]
{base}/[01-03]/[a-c:2]
-g {base}/{{a,b}}
{base}/1 {base}/2 --next -d x {base}/3
--url {base}/u --no-location -k -4 -1 -#
-x {base} http://shop.test/x?y
-x {base} -U p:q http://shop.test/x
-x {base} --proxy-header 'P: 1' http://shop.test/x
--noproxy '*' -x http://127.0.0.1:1 {base}
--resolve shop.test:{port}:127.0.0.1 http://shop.test:{port}/
--resolve '*:{port}:127.0.0.1' http://any.test:{port}/
--resolve other.test:{port}:127.0.0.1 --connect-to shop.test:80:other.test:{port} http://shop.test/
--connect-to ::127.0.0.1:{port} http://shop.test/
-K curl.cfg
--proto-default http 127.0.0.1:{port}/x
--http1.0 {base}
--head {base}
--user-ag abbreviated {base}
--max-time 5 --connect-timeout 3 --retry 0 --max-redirs 3 {base}
-0 -d x {base}
127.0.0.1:{port}/no-scheme?x=http://y
""".strip().splitlines()


CONFIG = r"""
url = "{base}/cfg"
header: "X-A: \"q\" b"
-H  "X-B: c"
user-agent = zz # hi
#
silent
"""


def boundary_of(seen: list[Seen]) -> str:
    values = [value for each in seen for name, value in each.lines if name == "Content-Type"]
    found = [re.search(r"boundary=(-+\w+)", value) for value in values]
    return next((match[1] for match in found if match), BOUNDARY)


def words(command: str, echo: Echo) -> list[str]:
    split = shlex.split(command)
    braces = {"{base}": echo.base, "{port}": str(echo.port), "{{": "{", "}}": "}"}
    for key, value in braces.items():
        split = [word.replace(key, value) for word in split]
    return split


@pytest.mark.parametrize("command", COMMANDS)
def test_same_request(command: str, echo: Echo, folder: Path) -> None:
    (folder / "curl.cfg").write_text(CONFIG.replace("{base}", echo.base))
    argv = words(command, echo)
    seen = run_curl(echo, argv, folder, {})
    boundary = boundary_of(seen)
    requests = parse(argv, folder, {}, boundary=boundary).requests
    assert len(seen) == len(requests)
    for each, request in zip(seen, requests, strict=True):
        for inner in re.findall(rb"boundary=(-+\w+)", each.body):
            each.body = each.body.replace(inner, b"x" + boundary.encode())
        compare(each, request)


@pytest.mark.parametrize("command", COMMANDS)
def test_render_makes_curl_send_it_again(command: str, echo: Echo, folder: Path) -> None:
    (folder / "curl.cfg").write_text(CONFIG.replace("{base}", echo.base))
    for request in parse(words(command, echo), folder, {}).requests:
        text = render(request)
        if "# body.bin" in text:
            continue
        line = text.partition("  # ")[0]
        again = subprocess.run(
            ["bash", "-c", line.replace("curl ", "curl -q -s -o /dev/null ", 1)],
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=20,
            check=False,
        )
        assert again.returncode == 0, (line, again.stderr)
        compare(echo.seen[-1], request)
        (read,) = parse_text(line).requests
        # -X says the method twice where -T implied it, and no -L needs no --max-redirs.
        # A proxy that is left out has no place in a command that does without it.
        wanted = request.with_transport(unused_proxy=None)
        assert replace(read, method_fixed=request.method_fixed) == replace(
            wanted, max_redirects=request.max_redirects if request.follow_redirects else 50
        )


ENVIRONMENTS = [
    {"http_proxy": "{base}"},
    {"HTTP_PROXY": "http://127.0.0.1:1"},
    {"all_proxy": "{base}"},
    {"ALL_PROXY": "{base}"},
    {"http_proxy": "{base}", "all_proxy": "http://127.0.0.1:1"},
    {"http_proxy": "", "all_proxy": "{base}"},
    {"http_proxy": "http://127.0.0.1:1", "no_proxy": "127.0.0.1"},
    {"http_proxy": "http://127.0.0.1:1", "NO_PROXY": "127.0.0.0/8"},
    {"http_proxy": "http://127.0.0.1:1", "no_proxy": "*"},
    {"http_proxy": "{base}", "no_proxy": "localhost,.test"},
    {"http_proxy": "{base}", "no_proxy": "10.0.0.0/8,127.0.0.2"},
    {"http_proxy": "{base}", "no_proxy": "x.test", "NO_PROXY": "127.0.0.1"},
]


@pytest.mark.parametrize("environ", ENVIRONMENTS, ids=str)
def test_same_proxy_from_the_environment(environ: dict[str, str], echo: Echo, folder: Path) -> None:
    environ = {name: value.replace("{base}", echo.base) for name, value in environ.items()}
    seen = run_curl(echo, [f"{echo.base}/p"], folder, environ)
    (request,) = parse([f"{echo.base}/p"], folder, environ).requests
    compare(seen[0], request)
    proxied = seen[0].target.startswith("http://")
    assert proxied == (request.transport.proxy is not None)


AWS = """
--aws-sigv4 aws:amz:us-east-1:es -u key:secret {base}/a/b
--aws-sigv4 aws:amz:eu-west-1:execute-api -u key:secret -d a=1 -d b=2 {base}
--aws-sigv4 aws:amz:us-east-1:es -u key:secret -T data.txt {base}/x
--aws-sigv4 aws:amz:us-east-1:es -u key:secret -H 'X-Custom:  a   b ' -H 'Content-Type: x/y' -d 1 {base}
--aws-sigv4 osc -u key:secret http://api.eu-2.test:{port}/ --resolve api.eu-2.test:{port}:127.0.0.1
--aws-sigv4 aws:amz -u key:secret http://ec2.us-west-1.test:{port}/ --resolve ec2.us-west-1.test:{port}:127.0.0.1
--aws-sigv4 aws:amz:us-east-1:es -u key:secret -H 'Authorization: own' {base}
""".strip().splitlines()


@pytest.mark.parametrize("command", AWS)
def test_same_signature(command: str, echo: Echo, folder: Path) -> None:
    argv = words(command, echo)
    (seen,) = run_curl(echo, argv, folder, {})
    stamp = dict(seen.lines).get("X-Amz-Date") or dict(seen.lines).get("X-Osc-Date")
    parsed = time.strptime(stamp or "20200102T030405Z", "%Y%m%dT%H%M%SZ")
    now = float(calendar.timegm(parsed))
    (request,) = parse(argv, folder, {}, clock=lambda: now).requests
    compare(seen, request)


REFUSED = """
--nosuchoption {base}
--he {base}
-I -d a {base}
-F a=1 -d b {base}
-T data.txt -d a=b {base}
-d
{base}/[3-1]
{base}/{{a
-m soon {base}
--max-redirs many {base}
-F nocontent {base}
--resolve nonsense {base}
--tls-max 9 {base}
--no-data {base}
-
""".strip().splitlines()


@pytest.mark.parametrize("command", REFUSED)
def test_both_refuse(command: str, echo: Echo, folder: Path) -> None:
    argv = words(command, echo)
    done = subprocess.run(
        ["curl", "-q", "-s", *argv],
        cwd=folder,
        capture_output=True,
        timeout=20,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode != 0
    with pytest.raises((UsageError, InputError)):
        parse(argv, folder, {})
