from dataclasses import replace

import pytest

from wwwhy.causes import Case
from wwwhy.causes.request.underscores import configured, dropper, logged, supposed_of
from wwwhy.model import Exchange, Fields, LogLine, Request, Response, Url
from wwwhy.sources.config import read_config_text

KEEPS = "http { server { listen 80; underscores_in_headers on; } }"


def answered(server, config=(), path="/"):
    refused = Exchange(
        Request(Url.parse(f"http://shop.test{path}")),
        Response(422, fields=Fields.of([("Server", server)])),
    )
    return Case(refused, refused, config=config)


@pytest.mark.parametrize("server", ["nginx/1.22.1", "gunicorn", "Werkzeug/3.0 Python/3.11"])
def test_a_box_that_drops_by_default(server):
    assert dropper(answered(server))[0].values["server"] == server.partition("/")[0]


@pytest.mark.parametrize("server", ["", "uvicorn", "Python/3.11 aiohttp/3.9", "Apache", "Kestrel"])
def test_nothing_seen_that_drops(server):
    assert dropper(answered(server)) == ()


def test_apache_drops_in_front_of_cgi():
    assert dropper(answered("Apache", path="/cgi-bin/items"))


def test_nginx_that_is_told_to_keep_them_drops_nothing():
    keeps = (read_config_text(KEEPS),)
    assert dropper(answered("nginx", keeps)) == ()
    assert dropper(answered("gunicorn", keeps))


NAMES = ("api_key",)
DROPS = "http { server { listen %d; location / { proxy_pass http://127.0.0.1:8000; } } }"


@pytest.mark.parametrize(
    ("text", "sure", "supposed"),
    [
        (DROPS % 80, ["nginx_drops_them"], []),
        # It must stand behind whoever listens on the port that was asked.
        (DROPS % 8080, [], ["nginx_behind_drops_them"]),
        (KEEPS, [], []),
        (KEEPS.replace("80", "8080"), [], []),
        ("Listen 80\nProxyPass / http://127.0.0.1:8000/\n", [], []),
    ],
)
def test_what_a_configuration_says_of_such_names(text, sure, supposed):
    case = answered("nginx", (read_config_text(text),))
    assert [each.name for each in configured(case, NAMES)] == sure
    assert [each.name for each in supposed_of(case, NAMES)] == supposed


def test_the_server_s_own_line_names_the_field():
    line = LogLine(
        "error.log",
        1,
        "nginx",
        "error",
        "",
        message='client sent invalid header line: "api_key: 1"',
        certainty="offset",
    )
    case = answered("nginx")
    for found, expected in (
        (line, ["log"]),
        (replace(line, certainty="window"), []),
        (replace(line, message='client sent invalid header line: "x_y: 1"'), []),
    ):
        judged = replace(case, log=(found,))
        assert [each.name for each in logged(judged, NAMES)] == expected
