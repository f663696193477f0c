"""What configurations say of the server behind: address, patience, buffers, reuse, TLS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.causes import Case
from wwwhy.causes.upstream.backends import Backend, backend_of
from wwwhy.errors import InputError
from wwwhy.model import Exchange, Fields, Request, Url
from wwwhy.sources.config import read_config_text


def backend(text: str, url: str = "http://a.test/api/x", host: str | None = None) -> Backend | None:
    fields = Fields.of([("Host", host)] if host else [])
    exchange = Exchange(Request(Url.parse(url), fields=fields))
    return backend_of(Case(exchange, exchange, config=(read_config_text(text),)))


def nginx(inside: str, before: str = "") -> Backend | None:
    return backend(f"http {{ {before} server {{ listen 80; server_name a.test; {inside} }} }}")


def test_nginx_with_all_it_says():
    found = nginx(
        """
        proxy_connect_timeout 2s;
        location /api/ {
            proxy_pass https://app/v1/;
            proxy_read_timeout 1m30s;
            proxy_buffer_size 16k;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_ssl_server_name on;
        }
        """,
        "upstream app { server 10.0.0.1:8000; server 10.0.0.2:8000; keepalive 8; }",
    )
    assert found is not None
    assert (found.url, found.peers) == (
        "https://10.0.0.1:8000", ("10.0.0.1:8000", "10.0.0.2:8000"),
    )  # fmt: skip
    assert (found.read_timeout, found.connect_timeout, found.send_timeout) == (90, 2, 60)
    assert (found.read_directive, found.head_directive) == (
        "proxy_read_timeout", "proxy_buffer_size",
    )  # fmt: skip
    assert (found.head_limit, found.keeps_idle, found.sends_name) == (16384, True, True)


def test_nginx_with_its_defaults():
    found = nginx("location / { proxy_pass http://127.0.0.1:8000; }")
    assert found is not None
    assert (found.url, found.directive) == ("http://127.0.0.1:8000", "proxy_pass")
    assert (found.read_timeout, found.read_directive, found.head_limit) == (60, "", 4096)
    assert (found.keeps_idle, found.sends_name) == (False, None)


def test_nginx_sends_no_name_by_default():
    found = nginx("location / { proxy_pass https://127.0.0.1:8443; }")
    assert found is not None
    assert found.sends_name is False


def test_other_ways_to_pass_a_request_on():
    found = nginx("location / { fastcgi_pass unix:/run/fpm.sock; fastcgi_read_timeout 5s; }")
    assert found is not None
    assert (found.url, found.read_timeout) == ("fastcgi://unix:/run/fpm.sock", 5)


@pytest.mark.parametrize(
    "inside",
    [
        "location / { proxy_pass http://$backend; }",
        "location / { root /srv; }",
        "location / { proxy_pass; }",
        "return 404;",
    ],
)
def test_what_nginx_does_not_tell(inside):
    assert nginx(inside) is None


APACHE = """
ProxyTimeout 20
<VirtualHost *:80>
    ServerName a.test
    ProxyPass /static !
    ProxyPass /api http://127.0.0.1:8000/v1 connectiontimeout=2 timeout=7 responsefieldsize=16384
    ProxyPass /pool balancer://pool/
    ProxyPass / http://127.0.0.1:9000/ disablereuse=on
</VirtualHost>
<Proxy balancer://pool>
    BalancerMember http://10.0.0.1:80
    BalancerMember http://10.0.0.2:80
</Proxy>
"""


@pytest.mark.parametrize(
    ("path", "url", "read", "connect"),
    [
        ("/api/x", "http://127.0.0.1:8000", 7, 2),
        ("/x", "http://127.0.0.1:9000", 20, 20),
        ("/pool/x", "http://10.0.0.1:80", 20, 20),
    ],
)
def test_apache_takes_the_first_prefix_that_fits(path, url, read, connect):
    found = backend(APACHE, f"http://a.test{path}")
    assert found is not None
    assert (found.url, found.read_timeout, found.connect_timeout) == (url, read, connect)


def test_apache_s_options():
    api, rest = backend(APACHE, "http://a.test/api/"), backend(APACHE, "http://a.test/")
    assert api is not None
    assert rest is not None
    assert (api.head_limit, api.head_directive, api.keeps_idle) == (16384, "ProxyPass", True)
    assert (rest.head_limit, rest.head_directive, rest.keeps_idle) == (8192, "", False)


def test_apache_shares_the_load():
    found = backend(APACHE, "http://a.test/pool/")
    assert found is not None
    assert len(found.peers) == 2


def test_apache_exempts_a_path():
    assert backend(APACHE, "http://a.test/static/x.css") is None


def test_the_host_field_chooses_the_site():
    text = """
    http {
        server { listen 80; server_name a.test; location / { proxy_pass http://127.0.0.1:1; } }
        server { listen 80; server_name b.test; location / { proxy_pass http://127.0.0.1:2; } }
    }
    """
    found = backend(text, "http://a.test/", host="b.test:80")
    assert found is not None
    assert found.url == "http://127.0.0.1:2"


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_target_is_read_without_a_fault(target, time):
    text = (
        f"server {{ listen 80; location / {{ proxy_pass {target}; proxy_read_timeout {time}; }} }}"
    )
    try:
        found = backend(text)
    except InputError:
        return
    assert found is None or found.read_timeout >= 0


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:8000/", True),
        ("http://unix:/run/app.sock", True),
        # A name may have an IPv6 address and an IPv4 one, of which only one is listened on.
        ("http://localhost:8000", False),
        ("http://app.test", False),
    ],
)
def test_only_an_address_is_one_place_for_sure(address, expected):
    found = nginx(f"location / {{ proxy_pass {address}; }}")
    assert found is not None
    assert found.is_one is expected


def test_two_servers_are_two_places():
    servers = "upstream app { server 10.0.0.1:8000; server 10.0.0.2:8000; }"
    found = nginx("location / { proxy_pass http://app; }", servers)
    assert found is not None
    assert not found.is_one


def test_a_gateway_chosen_by_its_name_may_be_another_one():
    found = backend(
        "http { server { listen 80; location / { proxy_pass http://127.0.0.1:8000; } } }",
        "http://a.test:8080/",
    )
    assert found is not None
    assert (found.url, found.is_inferred, found.is_one) == ("http://127.0.0.1:8000", True, False)


def test_the_gateway_that_was_asked_comes_before_one_chosen_by_its_name():
    behind, front = (
        read_config_text(
            f"http {{ server {{ listen {port}; location / {{ proxy_pass http://10.0.0.{port}; }} }} }}"
        )
        for port in (81, 80)
    )
    exchange = Exchange(Request(Url.parse("http://a.test/")))
    found = backend_of(Case(exchange, exchange, config=(behind, front)))
    assert found is not None
    assert (found.url, found.is_inferred) == ("http://10.0.0.80", False)
