"""PHP behind Apache without CGIPassAuth, a CGI script, and nginx that was told to keep it."""

from lab import Lab, Scene, Server

PHP = """\
<?php
$sent = $_SERVER["HTTP_AUTHORIZATION"] ?? $_SERVER["REDIRECT_HTTP_AUTHORIZATION"] ?? %s;
header("Content-Type: application/json");
if ($sent === "Bearer tok-4f9a8c27d1e35b60") {
    echo json_encode(["name" => "Ann"]);
    exit;
}
http_response_code(401);
header("WWW-Authenticate: Bearer" . ($sent === null ? "" : " error=\\"invalid_token\\""));
echo json_encode(["message" => $sent === null ? "%s" : "Jeton refus\u00e9"]);
"""
BASIC = """\
<?php
if (($_SERVER["PHP_AUTH_USER"] ?? "") === "ann" && $_SERVER["PHP_AUTH_PW"] === "secret") {
    exit("welcome");
}
http_response_code(401);
header("WWW-Authenticate: Basic realm=\\"lab\\"");
echo "Please log in.";
"""
CGI = """\
#!/bin/sh
if [ "$HTTP_AUTHORIZATION" = "Bearer tok-4f9a8c27d1e35b60" ]; then
    printf 'Content-Type: application/json\\r\\n\\r\\n{"name": "Ann"}\\n'
else
    printf 'Status: 401 Unauthorized\\r\\nWWW-Authenticate: Bearer\\r\\n'
    printf 'Content-Type: application/json\\r\\n\\r\\n{"code": 7}\\n'
fi
"""
APACHE = """
<Directory {root}>
    {fix}
</Directory>
<FilesMatch "\\.php$">
    SetHandler "proxy:unix:{sock}|fcgi://localhost"
</FilesMatch>
"""
NGINX = """
location ~ \\.php$ {
    fastcgi_pass unix:{sock};
    fastcgi_param SCRIPT_FILENAME {docs}$fastcgi_script_name;
    fastcgi_param REQUEST_METHOD $request_method;
    {fault}
}
"""
BEHIND = """
from flask import Flask, jsonify, request

app = Flask(__name__)

@app.get("/v1/me")
def me():
    if request.headers.get("Authorization") == "Bearer tok-4f9a8c27d1e35b60":
        return jsonify(name="Ann")
    return jsonify(message="unauthorized"), 401, {"WWW-Authenticate": 'Bearer realm="api"'}
"""
FRONT = """
frontend front
    bind 127.0.0.1:{port}
    {login}
    default_backend back
backend back
    server one {address}
"""
LOGIN = """http-request auth realm lab unless { http_auth(people) }
userlist people
    user ann insecure-password secret
"""
APACHE_PROXY = """
<Location /v1>
    {fault}
</Location>
ProxyPass / {app}/
"""
STRIPS = 'proxy_set_header Authorization "";'
PROXY = "location / { {fault} proxy_pass {app}; }"
TOKEN = ("-H", "Authorization: Bearer tok-4f9a8c27d1e35b60")
SETENVIF = 'SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1'
MISSING = PHP % ("null", "Token missing")


def broken(lab: Lab) -> Scene:
    """Send a good token to PHP-FPM behind Apache as it comes, configuration in hand."""
    server = _apache(lab, MISSING)
    return Scene(("--server-config", server.config, "curl", *TOKEN, server.at("/api/me.php")))


def repaired(lab: Lab) -> Scene:
    """Let Apache pass it on."""
    server = _apache(lab, MISSING, "CGIPassAuth On")
    return Scene(("--server-config", server.config, "curl", *TOKEN, server.at("/api/me.php")))


def repaired_setenvif(lab: Lab) -> Scene:
    """Hand it over as a variable, as on older servers."""
    server = _apache(lab, MISSING, SETENVIF)
    return Scene(("--server-config", server.config, "curl", *TOKEN, server.at("/api/me.php")))


def broken_outside(lab: Lab) -> Scene:
    """Send it without the configuration at hand, and get an answer in French."""
    server = _apache(lab, PHP % ("null", "Connectez-vous"))
    return Scene(("curl", *TOKEN, server.at("/api/me.php")), verdict="likely")


