"""The virtual host and sections that take a request, as the real Apache chooses them."""

import http.client

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Directive
from wwwhy.sources.config import (
    apache,
    apache_blocks_for,
    apache_filename_for,
    apache_sections_for,
    apache_vhost_for,
    effective,
)

VHOSTS = """
<VirtualHost *:{port}>
    ServerName first.test
    Header always set X-Vhost first
</VirtualHost>
<VirtualHost *:{port}>
    ServerName http://Named.test:80
    ServerAlias *.star.test b?r.test
    Header always set X-Vhost named
</VirtualHost>
<IfModule headers_module>
<VirtualHost *:{port}>
    ServerName conditional.test
    Header always set X-Vhost conditional
</VirtualHost>
</IfModule>
<IfModule nothere_module>
<VirtualHost *:{port}>
    ServerName never.test
    Header always set X-Vhost never
</VirtualHost>
</IfModule>
<VirtualHost *:{port}>
    ServerName named.test
    ServerAlias late.test
    Header always set X-Vhost late
</VirtualHost>
<VirtualHost *:{port}>
    ServerAlias aliased.test
    Header always set X-Vhost nameless
</VirtualHost>
"""
HOSTS = [
    "first.test",
    "named.test",
    "NAMED.test",
    "x.star.test",
    "x.y.star.test",
    "bar.test",
    "baar.test",
    "conditional.test",
    "never.test",
    "late.test",
    "aliased.test",
    "unknown.test",
    "localhost",
    "127.0.0.1",
    "named.test.",
]
SECTIONS = """
Header always set X-Section main
<Directory {root}/a>
    Header always set X-Section dir-a
</Directory>
<Directory {root}/a/deep>
    Header always set X-Section dir-a-deep
    <Files "in.txt">
        Header always set X-Section files-in-dir
    </Files>
</Directory>
<Directory {root}/w*/x>
    Header always set X-Section dir-wild
</Directory>
<DirectoryMatch "/m[0-9]+$">
    Header always set X-Section dirmatch
</DirectoryMatch>
<Files "*.txt">
    Header always set X-Section files
</Files>
<FilesMatch "\\.(gif|jpg)$">
    Header always set X-Section filesmatch
</FilesMatch>
<Location /loc>
    Header always set X-Section location
</Location>
<Location /loc/*/x>
    Header always set X-Section location-wild
</Location>
<LocationMatch "^/loc/(?<n>\\d+)$">
    Header always set X-Section locationmatch
</LocationMatch>
<Location ~ "^/til">
    Header always set X-Section location-tilde
</Location>
Alias /al {root}/a/deep
<IfVersion >= 2.4>
    <Location /v24>
        Header always set X-Section version
    </Location>
</IfVersion>
<IfDefine NOTHERE>
    <Location />
        Header always set X-Section defined
    </Location>
</IfDefine>
Define MINE /mine
<Location ${MINE}>
    Header always set X-Section variable
</Location>
<VirtualHost *:{port}>
    ServerName v.test
    <Location /loc>
        Header always set X-Section vhost-location
    </Location>
    <Directory {root}/a>
        Header always set X-Section vhost-dir
    </Directory>
</VirtualHost>
<VirtualHost *:{port}>
    ServerName w.test
</VirtualHost>
"""
FOLDERS = ["a", "a/deep", "ab", "w1/x", "w1/x/y", "m12", "loc", "b"]
PATHS = [
    "/", "/a/x.html", "/a/x.txt", "/ab/x.html", "/a/deep/x.html", "/a/deep/in.txt", "/a/deep/x.gif",
    "/w1/x/y.html", "/w1/x/y/z.html", "/m12/x.html", "/loc", "/loc/", "/loc/12", "/loc/12/y", "/loc/q/x",
    "/location", "/tilde", "/b/x.jpg", "/b/x.JPG", "/al/x.html", "/al/in.txt", "/v24/x", "/mine/x", "//loc//q",
    "/b/../loc/q", "/%6Coc/q",
]  # fmt: skip


