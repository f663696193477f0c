"""No secret of a configuration enters the model; what a rule needs to see stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.config import apache, nginx
from wwwhy.sources.config.secrets import HIDDEN, hidden


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('proxy_set_header Authorization "Basic dXNlcjpwYXNz"', ["Authorization", "Basic ***"]),
        ('proxy_set_header Authorization "Bearer secret1"', ["Authorization", "Bearer ***"]),
        ("proxy_set_header X-Api-Key k3y", ["X-Api-Key", "***"]),
        ("proxy_pass http://user:pw@127.0.0.1/", ["http://***@127.0.0.1/"]),
        ("fastcgi_param DB_PASSWORD hunter2", ["DB_PASSWORD", "***"]),
        ("set $api_key abc", ["$api_key", "***"]),
        ("env DB_PASSWORD=hunter2", ["DB_PASSWORD=***"]),
        ("secure_link_secret hunter2", ["***"]),
        ('secure_link_md5 "$uri hunter2"', ["$uri ***"]),
        ("if $http_authorization != hunter2", ["$http_authorization", "!=", "***"]),
        ("if $arg_token = hunter2", ["$arg_token", "=", "***"]),
        ("return 200 $apr1$abcd$XyZ01234567890", ["200", "***"]),
        ("AuthLDAPBindPassword hunter2", ["***"]),
        ("SessionCryptoPassphrase hunter2", ["***"]),
        ("OIDCClientSecret hunter2", ["***"]),
        ("AuthBasicFake demo hunter2", ["demo", "***"]),
        ("SetEnv API_KEY hunter2", ["API_KEY", "***"]),
        (
            'RequestHeader set Authorization "Basic dXNlcjpwYXNz"',
            ["set", "Authorization", "Basic ***"],
        ),
        ("ProxyPass /a http://u:p@h/", ["/a", "http://***@h/"]),
        ("RewriteCond %{HTTP:Authorization} !=hunter2", ["%{HTTP:Authorization}", "***"]),
        ("Require expr %{HTTP:X-Api-Key}=='hunter2'", ["expr", "%{HTTP:X-Api-Key}=='***'"]),
        ("Require expr req('X-Api-Key')=='my-token'", ["expr", "req('X-Api-Key')=='***'"]),
        ("DBDParams host=a,pass=hunter2", ["host=a,pass=***"]),
    ],
)
def test_secrets_are_hidden(line, shown):
    name, *args = apache.split_words(line)
    assert hidden(name, args) == (name, tuple(shown))


@pytest.mark.parametrize(
    "line",
    [
        "proxy_set_header Authorization $http_authorization",
        'proxy_set_header Authorization "Bearer $token"',
        'proxy_set_header Authorization ""',
        "proxy_set_header X-Forwarded-Proto https",
        "proxy_pass http://127.0.0.1:8000/a",
        "proxy_pass_header Authorization",
        "fastcgi_param HTTP_AUTHORIZATION $http_authorization if_not_empty",
        "auth_basic_user_file /etc/nginx/htpasswd",
        "ssl_password_file /etc/keys",
        "server_tokens off",
        "SetEnvIf Authorization (.*) HTTP_AUTHORIZATION=$1",
        "SetEnvIf Authorization ^Bearer\\s+(.*)$ HTTP_AUTHORIZATION=$1",
        "RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]",
        "RewriteCond %{HTTP:Authorization} ^(.*)",
        "RequestHeader unset Authorization",
        'RequestHeader set Authorization "%{HTTP_AUTHORIZATION}e"',
        "Header always set WWW-Authenticate Basic",
        "CGIPassAuth On",
        "if $http_authorization = ''",
        "if $request_method = POST",
    ],
)
def test_what_is_no_secret_is_kept(line):
    name, *args = apache.split_words(line)
    assert hidden(name, args) == (name, tuple(args))


def test_the_keys_of_a_map_over_credentials_are_secrets():
    config = nginx.read_text(
        'map $http_x_api_key $who { default ""; hunter2 alice; "~^Bearer (.+)$" $1; }\n'
        "map $http_accept $kind { text/html html; }"
    )
    assert [d.name for d in config.walk()] == [
        "map",
        "default",
        HIDDEN,
        "~^Bearer (.+)$",
        "map",
        "text/html",
    ]


def test_a_condition_in_a_section_is_masked():
    config = apache.read_text("<If \"%{HTTP:Authorization} == 'Bearer hunter2'\">\n</If>")
    assert config.directives[0].args == ("%{HTTP:Authorization} == 'Bearer ***'",)


@pytest.mark.parametrize("secret", ["hunter2", "p4ss-w0rd", "a$b", "geheim="])
@pytest.mark.parametrize(
    "line",
    [
        'proxy_set_header Authorization "Bearer {}";',
        "proxy_set_header X-Auth-Token '{}';",
        "fastcgi_param DB_PASSWORD '{}';",
        'if ($http_x_api_key != "{}") {{ return 403; }}',
        'map $cookie_session $x {{ "{}" 1; }}',
    ],
)
def test_a_secret_is_nowhere_in_what_was_read(line, secret):
    assert secret not in repr(nginx.read_text(line.format(secret)))


@given(
    st.text(max_size=40),
    st.lists(st.text(max_size=40), max_size=4),
    st.lists(st.text(max_size=20), max_size=3),
)
def test_no_words_are_an_accident(name, args, inside):
    _shown, kept = hidden(name, args, inside)
    assert len(kept) == len(args)
