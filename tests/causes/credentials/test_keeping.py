"""What keeps the Authorization field from a program behind the server, by configuration."""

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.credentials import keeping
from wwwhy.model import Connection, Exchange, Fields, Polarity, Request, Response, Url, Verdict
from wwwhy.sources.config import read_config_text, taken

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


def case(config, path: str = "/api/me.php", *, port: int = 80, server: str = "") -> Case:
    answer = Response(401, fields=Fields.of([("Server", server)] if server else []))
    request = Request(Url.parse(f"http://shop.test{path}"))
    asked = Exchange(request, answer, connection=Connection(remote_port=port))
    return Case(asked, asked, (asked,), config=(config,))


def kept(config, path: str = "/api/me.php", **how):
    return keeping.kept(case(config, path, **how))


def apache(fix: str = "", override: str = "None"):
    return read_config_text(FPM.format(fix=fix, override=override))


def nginx(inner: str = "", outer: str = ""):
    return read_config_text(NGINX.format(inner=inner, outer=outer))


def test_apache_keeps_it_from_php():
    found = kept(apache())
    assert found is not None
    assert (found.directive.name, found.how) == ("SetHandler", "configured_so")


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
    assert kept(config) is not None


@pytest.mark.parametrize(
    "fix",
    [
        "CGIPassAuth On",
        'SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1',
        "RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]",
    ],
)
def test_apache_was_told_to_hand_it_on(fix):
    assert kept(apache(fix)) is None


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
    assert kept(config) is None


def test_a_htaccess_file_may_change_it_where_one_is_read():
    def undone(config):
        part = taken(config, case(config).exchange)
        return part is not None and keeping.may_be_undone(part)

    assert not undone(apache())
    assert undone(apache(override="AuthConfig"))
    assert not undone(nginx())


@pytest.mark.parametrize(
    ("inner", "outer", "name"),
    [
        ('fastcgi_param HTTP_AUTHORIZATION "";', "", "fastcgi_param"),
        ("fastcgi_pass_request_headers off;", "", "fastcgi_pass_request_headers"),
        ("", "fastcgi_pass_request_headers off;", "fastcgi_pass_request_headers"),
    ],
)
def test_nginx_was_told_to_keep_it(inner, outer, name):
    found = kept(nginx(inner, outer))
    assert found is not None
    assert found.directive.name == name


@pytest.mark.parametrize(
    ("inner", "path"),
    [
        ("", "/api/me.php"),
        ("fastcgi_param HTTP_AUTHORIZATION $http_authorization;", "/api/me.php"),
        ("fastcgi_param HTTP_AUTHORIZATION $from_a_map;", "/api/me.php"),
        ('fastcgi_param HTTP_AUTHORIZATION "";', "/static.html"),
    ],
)
def test_nginx_hands_it_on_by_itself(inner, path):
    assert kept(nginx(inner), path) is None


BEHIND = """
http {{ {outer} server {{ listen 80; location / {{ {inner} proxy_pass http://127.0.0.1:8000; }} }} }}
"""


@pytest.mark.parametrize(
    ("outer", "inner", "how"),
    [
        ("", 'proxy_set_header Authorization "";', "taken_off"),
        ('proxy_set_header authorization "";', "", "taken_off"),
        ("", "proxy_pass_request_headers off;", "taken_off"),
        # A field of the location's own discards those of the level above it.
        ('proxy_set_header Authorization "";', "proxy_set_header X-Foo bar;", None),
        ("", 'proxy_set_header Authorization "Basic YTpi";', "own_login"),
        ("", "proxy_set_header Authorization $from_a_map;", None),
        ("", "proxy_pass_request_headers off; proxy_set_header Authorization $from_a_map;", None),
        ("", "proxy_set_header Authorization $http_authorization;", None),
        ("", "", None),
    ],
)
def test_what_a_gateway_takes_off(outer, inner, how):
    config = read_config_text(BEHIND.format(outer=outer, inner=inner))
    found = kept(config, "/v1/me")
    assert (found and found.how) == how


APACHE_BEHIND = """
Listen 80
ServerName shop.test
{outer}
<Location /v1>
{inner}
</Location>
ProxyPass / http://127.0.0.1:8000/
"""


