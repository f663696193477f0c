"""The server and location that take a request, as the real nginx chooses them."""

import http.client

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Directive
from wwwhy.sources.config import (
    effective,
    nginx,
    nginx_blocks_for,
    nginx_location_for,
    nginx_server_for,
)
from wwwhy.sources.config.nginx_selection import normalized_path

SERVERS = """
server { listen 127.0.0.1:PORT; server_name first.test; add_header X-Server first; SEVERAL }
server { listen 127.0.0.1:PORT default_server; server_name _; add_header X-Server default; SEVERAL }
server { listen 127.0.0.1:PORT; server_name Exact.test x.example.org; add_header X-Server exact; SEVERAL }
server { listen 127.0.0.1:PORT; server_name *.example.org; add_header X-Server star; SEVERAL }
server { listen 127.0.0.1:PORT; server_name *.deep.example.org; add_header X-Server deepstar; SEVERAL }
server { listen 127.0.0.1:PORT; server_name .dot.test; add_header X-Server dot; SEVERAL }
server { listen 127.0.0.1:PORT; server_name mail.* www.mail.*; add_header X-Server tail; SEVERAL }
server { listen 127.0.0.1:PORT; server_name ~^(?<user>\\w+)\\.re\\.test$ ~^two; add_header X-Server re1; SEVERAL }
server { listen 127.0.0.1:PORT; server_name ~\\.re\\.test$; add_header X-Server re2; SEVERAL }
"""
LOCATIONS = """
location = /exact { add_header X-Location =exact; return 204; }
location / { add_header X-Location root; return 204; }
location /docs/ { add_header X-Location docs; return 204;
    location /docs/deep/ { add_header X-Location docsdeep; return 204; }
    location ~ \\.inner$ { add_header X-Location docsinner; return 204; } }
location ^~ /images/ { add_header X-Location images; return 204;
    location /images/a/ { add_header X-Location imagesa; return 204; } }
location ~* \\.(gif|jpg|inner)$ { add_header X-Location pictures; return 204; }
location ~ ^/case/[A-Z]+$ { add_header X-Location case; return 204; }
location /caseX { add_header X-Location caseX; return 204; }
location "/quo ted" { add_header X-Location quoted; return 204; }
location ~ "^/br/a{2}$" { add_header X-Location braces; return 204; }
location /proxied/ { add_header X-Location proxied always; proxy_pass http://127.0.0.1:1/; }
location @named { return 500; }
"""
HOSTS = [
    "first.test",
    "exact.test",
    "EXACT.test",
    "x.example.org",
    "y.example.org",
    "a.deep.example.org",
    "example.org",
    "dot.test",
    "a.dot.test",
    "mail.com",
    "mail.co.uk",
    "www.mail.x",
    "abc.re.test",
    "a-b.re.test",
    "two.anything",
    "unknown.test",
    "127.0.0.1",
    "exact.test.",
    "_",
]
PATHS = [
    "/",
    "/exact",
    "/exact/",
    "/docs",
    "/docs/",
    "/docs/x",
    "/docs/deep/x",
    "/docs/deep/x.jpg",
    "/docs/x.inner",
    "/x.inner",
    "/docs/x.gif",
    "/images/x.gif",
    "/images/a/x.gif",
    "/case/AB",
    "/case/ab",
    "/caseX.JPG",
    "/quo%20ted",
    "/br/aa",
    "/br/aaa",
    "//docs//x",
    "/docs/./x",
    "/docs/../exact",
    "/a/..%2Fexact",
    "/%64ocs/x",
    "/docs/x?y=.gif",
    "/x.JPG",
    "/proxied",
    "/proxied/x",
]


def config_of(port: int):
    text = SERVERS.replace("PORT", str(port)).replace("SEVERAL", "")
    return nginx.read_text(f"http {{ {text} }}")


def args(name: str, *blocks: Directive | None) -> tuple[str, ...]:
    found = effective(name, *(block for block in blocks if block))
    assert found is not None
    return found.args


def marked(directive, name: str) -> str | None:
    found = effective("add_header", directive) if directive else None
    return found.args[1] if found and found.args[0] == name else None


@pytest.mark.parametrize(
    ("host", "server"),
    [
        ("first.test", "first"),
        ("exact.TEST", "exact"),
        ("x.example.org", "exact"),
        ("y.example.org", "star"),
        ("z.deep.example.org", "deepstar"),
        ("dot.test", "dot"),
        ("a.dot.test", "dot"),
        ("mail.org", "tail"),
        ("abc.re.test", "re1"),
        ("a-b.re.test", "re2"),
        ("other.test", "default"),
        ("exact.test.", "exact"),
    ],
)
def test_names_are_matched_in_nginx_s_order(host, server):
    assert marked(nginx_server_for(config_of(8080), host, 8080), "X-Server") == server


def test_no_server_listens_there():
    assert nginx_server_for(config_of(8080), "first.test", 81) is None
    assert nginx_blocks_for(config_of(8080), "first.test", 81, "/") == ()