def broken_copy(lab: Lab) -> Scene:
    """Send it to a program that also takes X-Authorization, as many came to do."""
    server = _apache(lab, PHP % ('$_SERVER["HTTP_X_AUTHORIZATION"] ?? null', "Token missing"))
    return Scene(("curl", *TOKEN, server.at("/api/me.php")), verdict="likely")


def broken_basic(lab: Lab) -> Scene:
    """Send the right password to a program that reads PHP_AUTH_USER."""
    server = _apache(lab, BASIC)
    return Scene(("curl", "-u", "ann:secret", server.at("/api/me.php")), verdict="likely")


def repaired_basic(lab: Lab) -> Scene:
    """Pass that on, too."""
    server = _apache(lab, BASIC, "CGIPassAuth On")
    return Scene(("curl", "-u", "ann:secret", server.at("/api/me.php")))


def broken_cgi(lab: Lab) -> Scene:
    """Send it to a CGI script of Apache, configuration in hand."""
    server = lab.apache("ScriptAlias /cgi-bin/ {root}/cgi-bin/", modules=["cgid"])
    server.write("cgi-bin/me", CGI, mode=0o755)
    return Scene(("--server-config", server.config, "curl", *TOKEN, server.at("/cgi-bin/me")))


def broken_nginx(lab: Lab) -> Scene:
    """Let nginx overwrite the variable, configuration in hand."""
    fpm = lab.php_fpm({"me.php": MISSING})
    fault = 'fastcgi_param HTTP_AUTHORIZATION "";'
    server = lab.nginx(NGINX, sock=fpm.socket, docs=fpm.root, fault=fault)
    return Scene(("--server-config", server.config, "curl", *TOKEN, server.at("/me.php")))


def repaired_nginx(lab: Lab) -> Scene:
    """Leave nginx as it comes."""
    fpm = lab.php_fpm({"me.php": MISSING})
    server = lab.nginx(NGINX, sock=fpm.socket, docs=fpm.root, fault="")
    return Scene(("--server-config", server.config, "curl", *TOKEN, server.at("/me.php")))


def broken_gateway(lab: Lab) -> Scene:
    """Let nginx take the field off before it asks the application, configuration in hand."""
    lab.requires("flask")
    server = lab.nginx(
        PROXY, app=lab.gunicorn(BEHIND).url, fault='proxy_set_header Authorization "";'
    )
    return Scene(("--server-config", server.config, "curl", *TOKEN, server.at("/v1/me")))


def repaired_gateway(lab: Lab) -> Scene:
    """Let it through."""
    lab.requires("flask")
    server = lab.nginx(PROXY, app=lab.gunicorn(BEHIND).url, fault="")
    return Scene(("--server-config", server.config, "curl", *TOKEN, server.at("/v1/me")))


def broken_behind(lab: Lab) -> Scene:
    """Put HAProxy in front of that nginx, so that the port asked stands in no configuration."""
    front, inner = _behind(lab, STRIPS)
    asked = ("curl", *TOKEN, front.at("/v1/me"))
    return Scene(("--server-config", inner.config, *asked), verdict="likely")


def repaired_behind(lab: Lab) -> Scene:
    """Let it through there as well."""
    front, inner = _behind(lab, "")
    return Scene(("--server-config", inner.config, "curl", *TOKEN, front.at("/v1/me")))


def lookalike_behind_bad_token(lab: Lab) -> Scene:
    """Send a wrong token past a gateway and an nginx that both hand it on."""
    front, inner = _behind(lab, "")
    asked = ("curl", "-H", "Authorization: Bearer tok-wrong", front.at("/v1/me"))
    return Scene(("--server-config", inner.config, *asked))


def lookalike_login_in_front(lab: Lab) -> Scene:
    """Send HAProxy a wrong password; the nginx behind it takes it off, as it is none of its own."""
    front, inner = _behind(lab, STRIPS, LOGIN)
    asked = ("curl", "-u", "ann:wrong-one", front.at("/v1/me"))
    return Scene(("--server-config", inner.config, *asked))


