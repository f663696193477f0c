from dataclasses import replace

import pytest

from wwwhy.causes import Case
from wwwhy.causes.permissions.files import configured_file, refused_files
from wwwhy.model import Exchange, Request, Response, Url
from wwwhy.sources.config import read_config_text
from wwwhy.sources.serverlog import apache_error, nginx_error

NGINX = (
    '2026/11/21 00:15:19 [error] 7#7: *3 open() "{path}" failed ({errno}: {text}), client: '
    '127.0.0.1, server: , request: "GET /report.pdf HTTP/1.1", host: "shop.test"'
)
APACHE = (
    "[Sat Nov 21 00:15:19.700000 2026] [core:error] [pid 7:tid 9] (13)Permission denied: "
    "[client 127.0.0.1:5246] {code}: {words}: {path}"
)


def case(*lines, path="/report.pdf", config=()):
    exchange = Exchange(Request(Url.parse(f"http://shop.test{path}")), Response(403))
    found = tuple(replace(line, certainty="offset") for line in lines)
    return Case(exchange, exchange, log=found, config=config)


def nginx(path="/srv/www/report.pdf", errno=13, text="Permission denied"):
    return nginx_error.parse(NGINX.format(path=path, errno=errno, text=text))


def apache(code, words, path="/srv/www/report.pdf"):
    return apache_error.parse(APACHE.format(code=code, words=words, path=path))


@pytest.mark.parametrize(
    "line", [nginx(), apache("AH00132", "file permissions deny server access")]
)
def test_finds_the_line_about_the_very_file(line):
    assert [path for _, path in refused_files(case(line))] == ["/srv/www/report.pdf"]


def test_an_index_page_is_the_file_of_a_folder():
    assert list(refused_files(case(nginx("/srv/www/docs/index.html"), path="/docs/")))


def test_an_encoded_name_is_the_same_file():
    assert list(refused_files(case(nginx("/srv/www/my report.pdf"), path="/my%20report.pdf")))


@pytest.mark.parametrize(
    "line",
    [
        nginx(errno=2, text="No such file or directory"),
        nginx("/srv/www/other.pdf"),
        nginx("/var/lib/nginx/body/0001"),
        apache("AH00529", "unable to check htaccess file", "/srv/www/.htaccess"),
        apache("AH00035", "access to /report.pdf denied, search permissions are missing"),
    ],
)
def test_other_refusals_are_not_about_it(line):
    assert list(refused_files(case(line))) == []


def test_a_line_that_may_be_anybodys_counts_for_nothing():
    vague = replace(case(nginx()), log=(replace(nginx(), certainty="window"),))
    assert list(refused_files(vague)) == []


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("http { server { listen 80; root /srv/www; location / { } } }", "/srv/www/report.pdf"),
        ("http { server { listen 80; location / { root /data/; } } }", "/data/report.pdf"),
        ("http { server { listen 80; root $home/www; location / { } } }", None),
        ("http { server { listen 80; root /a; location / { proxy_pass http://b; } } }", None),
        ("http { server { listen 80; location / { alias /srv/files/; } } }", None),
        ("Listen 80\nDocumentRoot /srv/www\nServerName shop.test\n", "/srv/www/report.pdf"),
    ],
)
def test_follows_the_configuration(text, file):
    assert configured_file(case(config=(read_config_text(text),))) == file


@pytest.mark.parametrize(
    ("text", "file"),
    [
        # The port asked is mapped to this one, or another server stands in front.
        ("http { server { listen 8080; root /srv/www; } }", "/srv/www/report.pdf"),
        (
            (
                "http { server { listen 8080; server_name other.test; root /other; }"
                " server { listen 8080; server_name shop.test; root /srv/www; } }"
            ),
            "/srv/www/report.pdf",
        ),
        (
            (
                "http { server { listen 8080; server_name a.test; root /a; }"
                " server { listen 8080; server_name b.test; root /b; } }"
            ),
            None,
        ),
        ("Listen 8080\nDocumentRoot /srv/www\nServerName shop.test\n", "/srv/www/report.pdf"),
    ],
)
def test_follows_a_configuration_of_another_port(text, file):
    assert configured_file(case(config=(read_config_text(text),))) == file