@pytest.mark.parametrize(
    ("listen", "port", "found"),
    [
        ("80", 80, True),
        ("*:80", 80, True),
        ("127.0.0.1", 80, True),
        ("[::]:443 ssl", 443, True),
        ("localhost:8000", 8000, True),
        ("8000-8010", 8005, True),
        ("127.0.0.1:8000-8010", 8011, False),
        ("unix:/x.sock", 80, False),
        ("[::1]", 80, True),
        ("junk:x:y", 80, False),
        ("443", 80, False),
    ],
)
def test_every_form_of_listen_is_read(listen, port, found):
    config = nginx.read_text(f"server {{ listen {listen}; }}")
    assert (nginx_server_for(config, "a", port) is not None) is found


def test_without_listen_port_80_is_meant():
    config = nginx.read_text("http { server { server_name a; } }")
    assert nginx_server_for(config, "b", 80) is not None
    assert nginx_server_for(config, "b", 81) is None


def test_the_address_shuts_out_the_others():
    config = nginx.read_text(
        "server { listen 80; server_name a; x all; }"
        "server { listen 192.0.2.1:80; server_name b; x one; }"
        "server { listen [::]:80; server_name a; x six; }"
    )

    def chosen(host: str, address: str | None) -> str:
        return args("x", nginx_server_for(config, host, 80, address=address))[0]

    assert chosen("a", "192.0.2.1") == "one"
    assert chosen("b", "192.0.2.2") == "all"
    assert chosen("b", "2001:db8::1") == "six"
    assert chosen("b", None) == "one"


def test_an_untold_expression_makes_no_guess():
    config = nginx.read_text(
        "server { listen 80; server_name ~(?R)x; location ~ (*X) { } location / { } location ^~ /b { } }"
    )
    assert nginx_server_for(config, "a", 80) is None
    server = next(config.find("server"))
    assert nginx_location_for(server, "/a") is None
    assert nginx_location_for(server, "/b") is server.block[-1]


def test_the_blocks_around_a_request_hold_what_is_in_effect():
    config = nginx.read_text(
        "error_log /e warn;\nhttp { root /r; server { listen 80; location /a { deny all; location /a/b { root /s; } } } }"
    )
    blocks = nginx_blocks_for(config, "x", 80, "/a/b/c")
    assert [b.name for b in blocks] == ["main", "http", "server", "location", "location"]
    assert args("root", *blocks) == ("/s",)
    assert args("deny", *blocks) == ("all",)
    assert args("error_log", *blocks) == ("/e", "warn")


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("/", "/"),
        ("//a///b", "/a/b"),
        ("/a/./b/", "/a/b/"),
        ("/a/../b", "/b"),
        ("/a/b/..", "/a/"),
        ("/..", "/"),
        ("/a%20b?x", "/a b"),
        ("", "/"),
        ("/a/.", "/a/"),
        ("/%2e%2e/x", "/x"),
    ],
)
def test_paths_are_brought_into_one_form(path, normal):
    assert normalized_path(path) == normal


@given(st.text(max_size=30), st.text(max_size=50), st.integers())
def test_no_request_is_an_accident(host, path, port):
    config = config_of(80)
    nginx_server_for(config, host, port)
    nginx_blocks_for(config, host, 80, path, address=host)


@given(
    st.text(
        alphabet=st.sampled_from(' ~^*=@/abc.\\(){};"server_namelistenlocation80:'), max_size=80
    )
)
def test_no_configuration_is_an_accident(text):
    config = nginx.read_text(f"server {{ {text} }}")
    nginx_blocks_for(config, "a.b", 80, "/abc")


@pytest.mark.lab
def test_the_real_nginx_chooses_the_same(lab):
    """Every host and path of the lists, asked of nginx and of us."""
    several = LOCATIONS
    server = lab.nginx(SERVERS.replace("PORT", "{port}").replace("SEVERAL", several))
    config = nginx.read(server.config)
    connection = http.client.HTTPConnection("127.0.0.1", server.port(), timeout=10)

    def real(host: str, path: str) -> http.client.HTTPResponse:
        connection.putrequest("GET", path, skip_host=True)
        connection.putheader("Host", host)
        connection.endheaders()
        response = connection.getresponse()
        response.read()
        return response

    for path in PATHS:
        response = real("first.test", path)
        blocks = nginx_blocks_for(config, "first.test", server.port(), path)
        location = nginx_location_for(blocks[2], path)
        assert location is blocks[-1]
        theirs = response.headers.get("X-Location")
        if path == "/proxied":
            assert (response.status, location.args) == (301, ("/proxied/",))
        else:
            assert theirs is not None
            assert marked(location, "X-Location") == theirs, path
    connection.close()


@pytest.mark.lab
def test_the_real_nginx_chooses_the_same_server(lab):
    server = lab.nginx(
        SERVERS.replace("PORT", "{port}").replace("SEVERAL", "location / { return 204; }")
    )
    config = nginx.read(server.config)
    for host in HOSTS:
        _status, theirs = fetch(server.port(), host)
        ours = nginx_server_for(config, host, server.port(), address="127.0.0.1")
        assert marked(ours, "X-Server") == theirs, host


def fetch(port: int, host: str) -> tuple[int, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", "/", skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    response = connection.getresponse()
    found = response.status, response.headers.get("X-Server")
    connection.close()
    return found
