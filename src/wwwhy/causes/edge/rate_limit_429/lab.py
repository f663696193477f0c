"""A limit that this client has used up: in nginx, and in an application that counts itself."""

import urllib.error
import urllib.request

from lab import Lab, Received, Reply, Scene

NGINX = """
limit_req_zone $binary_remote_addr zone=one:1m rate=%s;
server {
    listen 127.0.0.1:{port};
    location / {
        limit_req zone=one;
        limit_req_status 429;
        root {root};
    }
}
"""
APP = """
import time

seen = []

def app(environ, start_response):
    now = time.time()
    seen[:] = [at for at in seen if at > now - WINDOW]
    if len(seen) >= 2:
        headers = [("Retry-After", str(WINDOW)), ("X-RateLimit-Remaining", "0")]
        start_response("429 Too Many Requests", headers)
        return [b"slow down"]
    seen.append(now)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]
"""


def broken(lab: Lab) -> Scene:
    """Use nginx's limit up (one request in ten seconds), then ask once more; its log says so."""
    server = lab.nginx(NGINX % "6r/m")
    (server.root / "index.html").write_text("ok", encoding="utf-8")
    _ask(server.url, 2)
    return Scene(("--error-log", server.error_log, "curl", f"{server.url}/"))


def repaired(lab: Lab) -> Scene:
    """Raise the limit."""
    server = lab.nginx(NGINX % "100r/s")
    (server.root / "index.html").write_text("ok", encoding="utf-8")
    return Scene(("curl", f"{server.url}/"))


def broken_app(lab: Lab) -> Scene:
    """Use up what an application allows; it counts in its own fields."""
    app = lab.gunicorn(APP.replace("WINDOW", "5"))
    _ask(app.url, 2)
    return Scene(("curl", f"{app.url}/"))


def broken_haproxy(lab: Lab) -> Scene:
    """Go over what HAProxy counts in a table of its own, which forgets after six seconds."""
    app = lab.origin("fine")
    front = lab.haproxy(HAPROXY, app=app.address)
    _ask(front.at("/"), 2)
    return Scene(("--error-log", front.error_log, "curl", front.at("/")))


def broken_drafts(lab: Lab) -> Scene:
    """Use up what Django counts; it says so in the field that the IETF drafts."""
    app = lab.gunicorn(DJANGO)
    _ask(app.at("/items"), 3)
    return Scene(("curl", "-H", "Accept: application/json", app.at("/items")))


def broken_long_limit(lab: Lab) -> Scene:
    """Ask for too much in an hour; nothing tells but the status, and the wait is too long."""
    fields = {"Retry-After": "1800", "Content-Type": "application/json"}
    server = lab.origin("status", code=429, body='{"error": "too_many_requests"}', fields=fields)
    return Scene(("curl", server.at("/v1/export")), verdict="likely")


def lookalike_quota(lab: Lab) -> Scene:
    """Use a service whose prepaid amount is used up: 429, and no wait helps."""
    fields = {"Content-Type": "application/json", "X-RateLimit-Remaining-Requests": "99"}
    body = '{"error": {"code": "insufficient_quota", "message": "Check your plan."}}'
    server = lab.origin("status", code=429, body=body, fields=fields)
    key = "Authorization: Bearer sk-lab-0123456789"
    return Scene(("curl", "-H", key, server.at("/v1/chat")))


def lookalike_name(lab: Lab) -> Scene:
    """Be refused with 429 because of the program's name."""

    def answer(request: Received) -> Reply:
        return Reply(200 if request.get("user-agent").startswith("Mozilla/") else 429)

    return Scene(("curl", lab.python_http(answer).at("/r/all.json")))


HAPROXY = """
frontend f
    bind 127.0.0.1:{port}
    stick-table type ip size 1k expire 6s store gpc0
    http-request track-sc0 src
    http-request sc-inc-gpc0(0)
    http-request deny deny_status 429 hdr Retry-After 7 if { sc0_get_gpc0 gt 2 }
    default_backend b
backend b
    server s {app}
"""
DJANGO = """
import time

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="lab-only")
seen = []


def items(request):
    now = time.time()
    seen[:] = [at for at in seen if at > now - 3600]
    if len(seen) >= 3:
        answer = JsonResponse({"detail": "Request was throttled."}, status=429)
        answer["Retry-After"] = "3600"
        answer["RateLimit"] = '"default";r=0;t=3600'
        return answer
    seen.append(now)
    return JsonResponse([], safe=False)


urlpatterns = [path("items", items)]
app = get_wsgi_application()
"""


def _ask(url: str, times: int) -> None:
    for _ in range(times):
        try:
            urllib.request.urlopen(url, timeout=5).read()
        except urllib.error.HTTPError as refusal:
            refusal.close()
