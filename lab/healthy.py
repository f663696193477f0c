"""Healthy controls: requests that succeed and look as if something were wrong.

Each function is one scene on real servers. Its diagnosis must be healthy, with no cause that is
not ruled out.
"""

import inspect
import sys
from collections.abc import Callable, Mapping
from hashlib import md5

from lab.laboratory import Lab
from lab.scene import Scene
from lab.server import Server
from lab.software import program

HealthyScene = Callable[[Lab], Scene]
_LOGIN = '<title>Sign in</title><form method="post"><input type="password" name="p"></form>'


def healthy_scenes() -> Mapping[str, HealthyScene]:
    """Return every control of this module by its name, with hyphens, in order."""
    module = sys.modules[__name__]
    found = [
        (name.replace("_", "-"), function)
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == __name__
        and not name.startswith("_")
        and name != "healthy_scenes"
    ]
    return dict(found)


# Credentials that are right.


def basic_right_password_nginx(lab: Lab) -> Scene:
    """Ask nginx with the right user and password."""
    server = lab.nginx(
        "auth_basic lab; auth_basic_user_file {users};", users=lab.htpasswd(ann="secret")
    )
    server.write("index.html", "welcome")
    return Scene(("curl", "-u", "ann:secret", server.url + "/"))


def basic_right_password_apache(lab: Lab) -> Scene:
    """Ask Apache with the right user and password."""
    server = _apache_with_passwords(lab, "Basic")
    return Scene(("curl", "-u", "ann:secret", server.url + "/"))


def digest_right_password(lab: Lab) -> Scene:
    """Ask Apache by Digest: a 401 is part of every such success."""
    server = _apache_with_passwords(lab, "Digest")
    return Scene(("curl", "--digest", "-u", "ann:secret", server.url + "/"))


def bearer_right_token(lab: Lab) -> Scene:
    """Ask an application with a good token."""
    lab.requires("flask")
    server = lab.gunicorn(
        """
        from flask import Flask, jsonify, request

        app = Flask(__name__)


        @app.get("/v1/me")
        def me():
            if request.headers.get("Authorization") != "Bearer good-token-of-the-lab":
                return jsonify(error="invalid_token"), 401, {"WWW-Authenticate": "Bearer"}
            return jsonify(name="Ann")
        """
    )
    token = "Authorization: Bearer good-token-of-the-lab"
    return Scene(("curl", "-H", token, server.at("/v1/me")))


def client_certificate(lab: Lab) -> Scene:
    """Show the client certificate that the server demands."""
    server = _https(lab, f"ssl_client_certificate {lab.pki.bundle}; ssl_verify_client on;")
    client = lab.pki.client
    files = ("--cert", client.chain_file, "--key", client.key_file)
    return Scene(("curl", "--cacert", lab.pki.ca_file, *files, _named(server), *_at(server)))


def proxy_right_password(lab: Lab) -> Scene:
    """Go through Squid with the password it asks for."""
    lab.requires("squid", "basic_ncsa_auth")
    # Squid's helper does not know {SHA}; it takes the MD5 of the password.
    users = lab.write("proxy-users", f"ann:{md5(b'secret').hexdigest()}\n")
    proxy = lab.squid(
        "auth_param basic program {helper} {users}\nacl known proxy_auth REQUIRED\n"
        "http_access allow known\nhttp_access deny all\n",
        helper=program("basic_ncsa_auth"),
        users=users,
    )
    site = lab.origin("fine")
    return Scene(("curl", "-x", proxy.url, "--proxy-user", "ann:secret", site.at("/")))


def login_with_cookie_jar(lab: Lab) -> Scene:
    """Get a cookie on the first hop that the second one wants."""
    server = lab.nginx(
        """
        location = /start { add_header Set-Cookie "sid=1; Path=/"; return 302 /home; }
        location = /home {
            if ($cookie_sid = "") { return 401; }
            return 200 "welcome back";
        }
        """
    )
    return Scene(("curl", "-L", "-b", "", server.at("/start")))


# Answers that are not 200 and yet what was asked for.


