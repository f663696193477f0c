"""Whether a program inside the server judges the credentials, as the answer shows it."""

import pytest

from wwwhy.causes import Case
from wwwhy.causes.credentials import inside
from wwwhy.model import Box, Exchange, Fields, Request, Response, Url


def case(path: str, box: str = "unknown", **fields: str) -> Case:
    lines = Fields.of((name.replace("_", "-"), value) for name, value in fields.items())
    exchange = Exchange(Request(Url.parse(f"http://shop.test{path}")), Response(401, fields=lines))
    return Case(exchange, exchange, answered_by=Box(box, "unknown"))


@pytest.mark.parametrize(
    "inner",
    [
        case("/api/me.php"),
        case("/cgi-bin/me"),
        case("/wp-json/wp/v2/users/me"),
        case("/me", x_powered_by="PHP/8.2.0"),
        case("/me", set_cookie="PHPSESSID=abc; path=/"),
        case("/me", box="Laravel"),
    ],
)
def test_signs_of_a_program_inside(inner):
    assert inside.is_passed_inside(inner)


@pytest.mark.parametrize("outer", [case("/me"), case("/a.php", box="nginx"), case("/phpinfo")])
def test_no_signs_of_one(outer):
    assert not inside.is_passed_inside(outer)


def test_apache_names_itself():
    assert inside.is_apache(case("/", server="Apache/2.4.62 (Debian)"))
    assert not inside.is_apache(case("/", server="nginx"))
    assert not inside.is_apache(case("/"))


@pytest.mark.parametrize(
    ("name", "role", "own"),
    [
        ("HAProxy", "load-balancer", True),
        ("Cloudflare", "cdn", True),
        ("unknown", "reverse-proxy", False),
        ("unknown", "application", False),
        ("Flask", "framework", False),
    ],
)
def test_a_gateway_that_refused_by_itself_asked_nobody(name, role, own):
    exchange = Exchange(Request(Url.parse("http://shop.test/")), Response(401))
    refused = Case(exchange, exchange, answered_by=Box(name, role))
    assert inside.is_gateways_own(refused) is own
