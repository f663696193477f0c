"""Which server of a configuration takes a request, directly or behind another one."""

import pytest

from wwwhy.model import Connection, Exchange, Fields, ProxyFacts, Request, Url
from wwwhy.sources.config import read_config_text, taken, takings

NGINX = """
http {
    server { listen 80; server_name shop.test; return 301 https://$host$request_uri; }
    server { listen 443 ssl; server_name shop.test; root /shop; }
    server { listen 443 ssl; server_name *.shop.test; root /wild; }
    server { listen 443 ssl; server_name ~^api\\d+\\.test$; root /pattern; }
    server { listen 443 ssl; server_name other.test; root /other; }
}
"""
APACHE = """
Listen 80
Listen 443
<VirtualHost *:80>
    ServerName shop.test
    RewriteEngine on
    RewriteRule ^ https://%{SERVER_NAME}%{REQUEST_URI} [END,NE,R=permanent]
</VirtualHost>
<VirtualHost *:443>
    ServerName shop.test
    DocumentRoot /shop
</VirtualHost>
<VirtualHost *:443>
    ServerName other.test
    ServerAlias *.other.test
    DocumentRoot /other
</VirtualHost>
"""


def exchange(url: str, host: str | None = None, **connection) -> Exchange:
    fields = Fields.of([("Host", host)] if host else [])
    return Exchange(Request(Url.parse(url), fields=fields), connection=Connection(**connection))


def root(text: str, asked: Exchange) -> tuple[str | None, bool] | None:
    part = taken(read_config_text(text), asked)
    if part is None:
        return None
    blocks = (part.server,) if part.server else part.blocks
    roots = [
        e.args[0] for b in blocks for e in b.block if e.name.lower() in {"root", "documentroot"}
    ]
    return (roots[0] if roots else None), part.is_inferred


@pytest.mark.parametrize("text", [NGINX, APACHE])
@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://shop.test/", ("/shop", False)),
        ("https://other.test/", ("/other", False)),
        # What only redirects cannot have let it through.
        ("https://shop.test:8443/", ("/shop", True)),
        ("http://other.test:8080/", ("/other", True)),
        ("http://stranger.test:8080/", None),
    ],
)
def test_by_port_then_by_name(text, url, found):
    assert root(text, exchange(url)) == found


@pytest.mark.parametrize(
    ("host", "found"),
    [("www.shop.test", "/wild"), ("api7.test", "/pattern"), ("api.test", None)],
)
def test_names_of_nginx_with_wildcards_and_patterns(host, found):
    expected = (found, True) if found else None
    assert root(NGINX, exchange(f"http://{host}:8080/")) == expected


def test_names_of_apache_with_wildcards():
    assert root(APACHE, exchange("http://www.other.test:8080/")) == ("/other", True)


def test_the_only_server_is_meant_whatever_its_name():
    alone = "http { server { listen 127.0.0.1:80; server_name _; root /one; } }"
    assert root(alone, exchange("http://shop.test:8080/")) == ("/one", True)
    only_socket = "http { server { listen unix:/run/nginx.sock; root /one; } }"
    assert root(only_socket, exchange("http://shop.test/")) == ("/one", True)
    vhost = "Listen 80\n<VirtualHost *:80>\nServerName x.test\nDocumentRoot /one\n</VirtualHost>"
    assert root(vhost, exchange("http://shop.test:8080/")) == ("/one", True)
    main = "Listen 80\nDocumentRoot /one\n"
    assert root(main, exchange("http://shop.test:8080/")) == ("/one", True)
    assert root(main, exchange("http://shop.test/")) == ("/one", False)


@pytest.mark.parametrize(
    "text",
    [
        # Two of this name that both pass requests on.
        """http { server { listen 81; server_name shop.test; root /a; }
                  server { listen 82; server_name shop.test; root /b; } }""",
        # Nobody tries this pattern, so it may be the one.
        """http { server { listen 81; server_name ~^(?R)$; root /a; }
                  server { listen 82; server_name b.test; root /b; } }""",
        "http { upstream x { server 127.0.0.1:1; } }",
        """Listen 81
        Listen 82
        <VirtualHost *:81>
        ServerName shop.test
        </VirtualHost>
        <VirtualHost *:82>
        ServerName shop.test
        </VirtualHost>""",
    ],
)
def test_where_it_cannot_be_told(text):
    assert root(text, exchange("http://shop.test:8080/")) is None


def test_files_that_do_not_speak_of_ports_are_taken_as_before():
    site = "<VirtualHost *:80>\nServerName shop.test\nDocumentRoot /one\n</VirtualHost>"
    assert root(site, exchange("http://shop.test/")) == ("/one", False)
    assert root(site, exchange("http://shop.test:8080/")) == ("/one", True)
    htaccess = "RewriteEngine On\nRequire all granted\n"
    assert root(htaccess, exchange("http://shop.test:8080/")) == (None, False)


def test_a_host_for_any_port_is_behind_where_apache_does_not_listen():
    text = "Listen 81\n<VirtualHost *>\nServerName shop.test\nDocumentRoot /one\n</VirtualHost>"
    assert root(text, exchange("http://shop.test:81/")) == ("/one", False)
    assert root(text, exchange("http://shop.test/")) == ("/one", True)


def test_the_port_that_was_dialled_and_the_host_that_was_asked_for():
    asked = exchange("https://cdn.test/", "other.test", remote_address="127.0.0.1", remote_port=443)
    assert root(NGINX, asked) == ("/other", False)
    pinned = exchange("https://shop.test/", remote_address="127.0.0.1", remote_port=18443)
    assert root(NGINX, pinned) == ("/shop", True)
    odd = exchange("https://shop.test/", "[", remote_port=443)
    assert root(NGINX, odd) == ("/shop", False)


def test_a_forward_proxy_dials_what_the_address_says():
    proxied = exchange(
        "https://shop.test/",
        remote_address="192.0.2.1",
        remote_port=3128,
        proxy=ProxyFacts("http", "192.0.2.1", 3128),
    )
    assert root(NGINX, proxied) == ("/shop", False)


def test_certain_ones_come_first():
    behind = read_config_text("http { server { listen 81; root /behind; } }")
    front = read_config_text("http { server { listen 80; root /front; } }")
    found = takings((behind, front), exchange("http://shop.test/"))
    assert [part.is_inferred for part in found] == [False, True]
    assert found[0].config is front


def test_what_listens_on_loopback_only_is_behind_whoever_listens_outside():
    text = "http { server { listen 127.0.0.1:80; root /one; } }"
    inside = exchange("http://shop.test/", remote_address="127.0.0.1", remote_port=80)
    outside = exchange("http://shop.test/", remote_address="192.0.2.7", remote_port=80)
    assert root(text, inside) == ("/one", False)
    assert root(text, outside) == ("/one", True)
    assert root(text.replace("127.0.0.1", "10.0.0.5"), outside) == ("/one", False)