def not_modified(lab: Lab) -> Scene:
    """Revalidate a cached copy: 304."""
    server = lab.nginx("")
    facts = server.write("page.html", "unchanged").stat()
    etag = f'If-None-Match: "{int(facts.st_mtime):x}-{facts.st_size:x}"'
    return Scene(("curl", "-H", etag, server.at("/page.html")))


def partial_content(lab: Lab) -> Scene:
    """Ask for a range: 206."""
    server = lab.nginx("")
    server.write("film.txt", "0123456789" * 100)
    return Scene(("curl", "-H", "Range: bytes=0-99", server.at("/film.txt")))


def no_content(lab: Lab) -> Scene:
    """Get 204, which has no body."""
    server = lab.nginx("location / { return 204; }")
    return Scene((server.at("/ping"),))


def empty_body(lab: Lab) -> Scene:
    """Get 200 with Content-Length: 0."""
    server = lab.apache()
    server.write("empty.txt", "")
    return Scene((server.at("/empty.txt"),))


def head_request(lab: Lab) -> Scene:
    """Ask for the head only: a length without a body."""
    server = lab.apache()
    server.write("page.html", "x" * 5000)
    return Scene(("curl", "-I", server.at("/page.html")))


def created(lab: Lab) -> Scene:
    """Post JSON and get 201 with a Location that nobody has to follow."""
    fields = {"Location": "/items/7", "Content-Type": "application/json"}
    server = lab.origin("status", code=201, body='{"id": 7}', fields=fields)
    return Scene(("curl", "--json", '{"name": "x"}', server.at("/items")))


def upload_after_100(lab: Lab) -> Scene:
    """Send a big body that waits for 100 Continue."""
    server = lab.origin("echo")
    body = lab.write("body.bin", b"x" * 2_000_000)
    return Scene(("curl", "-H", "Expect: 100-continue", "-T", body, server.at("/up")))


def sign_in_redirect(lab: Lab) -> Scene:
    """Be sent to a sign-in page, as everybody is who has not signed in."""
    server = lab.nginx(
        "default_type text/html; location = /account { return 302 /login?next=/account; }"
        " location = /login { return 200 '{page}'; }",
        page=_LOGIN,
    )
    return Scene(("curl", "-L", server.at("/account")))


def http_to_https(lab: Lab) -> Scene:
    """Be led from http to https."""
    server = lab.nginx(
        """
        server { listen 127.0.0.1:{port}; return 301 https://site.test:{port:tls}$request_uri; }
        server {
            listen 127.0.0.1:{port:tls} ssl;
            ssl_certificate {cert};
            ssl_certificate_key {key};
            location / { return 200 "safe"; }
        }
        """,
        cert=lab.pki.good.chain_file,
        key=lab.pki.good.key_file,
    )
    where = (*server.resolve("site.test"), *server.resolve("site.test", "tls"))
    url = server.at("/", host="site.test")
    return Scene(("curl", "--location", "--cacert", lab.pki.ca_file, *where, url))


# Pages and fields that talk about errors.


def page_about_bad_gateway(lab: Lab) -> Scene:
    """Read an article that shows nginx's own 502 page."""
    text = "<title>502 Bad Gateway</title><h1>502 Bad Gateway</h1><hr><center>nginx</center>"
    server = lab.apache()
    server.write("article.html", text)
    return Scene((server.at("/article.html"),))


def page_about_unauthorized(lab: Lab) -> Scene:
    """Read an article about 401 Unauthorized and Cloudflare's 1020."""
    text = "<title>401 Unauthorized</title><p>Error 1020 Access denied, Ray ID. CAPTCHA.</p>"
    server = lab.nginx("")
    server.write("article.html", text)
    return Scene((server.at("/article.html"),))


def json_about_unauthorized(lab: Lab) -> Scene:
    """Get a record about somebody's failed log-in."""
    body = '{"status": 401, "error": "invalid_token", "message": "Unauthorized"}'
    server = lab.origin("fine", body=body, fields={"Content-Type": "application/json"})
    return Scene((server.at("/audit/last"),))


