"""A rendered command is the request again, and shows only what differs from curl's defaults."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Fields, Login, Proxy, Request, Store, Tls, Transport, Url
from wwwhy.sources.curl import CURL, parse_argv, parse_text, render
from wwwhy.sources.curl.headers import CODINGS

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
WORD = st.text("abcXYZ019-_", min_size=1, max_size=8)
NAME = st.sampled_from(
    [
        "User-Agent",
        "accept",
        "Accept",
        "Cookie",
        "Content-Type",
        "X-A",
        "x-a",
        "Referer",
        "Accept-Encoding",
    ]
)
VALUE = (
    st.text(st.characters(max_codepoint=255, exclude_characters="\0\r\n"), max_size=10)
    .map(str.strip)
    .filter(
        lambda value: (
            value == value.strip(" \t\r\n\v\f") and "\x85" not in value and "\xa0" not in value
        )
    )
)
LINES = st.lists(st.tuples(NAME, VALUE | st.just("<token:1>")), max_size=5)
DEFAULT_LINES = st.sampled_from(
    [
        [],
        [("User-Agent", CURL.user_agent), ("Accept", "*/*")],
        [("User-Agent", "wwwhy/1"), ("Accept", "*/*")],
        [("Host", "other.test")],
    ]
)
PATHS = st.sampled_from(
    ["/", "/a/b", "/a/../b", "/?x=1", "/a b", "/[1-2]{a}", "/\u00e4", "/?t=<token:1>&u='x'", "/#f"]
)
URLS = st.builds(
    lambda scheme, host, path: Url.parse(f"{scheme}://{host}{path}"),
    st.sampled_from(["http", "https"]),
    st.sampled_from(["h.test", "127.0.0.1:8080", "[::1]", "h.test:8443"]),
    PATHS,
)
ADDRESSES = st.lists(st.sampled_from(["127.0.0.1", "::1"]), min_size=1, max_size=2, unique=True)
MAYBE_WORD = st.none() | WORD
PROXIES = st.builds(
    Proxy,
    scheme=st.sampled_from(["http", "https", "socks4", "socks4a", "socks5", "socks5h"]),
    host=st.sampled_from(["p.test", "::1", "127.0.0.1"]),
    port=st.integers(1, 65535),
    userinfo=st.sampled_from([None, "u", "u:p", "u%3A:p%40"]),
    scheme_auth=st.sampled_from(["basic", "digest"]),
    fields=st.sampled_from([Fields(), Fields.of([("P", "1"), ("Q", "")])]),
    tunnel=st.booleans(),
)
TLS = st.builds(
    Tls,
    alpn=st.sampled_from([None, ()]),
    min_version=st.sampled_from([None, "1.0", "1.2"]),
    max_version=st.sampled_from([None, "1.2", "1.3"]),
    ciphers=MAYBE_WORD,
    verify=st.booleans(),
    ca_file=MAYBE_WORD,
    ca_path=MAYBE_WORD,
    cert_file=st.sampled_from([None, "c.pem", "a:b\\c.pem"]),
    key_file=MAYBE_WORD,
    key_password=MAYBE_WORD,
)
SECONDS = st.sampled_from([0.5, 7.0, 120.0])
TRANSPORTS = st.builds(
    Transport,
    http_version=st.sampled_from(["auto", "1.0", "1.1", "2", "2-prior-knowledge", "3"]),
    tls=TLS,
    proxy=st.none() | PROXIES,
    resolve=st.lists(
        st.tuples(
            st.sampled_from(["h.test", "b.test", "::1"]),
            st.sampled_from([80, 443, 8443]),
            ADDRESSES.map(tuple),
        ),
        max_size=2,
        unique_by=lambda pin: pin[:2],
    ).map(tuple),
    connect_to_rules=st.lists(
        st.tuples(
            st.sampled_from(["", "h.test", "::1"]),
            st.sampled_from([None, 80, 443]),
            st.sampled_from(["", "b.test"]),
            st.sampled_from([None, 443]),
        ),
        max_size=2,
    ).map(tuple),
    family=st.sampled_from([None, 4, 6]),
    resolver=st.sampled_from([None, "127.0.0.1:53"]),
    unix_socket=st.sampled_from([None, "/run/s", "\0abstract"]),
    interface=MAYBE_WORD,
    connect_timeout=st.sampled_from([10.0, 3.0]),
    timeout=SECONDS,
)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    decompress = draw(st.booleans())
    lines = [*draw(DEFAULT_LINES), *draw(LINES)]
    if decompress and draw(st.booleans()):
        lines = [("User-Agent", "a"), ("Accept", "*/*"), ("Accept-Encoding", CODINGS)]
    body = draw(st.none() | TEXT.map(str.encode))
    method = draw(st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE"]))
    natural = "GET" if body is None else "POST"
    fixed = (method != natural and (method != "HEAD" or body is not None)) or draw(st.booleans())
    transport = draw(TRANSPORTS)
    if transport.timeout < transport.connect_timeout:
        transport = replace(transport, connect_timeout=transport.timeout)
    if transport.http_version == "3":
        # Read back, --http3 asks for it only where it can be had.
        transport = replace(transport, falls_back=False)
    expect = (
        body is not None and draw(st.booleans()) and transport.http_version in {"auto", "1.1", "2"}
    )
    if transport.tls.max_version and transport.tls.min_version:
        transport = replace(transport, tls=replace(transport.tls, min_version=None))
    follow = draw(st.booleans())
    request = Request(
        url=draw(URLS),
        method=method,
        fields=Fields.of(lines),
        body=body,
        transport=replace(transport, expect_continue=expect),
        login=draw(
            st.none()
            | st.builds(Login, st.sampled_from(["digest", "negotiate", "ntlm", "any"]), WORD, TEXT)
        ),
        follow_redirects=follow,
        max_redirects=draw(st.sampled_from([50, 0, 7])) if follow else 50,
        cookie_jar=draw(st.booleans()),
        decompress=decompress,
        request_target=draw(st.sampled_from([None, "*", "/x y"])),
        method_fixed=fixed,
        keep_post=draw(st.sampled_from([(), (301, 303)])),
    )
    return request.routed(request.url)


@given(requests())
def test_round_trip(request: Request) -> None:
    (read,) = parse_text(render(request)).requests
    assert read == request


@pytest.mark.parametrize(
    ("argv", "command"),
    [
        ([], "curl http://h.test/"),
        (["-d", "a=1"], "curl --data-binary a=1 http://h.test/"),
        (["-d", "@x"], None),
        (["-I"], "curl -I http://h.test/"),
        (["-A", "me"], "curl -A me http://h.test/"),
        (["-A", ""], "curl -H User-Agent: -H 'Accept: */*' http://h.test/"),
        (["-H", "X: <token:1>"], "curl -H 'X: <token:1>' http://h.test/"),
        (["--compressed"], "curl --compressed http://h.test/"),
        (["-H", "X;"], "curl -H 'X;' http://h.test/"),
        (["--data-raw", "@x"], "curl --data-raw @x http://h.test/"),
        (["-k", "-L", "-4"], "curl -L -4 -k http://h.test/"),
        (["--location-trusted"], "curl --location-trusted http://h.test/"),
        (
            ["-u", "a:b"],
            "curl -H 'Authorization: Basic YTpi' -H 'User-Agent: curl/8.14.1' -H 'Accept: */*' http://h.test/",
        ),
        (["-m", "5"], "curl -m 5 http://h.test/"),
    ],
)
def test_only_what_differs(argv: list[str], command: str | None) -> None:
    read = lambda _path, _limit: b"@data"  # noqa: E731
    (request,) = parse_argv([*argv, "http://h.test/"], read_file=read).requests
    assert render(request) == (command or "curl --data-raw @data http://h.test/")


def test_direct() -> None:
    assert (
        render(
            Request(
                Url.parse("http://h.test/"),
                fields=Fields.of([("User-Agent", CURL.user_agent), ("Accept", "*/*")]),
                follow_redirects=False,
            ),
            direct=True,
        )
        == "curl --noproxy '*' http://h.test/"
    )


def plain(url: str, **tls: object) -> Request:
    (request,) = parse_argv([url]).requests
    return request.with_tls(**tls)


def test_a_server_name_of_its_own() -> None:
    command = render(plain("https://h.test/x", sni="other.test"))
    assert command.startswith(
        "curl -H 'Host: h.test' --connect-to other.test:443:h.test:443 https://other.test/x  # curl"
    )
    (read,) = parse_text(command).requests
    assert read.url.host == "other.test"
    assert read.fields.get("host") == "h.test"
    assert read.transport.connect_to == ("h.test", 443)


def test_no_server_name() -> None:
    command = render(plain("https://h.test:8443/x", sni=""))
    assert "--connect-to 127.0.0.1:8443:h.test:8443 -k https://127.0.0.1:8443/x" in command
    assert "-H 'Host: h.test:8443'" in command
    assert render(plain("http://h.test/", sni="")) == "curl http://h.test/"


def test_an_own_host_field_wins_over_the_url() -> None:
    request = plain("https://h.test/", sni="a.test")
    request = replace(request, fields=Fields.of([("Host", "b.test"), *request.fields]))
    assert "-H 'Host: b.test'" in render(request)


def test_a_pinned_address_is_shown_once() -> None:
    (request,) = parse_argv(["--resolve", "h.test:80:127.0.0.1", "http://h.test/"]).requests
    other = request.with_transport(addresses=("127.0.0.2",))
    assert render(other) == "curl --resolve h.test:80:127.0.0.2 http://h.test/"
    assert render(request.with_transport(addresses=())) == "curl http://h.test/"
    alone = plain("http://h.test/").with_transport(addresses=("::1",))
    assert render(alone) == "curl --resolve 'h.test:80:[::1]' http://h.test/"
    detour = plain("http://h.test/").with_transport(connect_to=("::1", 81))
    assert render(detour) == "curl --connect-to 'h.test:80:[::1]:81' http://h.test/"


def test_what_curl_cannot_do_is_a_comment() -> None:
    binary = replace(plain("http://h.test/"), body=b"\xff\0", method="POST")
    assert render(binary) == (
        "curl -H Content-Type: --data-binary @body.bin http://h.test/"
        "  # body.bin holds the 2 bytes of the request's body"
    )
    assert "certifi" in render(plain("https://h.test/", store=Store.CERTIFI))
    assert "issuer" in render(plain("https://h.test/", fetch_issuers=True))
    assert "--http1.1" in render(plain("https://h.test/", alpn=("http/1.1",)))


def test_our_own_bounds_and_pseudo_fields_are_no_part_of_a_command() -> None:
    fields = Fields.of(
        [(":authority", "h.test"), ("User-Agent", CURL.user_agent), ("Accept", "*/*")]
    )
    request = Request(Url.parse("http://u:pw@h.test/"), fields=fields, follow_redirects=False)
    assert render(request) == "curl http://h.test/"