@pytest.mark.parametrize(
    ("outer", "inner", "how"),
    [
        ("RequestHeader unset Authorization", "", "taken_off"),
        ("", "requestheader UNSET authorization:", "taken_off"),
        ("RequestHeader unset Authorization early", "", "taken_off"),
        # Early ones are of no effect inside a section (httpd 2.4.71).
        ("", "RequestHeader unset Authorization early", None),
        ("RequestHeader unset Authorization env=internal", "", None),
        ("RequestHeader unset X-Authorization", "", None),
        ('RequestHeader set Authorization "Basic YTpi"', "", "own_login"),
        ('RequestHeader set Authorization "%{LOGIN}e"', "", None),
        ('RequestHeader set Authorization "expr=%{HTTP:X-Login}"', "", None),
        ('RequestHeader setifempty Authorization "Basic YTpi"', "", None),
        ('RequestHeader add Authorization "Basic YTpi"', "", None),
        # All of them are carried out, the inner ones later.
        ("RequestHeader unset Authorization", 'RequestHeader set Authorization "Basic YTpi"',
         "own_login"),
        ("RequestHeader unset Authorization", 'RequestHeader add Authorization "Basic YTpi"',
         "own_login"),
        ("RequestHeader unset Authorization", 'RequestHeader set Authorization "%{X}e"', None),
        ('RequestHeader set Authorization "Basic YTpi"', "RequestHeader unset Authorization",
         "taken_off"),
        ("", "", None),
    ],
)  # fmt: skip
def test_what_apache_takes_off(outer, inner, how):
    config = read_config_text(APACHE_BEHIND.format(outer=outer, inner=inner))
    found = kept(config, "/v1/me")
    assert (found and found.how) == how


def test_what_a_gateway_sets_is_not_repeated():
    config = read_config_text(
        APACHE_BEHIND.format(outer='RequestHeader set Authorization "Basic YTpi"', inner="")
    )
    found = kept(config, "/v1/me")
    assert found is not None
    assert found.words == "RequestHeader set Authorization"


TAKES_OFF = BEHIND.format(outer="", inner='proxy_set_header Authorization "";')
ASKS_ITSELF = BEHIND.format(outer="", inner='auth_basic a; proxy_set_header Authorization "";')
APACHE_TAKES_OFF = APACHE_BEHIND.format(outer="RequestHeader unset Authorization", inner="")
APACHE_ASKS = APACHE_BEHIND.format(
    outer="RequestHeader unset Authorization", inner="AuthType Basic\nRequire valid-user"
)


@pytest.mark.parametrize(
    ("text", "port", "server", "utmost"),
    [
        (TAKES_OFF, 80, "nginx/1.22.1", Verdict.PROVED),
        # What nginx hands on has nginx's name, so this answer need not have come through it.
        (TAKES_OFF, 80, "gunicorn", Verdict.LIKELY),
        (TAKES_OFF, 80, "", Verdict.LIKELY),
        (TAKES_OFF, 8080, "nginx", Verdict.LIKELY),
        (TAKES_OFF, 8080, "", Verdict.POSSIBLE),
        (ASKS_ITSELF, 80, "nginx", Verdict.POSSIBLE),
        (APACHE_TAKES_OFF, 80, "gunicorn", Verdict.PROVED),
        (APACHE_TAKES_OFF, 8080, "gunicorn", Verdict.LIKELY),
        (APACHE_TAKES_OFF, 80, "", Verdict.LIKELY),
        (APACHE_ASKS, 80, "Apache", Verdict.POSSIBLE),
    ],
)
def test_how_much_may_be_said(text, port, server, utmost):
    judged = case(read_config_text(text), "/v1/me", port=port, server=server)
    found = keeping.kept(judged)
    assert found is not None
    assert keeping.utmost(found, judged) is utmost
    doubts = [e for e in keeping.evidence_of(found, judged) if e.polarity is Polarity.AGAINST]
    assert [each.values["port"] for each in doubts] == ([port] if port != 80 else [])


def test_another_login_before_its_own_was_passed():
    judged = case(read_config_text(APACHE_ASKS), "/v1/me", server="Apache")
    asks = ("outer", "inner")
    before, after = (
        Exchange(
            judged.request,
            Response(
                401,
                fields=Fields.of(
                    [("WWW-Authenticate", f'Basic realm="{realm}"'), ("Server", "Apache")]
                ),
            ),
        )
        for realm in asks
    )
    probe = ProbeResult("without-credentials", ProbeState.DONE, (before,))
    passed = Case(after, after, (after,), {"without-credentials": probe}, config=judged.config)
    found = keeping.kept(passed)
    assert found is not None
    assert keeping.utmost(found, passed) is not Verdict.POSSIBLE