def challenge_with_success(lab: Lab) -> Scene:
    """Get 200 with a WWW-Authenticate field: signing in is offered, not demanded."""
    conf = """location / { add_header WWW-Authenticate 'Basic realm="more"'; return 200 "ok"; }"""
    return Scene((lab.nginx(conf).at("/"),))


def limits_nearly_used_up(lab: Lab) -> Scene:
    """Get 200 with Retry-After and a rate limit of zero left."""
    fields = {"Retry-After": "30", "RateLimit-Remaining": "0", "X-RateLimit-Remaining": "0"}
    return Scene((lab.origin("fine", fields=fields).at("/"),))


def cookie_taken_away(lab: Lab) -> Scene:
    """Sign out: the server ends the session's cookie."""
    gone = "sid=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
    server = lab.origin("fine", fields={"Set-Cookie": gone})
    return Scene(("curl", "-b", "sid=1", server.at("/logout")))


def big_cookie(lab: Lab) -> Scene:
    """Send six kilobytes of cookies, which the server still takes."""
    server = lab.nginx('location / { return 200 "ok"; }')
    return Scene(("curl", "-b", "c=" + "x" * 6000, server.at("/")))


def cors_allowed(lab: Lab) -> Scene:
    """Ask from a page of another origin that may, with credentials."""
    server = lab.nginx(
        """
        add_header Access-Control-Allow-Origin $http_origin always;
        add_header Access-Control-Allow-Credentials true always;
        add_header Vary Origin always;
        location / {
            if ($request_method = OPTIONS) {
                add_header Access-Control-Allow-Origin $http_origin;
                add_header Access-Control-Allow-Credentials true;
                add_header Access-Control-Allow-Methods "GET, POST";
                add_header Access-Control-Allow-Headers "X-Api-Version";
                return 204;
            }
            return 200 "ok";
        }
        """
    )
    fields = ("-H", "Origin: https://app.test", "-H", "X-Api-Version: 2", "-b", "sid=1")
    return Scene(("curl", *fields, server.at("/api")))


# Transport that is unusual and sound.


def early_hints(lab: Lab) -> Scene:
    """Get 103 before 200, through HAProxy."""
    server = _haproxy_before(lab, lab.origin("early-hints").port())
    return Scene((server.at("/"),))


def old_server(lab: Lab) -> Scene:
    """Get HTTP/1.0 without a length."""
    return Scene((lab.origin("http10").at("/"),))


def chunks_with_trailers(lab: Lab) -> Scene:
    """Get chunks with an extension and a trailer section."""
    return Scene((lab.origin("trailers").at("/"),))


def gzip_body(lab: Lab) -> Scene:
    """Get a compressed body, as asked."""
    server = lab.nginx("gzip on; gzip_min_length 1; gzip_types text/plain;")
    server.write("page.txt", "hello " * 1000)
    return Scene(("curl", "--compressed", server.at("/page.txt")))


def slow_answer(lab: Lab) -> Scene:
    """Wait two seconds for a good answer behind a proxy with little patience left."""
    conf = "location / { proxy_pass http://127.0.0.1:{app}; proxy_read_timeout 4s; }"
    server = lab.nginx(conf, app=lab.origin("slow", seconds=2.0).port())
    return Scene((server.at("/report"),))


def four_proxies(lab: Lab) -> Scene:
    """Go through nginx, HAProxy, Apache and Caddy to an application."""
    app = lab.uvicorn(
        """
        async def app(scope, receive, send):
            assert scope["type"] == "http"
            fields = [(b"content-type", b"text/plain")]
            await send({"type": "http.response.start", "status": 200, "headers": fields})
            await send({"type": "http.response.body", "body": b"far away"})
        """
    )
    caddy = lab.caddy("http://127.0.0.1:{port} {\n reverse_proxy {app}\n}\n", app=app.address)
    apache = lab.apache("ProxyPass / http://{next}/", modules=["proxy_http"], next=caddy.address)
    haproxy = _haproxy_before(lab, apache.port())
    # Caddy's site is called 127.0.0.1, so the client's Host must not come through.
    nginx = lab.nginx("location / { proxy_pass http://{next}; }", next=haproxy.address)
    return Scene((nginx.at("/"),))


