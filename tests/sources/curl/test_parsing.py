"""What a command line comes to, beyond what the comparison with curl shows."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.hostile import result_or_sentence
from wwwhy import __version__
from wwwhy.errors import InputError, UsageError, WwwhyError
from wwwhy.model import Fields, Request
from wwwhy.sources.curl import VISITOR, parse_argv, parse_text, split

URL = "http://h.test/"


def one(*argv: str, **more: object) -> Request:
    (request,) = parse_argv([*argv, URL], **more).requests  # type: ignore[arg-type]
    return request


def files(**content: bytes) -> Callable[[str, int], bytes]:
    def read(path: str, limit: int) -> bytes:
        if path not in content or len(content[path]) > limit:
            raise InputError(f"no {path}")
        return content[path]

    return read


def test_plain() -> None:
    request = one()
    assert request == Request(
        url=request.url,
        fields=Fields.of([("User-Agent", "curl/8.14.1"), ("Accept", "*/*")]),
        transport=replace(request.transport, connect_timeout=10.0, timeout=120.0),
        follow_redirects=False,
        max_redirects=50,
    )


def test_visitor() -> None:
    request = one(defaults=VISITOR)
    assert request.fields.get("user-agent") == f"wwwhy/{__version__}"
    assert (request.follow_redirects, request.cookie_jar, request.max_redirects) == (True, True, 20)
    assert not one("--no-location", defaults=VISITOR).follow_redirects
    (globbed,) = parse_argv(["http://h.test/[1-3]{a}"], defaults=VISITOR).requests
    assert globbed.url.path == "/[1-3]{a}"


@pytest.mark.parametrize(
    ("argv", "attribute", "value"),
    [
        (["-L", "--max-redirs", "3"], "max_redirects", 3),
        (["-L", "--max-redirs", "-1"], "max_redirects", 50),
        (["-L"], "follow_redirects", True),
        (["--location-trusted"], "follow_redirects", True),
        (["--location-trusted"], "location_trusted", True),
        (["-L"], "location_trusted", False),
        (["-L", "--no-location"], "follow_redirects", False),
        (["-b", ""], "cookie_jar", True),
        (["-c", "x"], "cookie_jar", True),
        (["-b", "a=b"], "cookie_jar", False),
        (["--compressed"], "decompress", True),
        (["-X", "PUT"], "method_fixed", True),
        (["--post301", "--post303"], "keep_post", (301, 303)),
        (["--request-target", "*"], "request_target", "*"),
    ],
)
def test_request(argv: list[str], attribute: str, value: object) -> None:
    assert getattr(one(*argv), attribute) == value


@pytest.mark.parametrize(
    ("argv", "attribute", "value"),
    [
        (["-0"], "http_version", "1.0"),
        (["--http1.1"], "http_version", "1.1"),
        (["--http2"], "http_version", "2"),
        (["--http2-prior-knowledge"], "http_version", "2-prior-knowledge"),
        (["--http3-only"], "http_version", "3"),
        (["--http3-only"], "falls_back", False),
        (["--http3"], "http_version", "auto"),
        (["--http3"], "falls_back", True),
        (["-4"], "family", 4),
        (["-6"], "family", 6),
        (["--interface", "lo"], "interface", "lo"),
        (["--unix-socket", "/s"], "unix_socket", "/s"),
        (["--abstract-unix-socket", "s"], "unix_socket", "\0s"),
        (["--dns-servers", "127.0.0.1:5353,127.0.0.2"], "resolver", "127.0.0.1:5353"),
        (["-m", "2.5"], "timeout", 2.5),
        (["-m", "2.5"], "connect_timeout", 2.5),
        (["-m", "0"], "timeout", 120.0),
        (["--connect-timeout", "60"], "connect_timeout", 60.0),
        (["-d", "x" * (1024 * 1024)], "expect_continue", False),
        (["-d", "x" * (1024 * 1024 + 1)], "expect_continue", True),
        (["-0", "-d", "x" * (1024 * 1024 + 1)], "expect_continue", False),
        (["-d", "x", "-H", "Expect: 100-Continue"], "expect_continue", True),
    ],
)
def test_transport(argv: list[str], attribute: str, value: object) -> None:
    assert getattr(one(*argv).transport, attribute) == value


@pytest.mark.parametrize(
    ("argv", "version"),
    [
        (["https://h.test/"], "3"),
        (["-x", "http://p.test:3128", "https://h.test/"], "auto"),
        (["--unix-socket", "/s", "https://h.test/"], "auto"),
    ],
)
def test_http_3_is_asked_for_where_there_is_a_way(argv: list[str], version: str) -> None:
    (request,) = parse_argv(["--http3", *argv]).requests
    assert request.transport.http_version == version


@pytest.mark.parametrize(
    ("argv", "attribute", "value"),
    [
        (["-k"], "verify", False),
        (["--no-insecure"], "verify", True),
        (["--cacert", "ca.pem"], "ca_file", "ca.pem"),
        (["--capath", "ca"], "ca_path", "ca"),
        (["-E", "c.pem:pw"], "cert_file", "c.pem"),
        (["-E", "c.pem:pw"], "key_password", "pw"),
        (["-E", r"a\:b\\c.pem"], "cert_file", "a:b\\c.pem"),
        (["-E", "pkcs11:token=a"], "cert_file", "pkcs11:token=a"),
        (["--key", "k.pem"], "key_file", "k.pem"),
        (["--pass", "pw"], "key_password", "pw"),
        (["--tlsv1.3"], "min_version", "1.3"),
        (["-1"], "min_version", "1.0"),
        (["--tls-max", "1.2"], "max_version", "1.2"),
        (["--tls-max", "default"], "max_version", None),
        (["--ciphers", "AES128-SHA"], "ciphers", "AES128-SHA"),
        (["--no-alpn"], "alpn", ()),
        (["--alpn"], "alpn", None),
    ],
)
def test_tls(argv: list[str], attribute: str, value: object) -> None:
    assert getattr(one(*argv).transport.tls, attribute) == value


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"SSL_CERT_FILE": "f", "SSL_CERT_DIR": "d"}, ("f", "d")),
        ({"CURL_CA_BUNDLE": "b", "SSL_CERT_FILE": "f"}, ("b", None)),
        ({"CURL_CA_BUNDLE": ""}, (None, None)),
    ],
)
def test_trust_anchors_of_the_environment(
    environ: dict[str, str], expected: tuple[str | None, str | None]
) -> None:
    tls = one(environ=environ).transport.tls
    assert (tls.ca_file, tls.ca_path) == expected
    assert one("--cacert", "own", environ=environ).transport.tls.ca_file == "own"


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["--heder", "a: b"], "There is no option --heder; the nearest is --header."),
        (["--zzzzzzzz"], "There is no option --zzzzzzzz."),
        (["-sYz"], "--speed-limit"),
        (["-s\u00e9"], "There is no option -\\xe9."),
        (["--he"], "ambiguous"),
        (["--no-data"], "--data is no switch"),
        (["--silent=1"], "--silent takes no argument."),
        (["--header"], "--header needs an argument"),
        (["--max-time", "soon"], "--max-time: The argument must be a number of seconds."),
        (["--tlsv1.3", "--tls-max", "1.2", URL], "--tls-max is lower"),
        (["-I", "-d", "x", URL], "-I and -d ask for different requests"),
        ([], "The command names no URL."),
        (["-x", "ftp://p", URL], "There is no ftp:// proxy"),
        (["-x", "http://p:99999", URL], "port 99999"),
        (["--aws-sigv4", "aws", "-u", "a:b", "http://localhost/"], "region and service"),
        (["http://h.test/[1-99]"], "more than 30"),
        (["a.test"] * 31, "more than 30"),
        (["http://h.test/{a,b}"] * 16, "more than 30"),
    ],
)
def test_usage_errors_say_what_is_wrong(argv: list[str], sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_argv(argv)
    text = str(caught.value)
    assert sentence in text or sentence == "--speed-limit"
    assert "\n" not in text


def test_a_missing_password_is_not_prompted_for() -> None:
    with pytest.raises(InputError, match="user:password"):
        one("-u", "joe")
    assert one("-u", "").fields.get("authorization") == "Basic Og=="
    login = one("--negotiate", "-u", ":").login
    assert login is not None
    assert (login.scheme, login.username, login.password) == ("negotiate", "", "")


OWN = {"format": True, "no-probes": False, "for": True}


def test_options_of_our_own_are_taken_out() -> None:
    argv = [
        "--format",
        "json",
        "-sXPOST",
        "--no-probes",
        "h.test",
        "-d",
        "@-",
        "-",
        "--for=developer",
        "-N",
    ]
    found = split(argv, OWN)
    assert found.own == (("format", "json"), ("no-probes", None), ("for", "developer"))
    assert found.targets == ("h.test", "-")
    assert found.curl == ("--silent", "--request", "POST", "--data", "@-", "--no-buffer")
    assert split(["--", "--format", "-x"], OWN).targets == ("--format", "-x")
    with pytest.raises(UsageError, match="--no-probes takes no argument"):
        split(["--no-probes=1"], OWN)
    with pytest.raises(UsageError, match="There is no option --formt; the nearest is --format"):
        split(["--formt", "x"], OWN)


def test_logins_wait_for_their_challenge() -> None:
    for option, scheme in (("--digest", "digest"), ("--ntlm", "ntlm"), ("--anyauth", "any")):
        request = one(option, "-u", "a:b")
        assert request.login is not None
        assert request.login.scheme == scheme
        assert "authorization" not in request.fields
    both = one("--digest", "--basic", "-u", "a:b").login
    assert both is not None
    assert both.scheme == "any"
    assert one("--digest", "--no-digest", "-u", "a:b").login is None


def test_ignored_and_warned() -> None:
    command = parse_argv(["-sSv", "-o", "x", "-w", "y", "-N", "--haproxy-protocol", URL])
    assert command.ignored == tuple(
        f"--{name}" for name in ("silent", "show-error", "verbose", "output", "write-out", "buffer")
    )
    (warning,) = command.warnings
    assert "--haproxy-protocol" in warning


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (["-H", "Host:"], "Host"),
        (["-H", "nonsense"], "colon"),
        (["-H", "A: b\nC: d"], "line break"),
        (["--location-trusted"], "from https to http"),
        (["-C", "-"], "output file"),
        (["-z", "2020-01-01"], "date"),
        (["--proxy-ntlm", "-x", "p"], "--proxy-ntlm"),
        (["--dns-servers", "1.1.1.1,2.2.2.2"], "first"),
        (["http://h.test/a b"], "blank"),
        (["http://h.test/ä"], "percent-encoded"),
        (["-G", "--data-raw", "q=ä"], "percent-encoded"),
        (["--negotiate", "-u", ":"], "--negotiate"),
        (["--http2"], "upgrade"),
        (["-e", ";auto"], "auto"),
        (["--ntlm", "-u", "a:b"], "--ntlm"),
    ],
)
def test_warnings(argv: list[str], word: str) -> None:
    assert any(word in warning for warning in parse_argv([*argv, URL]).warnings)


def test_only_what_curl_sends_otherwise_is_worth_a_warning() -> None:
    quiet = [
        ["http://münchen.test/a"],
        ["http://h.test/a#ä"],
        ["-e", "http://r.test/"],
        ["--digest", "-u", "a:b"],
    ]
    for argv in quiet:
        assert not parse_argv([*argv, URL]).warnings, argv
    assert not parse_argv(["http://h.test/ä"], defaults=VISITOR).warnings


def test_the_users_own_length_stays_where_nobody_else_says_it() -> None:
    own = ("-H", "Content-Length: 0")
    assert one("-X", "POST", *own).fields.all("content-length") == ("0",)
    assert "content-length" not in one("-d", "", *own).fields


def test_no_secret_in_any_repr() -> None:
    argv = ["-u", "joe:s3cret", "-H", "X-Token: s3cret", "-d", "s3cret", "-x", "u:s3cret@p.test"]
    command = parse_argv(
        [*argv, "--digest", "--pass", "s3cret", "http://a:s3cret@h.test/?t=s3cret"]
    )
    assert "s3cret" not in repr(command)
    assert "s3cret" in command.source


def test_form_and_file_limits() -> None:
    with pytest.raises(InputError, match="read only for"):
        one("-d", "@/etc/passwd")
    read = files(config=b"--config config")
    with pytest.raises(InputError, match="include each other"):
        one("-K", "config", read_file=read)
    with pytest.raises(UsageError, match="In the --config file 'config'"):
        one("-K", "config", read_file=files(config=b"silent = yes"))


@pytest.mark.parametrize("line", [b"hunter2:x:0", b"--hunter2", b"-\xffhunter2", b"form-hunter2"])
def test_a_word_of_a_config_file_that_is_no_option_is_not_shown(line: bytes) -> None:
    with pytest.raises(UsageError, match="Line 3 of the --config file 'config'") as raised:
        one("-K", "config", read_file=files(config=b"# c\nsilent\n" + line))
    assert "hunter2" not in str(raised.value)
    assert "hunter2" not in repr(raised.value)


def test_upload_leaves_a_url_with_a_query_alone() -> None:
    # curl 8.1 and later; 7.88 puts the name in front of the query.
    (request,) = parse_argv(["-T", "f", "http://h.test/d/?q"], read_file=files(f=b"x")).requests
    assert request.url.target == "/d/?q"


def test_proxy_credentials() -> None:
    proxy = one("-x", "https://u:p%40@P.test", "-p", "--proxy-header", "A: b").transport.proxy
    assert proxy is not None
    assert (proxy.scheme, proxy.host, proxy.port, proxy.userinfo) == (
        "https",
        "p.test",
        443,
        "u:p%40",
    )
    assert proxy.tunnel
    assert dict(proxy.fields) == {"A": "b"}
    proxy = one("--socks5-hostname", "[::1]:9", "-U", "a b:c@d", "--proxy-digest").transport.proxy
    assert proxy is not None
    assert (proxy.scheme, proxy.host, proxy.port, proxy.userinfo) == (
        "socks5h",
        "::1",
        9,
        "a%20b:c%40d",
    )
    assert proxy.scheme_auth == "digest"
    assert one("-x", "", environ={"http_proxy": "p"}).transport.proxy is None


def test_routes() -> None:
    argv = ["--resolve", "+h.test:80:127.0.0.1,[::1]", "--resolve", "*:80:127.0.0.9"]
    assert one(*argv).transport.addresses == ("127.0.0.1", "::1")
    assert one("--resolve", "*:80:127.0.0.9").transport.addresses == ("127.0.0.9",)
    assert one(*argv, "--resolve", "-h.test:80").transport.addresses == ("127.0.0.9",)
    argv = ["--connect-to", "h.test:80:b.test:8080", "--resolve", "b.test:8080:127.0.0.3"]
    transport = one(*argv).transport
    assert transport.connect_to == ("b.test", 8080)
    assert transport.addresses == ("127.0.0.3",)
    assert one("--connect-to", "x.test::b.test:").transport.connect_to is None


def test_text_with_several_commands() -> None:
    text = "$ curl http://h.test/1 -s ;\ncurl -d @- http://h.test/2 <<< '{}' &\necho hi | curl -d@- http://h.test/3 | jq .\n"
    command = parse_text(text)
    assert [request.url.path for request in command.requests] == ["/1", "/2", "/3"]
    assert [request.body for request in command.requests] == [None, b"{}", b"hi"]
    assert command.source == text
    assert command.ignored == ("--silent",)


@pytest.mark.parametrize(
    "text",
    [
        "curl http://h.test/",
        "  # curl http://h.test/",
        "% curl http://h.test/",
        "joe@box:~/src$ curl http://h.test/",
        "PS C:\\Users\\joe> curl.exe http://h.test/",
        "sudo /usr/bin/curl http://h.test/",
        'C:\\curl\\bin\\curl.exe ^"http://h.test/^"',
        "http_proxy= curl http://h.test/ > out",
        "export A=1; curl http://h.test/",
    ],
)
def test_ways_to_write_curl(text: str) -> None:
    assert [str(request.url) for request in parse_text(text).requests] == [URL]


def test_an_assignment_is_the_commands_environment() -> None:
    text = "http_proxy=http://p.test:3128 curl http://h.test/"
    proxy = parse_text(text).requests[0].transport.proxy
    assert proxy is not None
    assert proxy.from_environment


def test_an_ampersand_in_an_unquoted_url() -> None:
    command = parse_text("curl http://h.test/?a=1&b=2")
    assert command.requests[0].url.target == "/?a=1"
    assert "quotes" in command.warnings[0]
    assert not parse_text("curl http://h.test/ &").warnings


def test_bodies_do_not_change_the_shell() -> None:
    text = """curl -d '{"re": "^", "md": "`x`\n"}' http://h.test/"""
    assert parse_text(text).requests[0].body == b'{"re": "^", "md": "`x`\n"}'


@pytest.mark.parametrize("text", ["", "wget http://h.test/", "echo curl", "# or curl x\n"])
def test_text_without_curl(text: str) -> None:
    with pytest.raises(WwwhyError):
        parse_text(text)


def test_standard_input_of_a_pipe_can_be_a_file() -> None:
    read = files(**{"body.json": b"{}"})
    text = "cat body.json | curl -d @- http://h.test/"
    assert parse_text(text, read_file=read).requests[0].body == b"{}"
    with pytest.raises(InputError):
        parse_text("curl -d @- http://h.test/")


@given(
    st.lists(
        st.sampled_from(["-H", "-d", "-F", "-u", "-x", "-b", "-T", "-K", "-z", "-r", "-E"])
        | st.text(max_size=8),
        max_size=6,
    )
)
def test_hostile_arguments_raise_one_sentence(argv: list[str]) -> None:
    result_or_sentence(parse_argv, [*argv, URL])


@given(
    st.text(max_size=60) | st.text(alphabet="curl -HdFX'\"\\$^`%{}[]@:=;&|\n ht.p/", max_size=60)
)
def test_hostile_text_raises_one_sentence(text: str) -> None:
    result_or_sentence(parse_text, f"curl {text}")
