"""The site a configuration chooses, and whether it was chosen by name."""

import pytest

from wwwhy.causes import Case
from wwwhy.causes.vhosts.sites import site_of
from wwwhy.model import Exchange, Request, Url
from wwwhy.sources.config import read_config_text

NGINX = """
http {
    server { listen 80 default_server; server_name _; }
    server { listen 80; server_name shop.test *.shop.test .b.test ~^c[0-9]+\\.test$; }
}
"""
APACHE = """
<VirtualHost *:80>
    ServerName first.test
</VirtualHost>
<VirtualHost *:80>
    ServerName shop.test:80
    ServerAlias *.shop.test
</VirtualHost>
"""


def site(text: str, host: str):
    exchange = Exchange(Request(Url.parse(f"http://{host}/")))
    return site_of(Case(exchange, exchange, config=(read_config_text(text),)))


@pytest.mark.parametrize(
    ("text", "host", "by_name"),
    [
        (NGINX, "shop.test", True),
        (NGINX, "www.shop.test", True),
        (NGINX, "b.test", True),
        (NGINX, "x.b.test", True),
        (NGINX, "c7.test", True),
        (NGINX, "other.test", False),
        (APACHE, "shop.test", True),
        (APACHE, "www.shop.test", True),
        (APACHE, "first.test", True),
        (APACHE, "other.test", False),
    ],
)
def test_a_site_is_chosen_by_name_or_by_default(text, host, by_name):
    found = site(text, host)
    assert found is not None
    assert (found.by_name, found.alone) == (by_name, False)


def test_the_default_site_is_named():
    found = site(NGINX, "other.test")
    assert found is not None
    assert (found.names, found.pointer.rpartition(":")[2]) == (("_",), "3")


def test_a_server_with_one_site_has_no_other():
    found = site("server { listen 80; server_name a.test; }", "b.test")
    assert found is not None
    assert (found.by_name, found.alone) == (False, True)


def test_no_configuration_tells_nothing():
    exchange = Exchange(Request(Url.parse("http://a.test/")))
    assert site_of(Case(exchange, exchange)) is None


@pytest.mark.parametrize(
    ("text", "for_all"),
    [
        (NGINX, True),
        ("server { listen 80; server_name _; } server { server_name b.test; }", True),
        ('server { listen 80; server_name ""; } server { server_name b.test; }', True),
        ("server { listen 80 default_server; server_name a.test; }", True),
        ("server { listen 80; server_name a.test; } server { server_name b.test; }", False),
        (APACHE, False),
        ("<VirtualHost _default_:80>\nServerName a.test\n</VirtualHost>\n", True),
    ],
)
def test_a_site_may_be_made_for_all_names_or_only_stand_first(text, for_all):
    found = site(text, "other.test")
    assert found is not None
    assert found.for_all is for_all


@pytest.mark.parametrize("text", [NGINX, "Listen 80\n" + APACHE])
def test_behind_another_server_the_name_may_have_been_changed(text):
    assert site(text, "shop.test:8080") is None