def private_authority(lab: Lab) -> Scene:
    """Meet a certificate of a private authority, given by --cacert."""
    server = _https(lab)
    return Scene(("curl", "--cacert", lab.pki.ca_file, _named(server), *_at(server)))


def self_signed_and_insecure(lab: Lab) -> Scene:
    """Meet a self-signed certificate with -k, as the user chose."""
    server = _https(lab, identity="self_signed")
    return Scene(("curl", "-k", _named(server), *_at(server)))


def wildcard_certificate(lab: Lab) -> Scene:
    """Meet a wildcard certificate on a name it covers."""
    server = _https(lab, identity="wildcard")
    url = server.at("/", host="www.site.test", scheme="https")
    where = server.resolve("www.site.test")
    return Scene(("curl", "--cacert", lab.pki.ca_file, *where, url))


def http2(lab: Lab) -> Scene:
    """Speak HTTP/2 with nginx over TLS."""
    server = _https(lab, listen="ssl http2")
    return Scene(("curl", "--http2", "--cacert", lab.pki.ca_file, _named(server), *_at(server)))


def http2_prior_knowledge(lab: Lab) -> Scene:
    """Speak HTTP/2 with Apache without TLS."""
    server = lab.apache("Protocols h2c http/1.1", modules=["http2"])
    server.write("index.html", "hello")
    return Scene(("curl", "--http2-prior-knowledge", server.at("/")))


def http3(lab: Lab) -> Scene:
    """Speak HTTP/3 with Caddy."""
    lab.requires("aioquic")
    server = lab.caddy(
        'https://site.test:{port} {\n tls {cert} {key}\n respond "hello"\n}\n',
        cert=lab.pki.good.chain_file,
        key=lab.pki.good.key_file,
    )
    return Scene(("curl", "--http3", "--cacert", lab.pki.ca_file, _named(server), *_at(server)))


def alias_of_a_name(lab: Lab) -> Scene:
    """Find the address behind two aliases, IPv4 only."""
    zone = {
        "www.site.test": "CNAME cdn.test",
        "cdn.test": "CNAME edge.test",
        "edge.test": "127.0.0.1",
    }
    server = lab.origin("fine")
    return Scene((*lab.dns(zone).option, server.at("/", host="www.site.test")))


def unix_socket(lab: Lab) -> Scene:
    """Ask a server on a Unix socket."""
    server = lab.nginx(
        'server { listen 127.0.0.1:{port}; listen unix:{socket}; location / { return 200 "ok"; } }'
    )
    return Scene(("curl", "--unix-socket", server.socket, "http://localhost/"))


def _apache_with_passwords(lab: Lab, scheme: str) -> Server:
    users = lab.htpasswd(ann="secret")
    if scheme == "Digest":
        users = lab.write("htdigest", f"ann:lab:{md5(b'ann:lab:secret').hexdigest()}\n")
    server = lab.apache(
        "<Location />\nAuthType {scheme}\nAuthName lab\nAuthUserFile {users}\n"
        "Require valid-user\n</Location>",
        modules=["auth_basic", "auth_digest"],
        scheme=scheme,
        users=users,
    )
    server.write("index.html", "welcome")
    return server


def _https(lab: Lab, more: str = "", *, identity: str = "good", listen: str = "ssl") -> Server:
    chosen = getattr(lab.pki, identity)
    return lab.nginx(
        "server { listen 127.0.0.1:{port} {listen}; ssl_certificate {cert};"
        ' ssl_certificate_key {key}; {more} location / { return 200 "ok"; } }',
        listen=listen,
        cert=chosen.chain_file,
        key=chosen.key_file,
        more=more,
    )


def _named(server: Server) -> str:
    return server.at("/", host="site.test", scheme="https")


def _at(server: Server) -> tuple[str, str]:
    return server.resolve("site.test")


def _haproxy_before(lab: Lab, port: int) -> Server:
    return lab.haproxy(
        "frontend front\n    bind 127.0.0.1:{port}\n    default_backend back\n"
        "backend back\n    server one 127.0.0.1:{next}\n",
        next=port,
    )
