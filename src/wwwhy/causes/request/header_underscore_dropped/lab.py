"""A field called api_key: dropped by nginx, by Gunicorn and by Apache's CGI."""

from lab import Lab, Scene
from wwwhy.causes.tokens.bearer_token_expired import lab as expired

WSGI = """
def app(environ, start_response):
    good = environ.get("HTTP_API_KEY") == "k-4f9a8c27d1e35b60"
    start_response("200 OK" if good else "401 Unauthorized", [("Content-Type", "application/json")])
    return [b'{"ok": true}' if good else b'{"error": "api key missing"}']
"""
ASGI = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

def items(request):
    good = request.headers.get("api_key") == "k-4f9a8c27d1e35b60"
    return JSONResponse([] if good else {"fehler": "?"}, status_code=200 if good else 401)

def tenant(request):
    name = request.headers.get("x-tenant-id")
    if name is None:
        missing = {"type": "missing", "loc": ["header", "x-tenant-id"], "msg": "Field required"}
        return JSONResponse({"detail": [missing]}, status_code=422)
    return JSONResponse({"tenant": name})

app = Starlette(routes=[Route("/items", items), Route("/tenant", tenant)])
"""
CRASH = """
def app(environ, start_response):
    name = environ["HTTP_X_TENANT_ID"]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [name.encode()]
"""
CGI = """\
#!/bin/sh
if [ "$HTTP_API_KEY" = "k-4f9a8c27d1e35b60" ]; then
    printf 'Content-Type: text/plain\\r\\n\\r\\nwelcome\\n'
else
    printf 'Status: 403 Forbidden\\r\\nContent-Type: text/plain\\r\\n\\r\\nno\\n'
fi
"""
FIELD = ("-H", "api_key: k-4f9a8c27d1e35b60")
FRONT = """
frontend front
    bind 127.0.0.1:{port}
    default_backend back
backend back
    server one {address}
"""
PASS = "location / { proxy_pass {app}; }"


def broken(lab: Lab) -> Scene:
    """Send it through nginx to Gunicorn."""
    front = lab.nginx(PASS, app=lab.gunicorn(WSGI).url)
    return Scene(("curl", *FIELD, front.at("/")))


def repaired(lab: Lab) -> Scene:
    """Write the name with a hyphen."""
    front = lab.nginx(PASS, app=lab.gunicorn(WSGI).url)
    return Scene(("curl", "-H", "api-key: k-4f9a8c27d1e35b60", front.at("/")))


def broken_gunicorn(lab: Lab) -> Scene:
    """Send it straight to Gunicorn, which drops it as well."""
    return Scene(("curl", *FIELD, lab.gunicorn(WSGI).at("/")))


def broken_log(lab: Lab) -> Scene:
    """Send it through nginx to an application that knows no other name; the log says it."""
    lab.requires("starlette")
    front = lab.nginx(PASS, app=lab.uvicorn(ASGI).url)
    return Scene(("--error-log", front.error_log, "curl", *FIELD, front.at("/items")))


def broken_config(lab: Lab) -> Scene:
    """Send it to the same with the configuration at hand."""
    lab.requires("starlette")
    front = lab.nginx(PASS, app=lab.uvicorn(ASGI).url)
    return Scene(("--server-config", front.config, "curl", *FIELD, front.at("/items")))


def broken_behind(lab: Lab) -> Scene:
    """Send it to HAProxy in front of that nginx, so that nothing there listens on this port."""
    lab.requires("starlette")
    inner = lab.nginx(PASS, app=lab.uvicorn(ASGI).url)
    front = lab.haproxy(FRONT, address=inner.address)
    asked = ("curl", *FIELD, front.at("/items"))
    return Scene(("--server-config", inner.config, *asked), verdict="likely")


def repaired_nginx(lab: Lab) -> Scene:
    """Let nginx pass such names."""
    lab.requires("starlette")
    front = lab.nginx(f"underscores_in_headers on; {PASS}", app=lab.uvicorn(ASGI).url)
    return Scene(("--server-config", front.config, "curl", *FIELD, front.at("/items")))


def broken_cgi(lab: Lab) -> Scene:
    """Send it to a script of Apache."""
    server = lab.apache("ScriptAlias /cgi-bin/ {root}/cgi-bin/", modules=["cgid"])
    server.write("cgi-bin/items", CGI, mode=0o755)
    return Scene(("curl", *FIELD, server.at("/cgi-bin/items")))


def broken_parameter(lab: Lab) -> Scene:
    """Send a field that is no secret: the application misses a parameter (422)."""
    lab.requires("starlette")
    front = lab.nginx(PASS, app=lab.uvicorn(ASGI).url)
    return Scene(("curl", "-H", "X_Tenant_Id: acme", front.at("/tenant")))


def broken_other_name(lab: Lab) -> Scene:
    """Ask an application that knows the field by hyphens only, with nothing in front of it."""
    lab.requires("starlette")
    return Scene(
        ("curl", "-H", "X_Tenant_Id: acme", lab.uvicorn(ASGI).at("/tenant")), verdict="likely"
    )


def broken_crash(lab: Lab) -> Scene:
    """Let the application crash (500), as it took for granted that the field is there."""
    front = lab.nginx(PASS, app=lab.gunicorn(CRASH).url)
    return Scene(("curl", "-H", "X_Tenant_Id: acme", front.at("/")))


def lookalike_crash(lab: Lab) -> Scene:
    """Let the application crash whatever is sent."""
    front = lab.nginx(PASS, app=lab.gunicorn(CRASH.replace("X_TENANT", "X_NOBODY")).url)
    words = ("curl", "-H", "X_Tenant_Id: acme", front.at("/"))
    return Scene(("--server-config", front.config, *words))


def lookalike_old_token(lab: Lab) -> Scene:
    """Send a field with an underscore that nobody needs beside a token that has run out."""
    words = expired.broken(lab).arguments
    return Scene((*words[:-1], "-H", "X_Trace_Id: 7", words[-1]))


def lookalike_bad_key(lab: Lab) -> Scene:
    """Send a wrong key with a hyphen."""
    front = lab.nginx(PASS, app=lab.gunicorn(WSGI).url)
    return Scene(("curl", "-H", "api-key: k-wrong", front.at("/")))


def lookalike_deny_rule(lab: Lab) -> Scene:
    """Meet a rule of nginx that lets nobody in, with a field that nginx would have dropped."""
    front = lab.nginx("location / { deny all; }")
    return Scene(("--server-config", front.config, "curl", *FIELD, front.at("/items")))
