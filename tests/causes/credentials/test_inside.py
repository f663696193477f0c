"""What keeps the Authorization field from a program inside the server, by configuration."""

import pytest

from wwwhy.causes import Case
from wwwhy.causes.credentials import inside
from wwwhy.model import Box, Exchange, Fields, Request, Response, Url
from wwwhy.sources.config import read_config_text

FPM = """
Listen 80
DocumentRoot /srv/www
<Directory /srv/www>
    AllowOverride {override}
    {fix}
</Directory>
<FilesMatch "\\.php$">
    SetHandler "proxy:unix:/run/php.sock|fcgi://localhost"
</FilesMatch>
"""
NGINX = """
http {{ server {{ listen 80; {outer}
    location / {{ }}
    location ~ \\.php$ {{ fastcgi_pass unix:/run/php.sock; {inner} }}
}} }}
"""


def request(path: str = "/api/me.php") -> Request:
    return Request(Url.parse(f"http://shop.test{path}"))


def apache(fix: str = "", override: str = "None"):
    return read_config_text(FPM.format(fix=fix, override=override))


def nginx(inner: str = "", outer: str = ""):
    return read_config_text(NGINX.format(inner=inner, outer=outer))


def test_apache_keeps_it_from_php():
    directive = inside.keeps_authorization(apache(), request())
    assert directive is not None
    assert directive.name == "SetHandler"


@pytest.mark.parametrize(
    "text",
    [
        "ScriptAlias /api/ /srv/cgi/\n",
        "ProxyPass /api/ fcgi://127.0.0.1:9000/srv/www/\n",
        'ProxyPassMatch "^/(.*\\.php)$" "fcgi://127.0.0.1:9000/srv/www/$1"\n',
        "DocumentRoot /srv/www\nAddHandler cgi-script .php .pl\n",
        "DocumentRoot /srv/www\nAddHandler fcgid-script .php\n",
    ],
)
def test_other_ways_to_a_program(text):
    config = read_config_text(f"Listen 80\nServerName shop.test\n{text}")
    assert inside.keeps_authorization(config, request()) is not None


@pytest.mark.parametrize(
    "fix",
    [
        "CGIPassAuth On",
        'SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1',
        "RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]",
    ],
)
def test_apache_was_told_to_hand_it_on(fix):
    assert inside.keeps_authorization(apache(fix), request()) is None


@pytest.mark.parametrize(
    "text",
    [
        "ProxyPass / http://127.0.0.1:8000/\n",
        "DocumentRoot /srv/www\n",
        "DocumentRoot /srv/www\nAddHandler cgi-script .cgi\n",
        "ScriptAlias /cgi-bin/ /srv/cgi/\n",
    ],
)
def test_where_no_program_over_cgi_is_asked(text):
    config = read_config_text(f"Listen 80\nServerName shop.test\n{text}")
    assert inside.keeps_authorization(config, request()) is None


def test_a_htaccess_file_may_change_it_where_one_is_read():
    assert not inside.may_be_changed_by_htaccess(apache(), request())
    assert inside.may_be_changed_by_htaccess(apache(override="AuthConfig"), request())
    assert not inside.may_be_changed_by_htaccess(nginx(), request())


@pytest.mark.parametrize(
    ("inner", "outer", "name"),
    [
        ('fastcgi_param HTTP_AUTHORIZATION "";', "", "fastcgi_param"),
        ("fastcgi_pass_request_headers off;", "", "fastcgi_pass_request_headers"),
        ("", "fastcgi_pass_request_headers off;", "fastcgi_pass_request_headers"),
    ],
)
def test_nginx_was_told_to_keep_it(inner, outer, name):
    directive = inside.keeps_authorization(nginx(inner, outer), request())
    assert directive is not None
    assert directive.name == name


@pytest.mark.parametrize(
    ("inner", "path"),
    [
        ("", "/api/me.php"),
        ("fastcgi_param HTTP_AUTHORIZATION $http_authorization;", "/api/me.php"),
        ('fastcgi_param HTTP_AUTHORIZATION "";', "/static.html"),
    ],
)
def test_nginx_hands_it_on_by_itself(inner, path):
    assert inside.keeps_authorization(nginx(inner), request(path)) is None


def case(path: str, box: str = "unknown", **fields: str) -> Case:
    lines = Fields.of((name.replace("_", "-"), value) for name, value in fields.items())
    exchange = Exchange(request(path), Response(401, fields=lines))
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


BEHIND = """
http {{ {outer} server {{ listen 80; location / {{ {inner} proxy_pass http://127.0.0.1:8000; }} }} }}
"""


@pytest.mark.parametrize(
    ("outer", "inner", "name"),
    [
        ("", 'proxy_set_header Authorization "";', "proxy_set_header"),
        ('proxy_set_header authorization "";', "", "proxy_set_header"),
        ("", "proxy_pass_request_headers off;", "proxy_pass_request_headers"),
        # A field of the location's own discards those of the level above it.
        ('proxy_set_header Authorization "";', "proxy_set_header X-Foo bar;", None),
        ("", 'proxy_set_header Authorization "Basic YTpi";', None),
        ("", "proxy_set_header Authorization $http_authorization;", None),
        ("", "", None),
    ],
)
def test_what_a_gateway_takes_off(outer, inner, name):
    config = read_config_text(BEHIND.format(outer=outer, inner=inner))
    directive = inside.keeps_authorization(config, request("/v1/me"))
    assert (directive and directive.name) == name
