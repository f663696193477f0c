"""Every stored response of a real product is taken for what it is, and for nothing else."""

from dataclasses import replace

import pytest

from tests.catalog.boxes.messages import HERE, Sample, exchange, sample, samples
from wwwhy.catalog.signatures import all_signatures
from wwwhy.diagnosis.attribution import attribute
from wwwhy.model import Box, Exchange

SAMPLES = list(samples())
PAGES = (
    "nginx-404", "nginx-502", "apache-404", "apache-503", "haproxy-503", "lighttpd-404",
    "varnish-503", "squid-403-quiet", "ats-502", "tomcat-404", "jetty-404", "gunicorn-500-boom",
    "express-404", "gunicorn__django-500", "gunicorn__flask-500", "envoy-503", "tinyproxy-500",
    "webrick-404", "tornado-404", "twisted-404", "iis-403", "cloudfront-403", "akamai-403",
    "azure-application-gateway-403", "litespeed-403", "aws-alb-502", "cloudflare-522",
)  # fmt: skip


def named(box: Box) -> str:
    """Name a box as `expected.toml` does: by its role if its product is not known."""
    return box.role if box.name == "unknown" else box.name


@pytest.mark.parametrize("each", SAMPLES, ids=lambda s: f"{s.folder}/{s.name}")
def test_is_taken_for_what_it_is(each: Sample):
    found = attribute(each.exchange)
    box = found.answered_by
    assert (box.name, box.version, box.role) == (each.made_by, each.version, each.role)
    assert tuple(named(box) for box in found.path[1:]) == each.path
    assert found.path[0].role == "client"
    assert box in found.path
    if box.name == box.role == "unknown":
        assert box.confidence == 0
    else:
        assert 0.5 <= box.confidence <= 0.99
        assert box.signs


@pytest.mark.parametrize("name", PAGES)
def test_the_page_tells_without_server_and_with_a_forged_one(name: str):
    each = sample(name)
    without, forged = _server(each.exchange, None), _server(each.exchange, "Shop/1.0")
    for changed in (without, forged):
        assert attribute(changed).answered_by.name == each.made_by


@pytest.mark.parametrize("name", PAGES)
def test_the_same_page_with_200_says_no_more_who_refused(name: str):
    each = sample(name).exchange
    assert each.response is not None
    bare = replace(each.response, status=200, reason="OK", fields=_only_type(each))
    box = attribute(replace(each, response=bare)).answered_by
    assert box.name == "unknown"
    assert box.role != "reverse-proxy"


@pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error", "502 Bad Gateway"])
def test_a_brand_in_an_article_is_no_proof(status: str):
    quoted = (HERE / "recorded" / "nginx-502.http").read_bytes().partition(b"\r\n\r\n")[2]
    article = (
        b"<!doctype html><html><head><title>Fix 502 Bad Gateway nginx</title></head><body>"
        b"<h1>502 Bad Gateway</h1><p>nginx/1.22.1, Apache, HAProxy, Varnish, cloudflare.</p>"
        b"<pre>" + quoted + b"</pre><p>Error establishing a database connection</p></body></html>"
    )
    raw = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n\r\n".encode() + article
    assert attribute(exchange(raw)).answered_by.name == "unknown"


def test_a_relayed_page_is_believed_less_where_an_application_signed_it():
    page = sample("nginx-502").exchange
    relayed = attribute(_server(page, "gunicorn")).answered_by
    assert relayed.confidence < attribute(page).answered_by.confidence


def test_every_measured_product_has_a_recording_and_every_replay_a_source():
    made = {each.made_by for each in SAMPLES if each.folder == "recorded"}
    on_the_way = {name for each in SAMPLES for name in each.path}
    measured = {name for name, box in all_signatures().items() if box.measured}
    unseen = measured - made - on_the_way
    # Koa leaves nothing to be known by; its recordings must stay unnamed.
    assert unseen == {"Koa"}
    assert all(len(each.source) > 10 for each in SAMPLES if each.folder == "replayed")


def _server(each: Exchange, value: str | None) -> Exchange:
    assert each.response is not None
    fields = each.response.fields
    fields = fields.without("server") if value is None else fields.replaced("Server", value)
    return replace(each, response=replace(each.response, fields=fields))


def _only_type(each: Exchange):
    assert each.response is not None
    names = [line.name for line in each.response.fields if line.name.lower() != "content-type"]
    return each.response.fields.without(*names)
