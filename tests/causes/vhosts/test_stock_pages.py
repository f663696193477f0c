"""Pages that come with a server, and pages that only look like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.causes.vhosts.stock_pages import stock_page
from wwwhy.model import Fields, Response


def page(body: bytes, kind: str = "text/html; charset=utf-8") -> Response:
    fields = Fields.of([("Content-Type", kind)] if kind else [])
    return Response(200, fields=fields, body=body, body_length=len(body))


@pytest.mark.parametrize(
    ("body", "product"),
    [
        (b"<html><head><title>Welcome to nginx!</title></head>", "nginx"),
        (b"<title>Welcome to nginx on Debian!</title>", "nginx"),
        (b"<TITLE>\n  Apache2 Debian Default Page: It works </TITLE>", "Apache"),
        (b"<title>Apache2 Ubuntu Default Page: It works</title>", "Apache"),
        (b"<title>Test Page for the HTTP Server on Fedora</title>", "Apache"),
        (b"<html><body><h1>It works!</h1></body></html>\n", "Apache"),
        (b"<title>Caddy works!</title>", "Caddy"),
        (b"<title>IIS Windows Server</title>", "IIS"),
        (b"<title>Apache Tomcat/10.1.60 (Debian)</title>", "Tomcat"),
        ("<title>Site not found · GitHub Pages</title>".encode(), "GitHub Pages"),
    ],
)
def test_the_page_of_a_server_is_known_by_its_title(body, product):
    assert stock_page(page(body)) == product


def test_a_plain_text_is_known_as_a_whole():
    assert stock_page(page(b"default backend - 404", "text/plain")) == "ingress-nginx"
    assert stock_page(page(b"default backend - 404", "")) == "ingress-nginx"


@pytest.mark.parametrize(
    "body",
    [
        b"<title>Our shop</title><p>Welcome to nginx!</p>",
        b"<title>How to replace Welcome to nginx!</title>",
        b"<title>Unit Test Page</title>",
        b"<title>Default Page Size</title>",
        b"<h1>It works!</h1><p>And so does the rest of our article.</p>",
        b"",
        b"<title>Welcome to nginx!</title>" + b" " * 30_000,
    ],
)
def test_pages_of_people_are_left_alone(body):
    assert stock_page(page(body)) is None


def test_data_is_no_page():
    assert stock_page(page(b"<title>Welcome to nginx!</title>", "application/json")) is None


@given(st.binary(max_size=3000))
def test_any_body_is_read_without_a_fault(body):
    assert stock_page(page(body)) is None or b"it" in body.lower()
