import pytest

from wwwhy.causes import Case
from wwwhy.causes.request.underscores import dropper
from wwwhy.model import Exchange, Fields, Request, Response, Url
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
