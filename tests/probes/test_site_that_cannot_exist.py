"""Through the same proxy a site is asked for that cannot exist, and nothing secret goes along."""

from dataclasses import replace

import pytest

from wwwhy.model import Exchange, Experiment, Fields, Proxy, Request, Url
from wwwhy.probes import NotApplicable, probe

PROXY = Proxy("http", "127.0.0.1", 3128, userinfo="ann:secret")
FIELDS = Fields.of(
    [
        ("Host", "shop.test"),
        ("User-Agent", "curl/8"),
        ("Authorization", "Bearer t0k"),
        ("Cookie", "sid=1"),
        ("X-Door", "sesame"),
    ]
)


def change(url: str = "http://shop.test/a?token=t0k", proxy: Proxy | None = PROXY):
    request = Request(Url.parse(url), method="POST", body=b"x", fields=FIELDS)
    request = request.with_transport(proxy=proxy)
    return probe("site-that-cannot-exist").change(Exchange(request), ())


def test_only_the_login_of_the_proxy_goes_along():
    made = change()
    assert isinstance(made, Experiment)
    (request,) = made.requests
    assert str(request.url) == "http://wwwhy-probe.invalid/"
    assert [line.name for line in request.fields] == ["User-Agent"]
    assert (request.method, request.body) == ("GET", None)
    assert request.transport.proxy == PROXY


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://shop.test/", None),
        ("https://shop.test/", PROXY),
        ("http://shop.test/", replace(PROXY, tunnel=True)),
        ("http://shop.test/", replace(PROXY, scheme="socks5h")),
    ],
)
def test_where_the_proxy_does_not_see_the_site_it_does_not_apply(url, proxy):
    assert isinstance(change(url, proxy), NotApplicable)
