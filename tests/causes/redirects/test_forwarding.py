import pytest

from wwwhy.causes import Case
from wwwhy.causes.redirects.forwarding import overwrites_scheme, silent_about_scheme
from wwwhy.model import Exchange, Request, Response, Url
from wwwhy.sources.config import read_config_text

NGINX = "http {{ server {{ listen 443 ssl; {server} location / {{ {location} }} }} }}"
APACHE = "Listen 443\n<VirtualHost *:443>\n{host}\n</VirtualHost>\n"


def found(text):
    exchange = Exchange(Request(Url.parse("https://shop.test/")), Response(301))
    return silent_about_scheme(read_config_text(text), Case(exchange, exchange))


@pytest.mark.parametrize(
    ("server", "location"),
    [
        ("", "proxy_pass http://app;"),
        ("", "proxy_pass http://app; proxy_set_header Host $host;"),
        # One of them in a location discards all that it would have inherited.
        (
            "proxy_set_header X-Forwarded-Proto https;",
            "proxy_pass http://app; proxy_set_header Host $host;",
        ),
    ],
)
def test_nginx_says_nothing(server, location):
    directive = found(NGINX.format(server=server, location=location))
    assert directive is not None
    assert directive.name == "proxy_pass"


@pytest.mark.parametrize(
    ("server", "location"),
    [
        ("", "proxy_pass http://app; proxy_set_header X-Forwarded-Proto $scheme;"),
        ("proxy_set_header Forwarded proto=https;", "proxy_pass http://app;"),
        ("", "proxy_pass https://app;"),
        ("", "root /srv/www;"),
    ],
)
def test_nginx_says_it_or_has_nobody_to_say_it_to(server, location):
    assert found(NGINX.format(server=server, location=location)) is None


def test_apache():
    silent = "ProxyPass / http://127.0.0.1:8000/"
    assert found(APACHE.format(host=silent)) is not None
    said = f'RequestHeader set X-Forwarded-Proto "https"\n{silent}'
    assert found(APACHE.format(host=said)) is None


MIDDLE = "http {{ server {{ listen {listen}; location / {{ {location} }} }} }}"
BOTH = (
    "http {{ server {{ listen 443 ssl; location / {{ proxy_pass http://127.0.0.1:{port}; }} }}"
    " server {{ listen 8080; location / {{ proxy_pass http://app;"
    " proxy_set_header X-Forwarded-Proto $scheme; }} }} }}"
)


def overwritten(text):
    exchange = Exchange(Request(Url.parse("https://shop.test/")), Response(301))
    return overwrites_scheme(read_config_text(text), Case(exchange, exchange))


@pytest.mark.parametrize("value", ["$scheme", "http"])
def test_a_server_of_clear_text_in_the_middle_calls_it_http(value):
    location = f"proxy_pass http://app; proxy_set_header X-Forwarded-Proto {value};"
    directive = overwritten(MIDDLE.format(listen="127.0.0.1:8080", location=location))
    assert directive is not None
    assert directive.args == ("X-Forwarded-Proto", value)


@pytest.mark.parametrize(
    ("listen", "location"),
    [
        ("8080", "proxy_pass http://app; proxy_set_header X-Forwarded-Proto https;"),
        ("8080", "proxy_pass http://app; proxy_set_header X-Forwarded-Proto $http_x_proto;"),
        ("8080", "proxy_pass http://app;"),
        ("8080", "proxy_set_header X-Forwarded-Proto $scheme; return 200;"),
        ("8443 ssl", "proxy_pass http://app; proxy_set_header X-Forwarded-Proto $scheme;"),
    ],
)
def test_other_servers_overwrite_nothing(listen, location):
    assert overwritten(MIDDLE.format(listen=listen, location=location)) is None


def test_of_one_file_only_the_server_that_is_passed_to_counts():
    assert overwritten(BOTH.format(port=8080)) is not None
    assert overwritten(BOTH.format(port=9090)) is None


def test_behind_another_server_silence_is_right():
    silent = "location / { proxy_pass http://app; }"
    assert found(f"http {{ server {{ listen 443 ssl; {silent} }} }}") is not None
    assert found(f"http {{ server {{ listen 8080; {silent} }} }}") is None
    assert found("Listen 8080\nProxyPass / http://127.0.0.1:8000/\n") is None