def config_of(text: str, port: int = 8080, root: str = "/srv"):
    return apache.read_text(text.replace("{port}", str(port)).replace("{root}", root))


def args(name: str, *blocks: Directive | None) -> tuple[str, ...]:
    found = effective(name, *(block for block in blocks if block))
    assert found is not None
    return found.args


def value(directive, name: str) -> str | None:
    found = effective("Header", directive) if directive else None
    return found.args[-1] if found and found.args[-2] == name else None


@pytest.mark.parametrize(
    ("host", "vhost"),
    [
        ("first.test", "first"), ("named.test", "named"), ("x.star.test", "named"), ("bar.test", "named"),
        ("late.test", "late"), ("other.test", "first"), ("conditional.test", "conditional"),
        ("aliased.test", "nameless"),
    ],
)  # fmt: skip
def test_names_are_matched_in_apache_s_order(host, vhost):
    assert value(apache_vhost_for(config_of(VHOSTS), host, 8080), "X-Vhost") == vhost


def test_no_virtual_host_is_there():
    config = config_of(VHOSTS)
    assert apache_vhost_for(config, "first.test", 81) is None
    assert apache_blocks_for(config, "first.test", 81, "/")[0].name == "main"


@pytest.mark.parametrize(
    ("spec", "port", "found"),
    [
        ("*:80", 80, True), ("*", 81, True), ("_default_:443", 443, True), ("192.0.2.1:80", 80, True),
        ("[2001:db8::1]:80", 80, True), ("*:80", 81, False), ("a.test:80", 80, True),
        ("192.0.2.1:80 *:81", 81, True), ("", 80, False),
    ],
)  # fmt: skip
def test_every_form_of_address_is_read(spec, port, found):
    config = apache.read_text(f"<VirtualHost {spec}>\n</VirtualHost>")
    assert (apache_vhost_for(config, "x", port) is not None) is found


def test_the_address_shuts_out_the_others():
    config = apache.read_text(
        "<VirtualHost *:80>\nServerName a\nX all\n</VirtualHost>\n"
        "<VirtualHost 192.0.2.1:80>\nServerName b\nX one\n</VirtualHost>\n"
    )
    assert args("X", apache_vhost_for(config, "a", 80, address="192.0.2.1")) == ("one",)
    assert args("X", apache_vhost_for(config, "b", 80, address="192.0.2.2")) == ("all",)
    assert apache_vhost_for(config, "b", 80, address="192.0.2.1") is not None


def test_a_file_name_comes_from_alias_or_document_root():
    config = apache.read_text(
        "DocumentRoot /main\nAlias /icons/ /usr/icons/\nScriptAlias /cgi /cgi-bin\nAlias /v ${UNKNOWN}/x\n"
        "ProxyPass /app http://127.0.0.1:1\nProxyPass /app2/static !\n"
        "<VirtualHost *:80>\nDocumentRoot /vhost/\n</VirtualHost>"
    )
    vhost = apache_vhost_for(config, "x", 80)
    assert apache_filename_for(config, vhost, "/a/b?c") == "/vhost/a/b"
    assert apache_filename_for(config, None, "/a") == "/main/a"
    assert apache_filename_for(config, vhost, "/icons/x.gif") == "/usr/icons/x.gif"
    assert apache_filename_for(config, vhost, "/cgi/x") == "/cgi-bin/x"
    assert apache_filename_for(config, vhost, "/app/x") is None
    assert apache_filename_for(config, vhost, "/v/x") is None
    assert apache_filename_for(apache.read_text(""), None, "/") is None


def test_an_untold_expression_makes_no_guess():
    config = apache.read_text("<LocationMatch (*X)>\nRequire all denied\n</LocationMatch>")
    assert apache_sections_for(config, None, "/") is None
    assert apache_blocks_for(config, "x", 80, "/") == ()