def broken_own_login(lab: Lab) -> Scene:
    """Let nginx put a login of its own in place of the client's."""
    lab.requires("flask")
    fault = 'proxy_set_header Authorization "Bearer tok-of-the-gateway";'
    server = lab.nginx(PROXY, app=lab.gunicorn(BEHIND).url, fault=fault)
    asked = ("curl", *TOKEN, server.at("/v1/me"))
    return Scene(("--server-config", server.config, *asked), verdict="likely")


def broken_apache_gateway(lab: Lab) -> Scene:
    """Let Apache take the field off before it asks the application."""
    server = _apache_gateway(lab, "RequestHeader unset Authorization")
    return Scene(("--server-config", server.config, "curl", *TOKEN, server.at("/v1/me")))


def repaired_apache_gateway(lab: Lab) -> Scene:
    """Let it do so too late to matter: early directives have no effect inside a section."""
    server = _apache_gateway(lab, "RequestHeader unset Authorization early")
    return Scene(("--server-config", server.config, "curl", *TOKEN, server.at("/v1/me")))


def lookalike_apache_login(lab: Lab) -> Scene:
    """Send a wrong password to Apache, which takes it off once it has looked at it."""
    fault = (
        "AuthType Basic\nAuthName lab\nAuthUserFile {users}\nRequire valid-user\n"
        "ErrorDocument 401 Anmelden\nRequestHeader unset Authorization"
    )
    server = _apache_gateway(lab, fault.replace("{users}", str(lab.htpasswd(ann="secret"))))
    asked = ("curl", "-u", "ann:wrong-one", server.at("/v1/me"))
    return Scene(("--server-config", server.config, *asked))


def lookalike_other_field(lab: Lab) -> Scene:
    """Send a wrong token past fields of nginx's own, which discard none of the request's."""
    lab.requires("flask")
    fault = "proxy_set_header X-Forwarded-Proto http;"
    server = lab.nginx(PROXY, app=lab.gunicorn(BEHIND).url, fault=fault)
    asked = ("curl", "-H", "Authorization: Bearer tok-wrong", server.at("/v1/me"))
    return Scene(("--server-config", server.config, *asked))


def lookalike_bad_token(lab: Lab) -> Scene:
    """Send a wrong token that does reach the program."""
    server = _apache(lab, MISSING, "CGIPassAuth On")
    asked = ("curl", "-H", "Authorization: Bearer tok-wrong", server.at("/api/me.php"))
    return Scene(("--server-config", server.config, *asked))


def lookalike_bad_token_nginx(lab: Lab) -> Scene:
    """Send a wrong token to a program behind nginx, which hands it on."""
    fpm = lab.php_fpm({"me.php": MISSING})
    server = lab.nginx(NGINX, sock=fpm.socket, docs=fpm.root, fault="")
    return Scene(("curl", "-H", "Authorization: Bearer tok-wrong", server.at("/me.php")))


def lookalike_servers_own(lab: Lab) -> Scene:
    """Send a wrong password to Apache itself, which guards the program."""
    auth = "AuthType Basic\nAuthName lab\nAuthUserFile {users}\nRequire valid-user"
    server = _apache(lab, MISSING, auth.replace("{users}", str(lab.htpasswd(ann="secret"))))
    return Scene(("curl", "-u", "ann:wrong-one", server.at("/api/me.php")))


def _behind(lab: Lab, fault: str, login: str = "") -> tuple[Server, Server]:
    """Start HAProxy in front of nginx in front of the application; return both gateways."""
    lab.requires("flask")
    inner = lab.nginx(PROXY, app=lab.gunicorn(BEHIND).url, fault=fault)
    rule, _, users = login.partition("\n")
    return lab.haproxy(users + FRONT, address=inner.address, login=rule), inner


def _apache_gateway(lab: Lab, fault: str) -> Server:
    lab.requires("flask")
    modules = ["proxy_http", "headers", "auth_basic"]
    return lab.apache(APACHE_PROXY, modules=modules, app=lab.gunicorn(BEHIND).url, fault=fault)


def _apache(lab: Lab, program: str, fix: str = "") -> Server:
    fpm = lab.php_fpm()
    server = lab.apache(APACHE, modules=["proxy_fcgi", "auth_basic"], sock=fpm.socket, fix=fix)
    server.write("api/me.php", program)
    return server
