"""TLS ends in front, and what stands behind is not told: it sends every visitor to https again."""

from pathlib import Path

from lab import Lab, Received, Reply, Scene, Server

DJANGO = """
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="lab-only",
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware"],
    SECURE_SSL_REDIRECT=True,
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    USE_X_FORWARDED_HOST=True,
)
urlpatterns = [path("", lambda request: HttpResponse("welcome"))]
app = get_wsgi_application()
"""
TLS = """
server {
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {cert};
    ssl_certificate_key {key};
    location / {
        proxy_pass {app};
        proxy_set_header Host $http_host;
        %s
    }
}
"""
REWRITE = """
RewriteEngine On
RewriteCond %{HTTP:X-Forwarded-Proto} !https
RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]
"""
SESSION = """
from itertools import count

numbers = count()

def app(environ, start_response):
    if environ.get("HTTP_X_FORWARDED_PROTO") == "https":
        start_response("302 Found", [("Location", "/login")])
        return [b""]
    where = "https://" + environ["HTTP_HOST"] + environ["PATH_INFO"]
    cookie = ("Set-Cookie", f"sid={next(numbers)}; Path=/; HttpOnly")
    start_response("302 Found", [("Location", where), cookie])
    return [b""]
"""


def broken(lab: Lab) -> Scene:
    """Let nginx hide the scheme from Django, which insists on https."""
    front = _terminator(lab, lab.gunicorn(DJANGO))
    return Scene((*_trust(lab, front), front.at("/", host="site.test", scheme="https")))


def repaired(lab: Lab) -> Scene:
    """Let it say the scheme."""
    said = "proxy_set_header X-Forwarded-Proto $scheme;"
    front = _terminator(lab, lab.gunicorn(DJANGO), said)
    return Scene((*_trust(lab, front), front.at("/", host="site.test", scheme="https")))


def broken_haproxy(lab: Lab) -> Scene:
    """Let HAProxy hide it from Apache, which has the usual rewrite rule."""
    server = lab.apache(REWRITE, modules=("rewrite",))
    server.write("index.html", "welcome")
    pem = lab.pki.good.chain_file.read_bytes() + lab.pki.good.key_file.read_bytes()
    front = lab.haproxy(
        "frontend f\n bind 127.0.0.1:{port} ssl crt {pem}\n default_backend b\n"
        "backend b\n server s {address}\n",
        pem=lab.write("site.pem", pem),
        address=server.address,
    )
    return _followed(lab, front)


def broken_not_followed(lab: Lab) -> Scene:
    """Look at the redirect alone, as curl does without -L."""
    front = _terminator(lab, lab.gunicorn(DJANGO))
    url = front.at("/", host="site.test", scheme="https")
    return Scene(("--server-config", front.config, "curl", *_trust(lab, front), url))


def broken_with_sessions(lab: Lab) -> Scene:
    """Let an application start a session each time round, and ask for a login once it is told."""
    front = _terminator(lab, lab.gunicorn(SESSION))
    return Scene((*_trust(lab, front), front.at("/", host="site.test", scheme="https")))


def broken_other_field(lab: Lab) -> Scene:
    """Let an application wait for the field of RFC 7239, and nginx send no field at all."""
    app = lab.python_http(_redirects_to_https)
    return _followed(lab, _terminator(lab, app))


def broken_overwritten(lab: Lab) -> Scene:
    """Let a second proxy overwrite what the first would say; only its configuration shows it."""
    app = lab.gunicorn(DJANGO)
    inner = lab.nginx(
        "location / { proxy_pass {app}; proxy_set_header Host $http_host;"
        " proxy_set_header X-Forwarded-Proto $scheme; }",
        app=app.url,
    )
    front = _terminator(lab, inner)
    scene = _followed(lab, front)
    return Scene(("--server-config", front.config, *scene.argv), verdict="likely")


def broken_overwritten_shown(lab: Lab) -> Scene:
    """Let it do so, and hand in the configuration of the one in the middle."""
    inner = lab.nginx(
        "location / { proxy_pass {app}; proxy_set_header Host $http_host;"
        " proxy_set_header X-Forwarded-Proto $scheme; }",
        app=lab.python_http(_minds_the_usual_field).url,
    )
    says = "proxy_set_header X-Forwarded-Proto $scheme;"
    scene = _followed(lab, _terminator(lab, inner, says))
    return Scene(("--server-config", inner.config, *scene.argv), verdict="likely")


def lookalike_slash(lab: Lab) -> Scene:
    """Let two rules disagree about the slash at the end."""
    front = _terminator(
        lab,
        lab.nginx(
            "location = /docs { return 301 https://$http_host/docs/; }"
            " location = /docs/ { return 301 https://$http_host/docs; }"
        ),
    )
    return Scene((*_trust(lab, front), front.at("/docs", host="site.test", scheme="https")))


def lookalike_cookie(lab: Lab) -> Scene:
    """Let a page come back to itself until it gets its cookie, which curl does not keep."""
    site = lab.nginx(
        'location / { if ($cookie_seen) { return 200 "welcome"; }'
        ' add_header Set-Cookie "seen=1; Path=/" always; return 302 https://$http_host/; }'
    )
    return _followed(lab, _terminator(lab, site))


def _minds_the_usual_field(request: Received) -> Reply:
    if request.get("x-forwarded-proto") == "https":
        return Reply(200, (), "welcome")
    return Reply(307, {"Location": f"https://{request.get('host')}{request.target}"})


def _redirects_to_https(request: Received) -> Reply:
    if "proto=https" in request.get("forwarded"):
        return Reply(200, (), "welcome")
    return Reply(301, {"Location": f"https://{request.get('host')}{request.target}"})


def _followed(lab: Lab, front: Server) -> Scene:
    return Scene(
        ("curl", "-L", *_trust(lab, front), front.at("/", host="site.test", scheme="https"))
    )


def _terminator(lab: Lab, app: Server, more: str = "") -> Server:
    good = lab.pki.good
    return lab.nginx(TLS % more, app=app.url, cert=good.chain_file, key=good.key_file)


def _trust(lab: Lab, front: Server) -> tuple[str | Path, ...]:
    return ("--cacert", lab.pki.ca_file, *front.resolve("site.test"))