def test_modules_are_taken_to_be_there_where_none_is_loaded():
    config = apache.read_text(
        "<IfModule mod_x.c>\nA 1\n</IfModule>\n<IfModule !mod_x.c>\nB 1\n</IfModule>"
    )
    main = apache_blocks_for(config, "x", 80, "/")[0]
    assert [d.name for d in main.block] == ["A"]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (">= 2.4", True), ("< 2.4", False), ("2.4", True), ("2.2", False), ("!= 2.2", True),
        ("> 2.4.10", False), ("junk", True), ("", True), ("<= 2", True),
    ],
)  # fmt: skip
def test_the_version_is_taken_for_2_4(condition, holds):
    config = apache.read_text(f"<IfVersion {condition}>\nA 1\n</IfVersion>")
    assert bool(apache_blocks_for(config, "x", 80, "/")[0].block) is holds


@given(st.text(max_size=30), st.text(max_size=50), st.integers())
def test_no_request_is_an_accident(host, path, port):
    for text in (VHOSTS, SECTIONS):
        config = config_of(text)
        apache_blocks_for(config, host, port, path, address=host)
        apache_blocks_for(config, host, 8080, path, filename=path)


@given(
    st.text(
        alphabet=st.sampled_from(' \n<>/*~^[]()"!VirtualHostLocationFilesDirectoryIfModule:80'),
        max_size=100,
    )
)
def test_no_configuration_is_an_accident(text):
    apache_blocks_for(apache.read_text(f"<VirtualHost *>\n{text}\n</VirtualHost>"), "a", 80, "/a")


def asked(port: int, host: str, path: str, field: str) -> str | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.headers.get(field)


@pytest.mark.lab
def test_the_real_apache_chooses_the_same_virtual_host(lab):
    server = lab.apache("Listen 127.0.0.1:{port}\n" + VHOSTS, modules=["headers"])
    config = apache.read(server.config)
    for host in HOSTS:
        theirs = asked(server.port(), host, "/", "X-Vhost")
        ours = apache_vhost_for(config, host, server.port(), address="127.0.0.1")
        assert theirs is not None
        assert value(ours, "X-Vhost") == theirs, host


@pytest.mark.lab
@pytest.mark.parametrize(
    "specs",
    [
        ("*:*", "*:{port}", "*:*", "*:{port}"),
        ("127.0.0.1:*", "127.0.0.1:{port}", "*:{port}"),
        ("*:{port}", "127.0.0.1:*"),
        ("_default_:{port}", "*:{port}", "*:*"),
        ("*", "127.0.0.2:{port}"),
    ],
)
def test_the_real_apache_prefers_the_same_addresses(lab, specs):
    vhosts = "".join(
        f"<VirtualHost {spec}>\nServerName n{at}.test\nHeader always set X-Vhost n{at}\n</VirtualHost>\n"
        for at, spec in enumerate(specs)
    )
    server = lab.apache("Listen 127.0.0.1:{port}\n" + vhosts, modules=["headers"])
    config = apache.read(server.config)
    for host in (*(f"n{at}.test" for at in range(len(specs))), "other.test"):
        theirs = asked(server.port(), host, "/", "X-Vhost")
        ours = apache_vhost_for(config, host, server.port(), address="127.0.0.1")
        assert theirs is not None
        assert value(ours, "X-Vhost") == theirs, host


@pytest.mark.lab
def test_the_real_apache_merges_the_same_sections(lab):
    server = lab.apache("Listen 127.0.0.1:{port}\n" + SECTIONS, modules=["headers"])
    for folder in FOLDERS:
        for name in ("x.html", "x.txt", "in.txt", "x.gif", "x.jpg", "x.JPG", "y.html", "z.html"):
            server.write(f"{folder}/{name}", "x")
    config = apache.read(server.config)
    for host in ("v.test", "w.test"):
        for path in PATHS:
            theirs = asked(server.port(), host, path, "X-Section")
            blocks = apache_blocks_for(config, host, server.port(), path, address="127.0.0.1")
            ours = effective("Header", *blocks)
            assert ours is not None
            assert ours.args[-1] == theirs, (host, path)
