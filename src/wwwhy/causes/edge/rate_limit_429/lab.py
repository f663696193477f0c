"""A limit that this client has used up: in nginx, and in an application that counts itself."""

import urllib.error
import urllib.request

from lab import Lab, Scene

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
    """Use nginx's limit up (one request in two seconds), then ask once more."""
    server = lab.nginx(NGINX % "30r/m")
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


def _ask(url: str, times: int) -> None:
    for _ in range(times):
        try:
            urllib.request.urlopen(url, timeout=5).read()
        except urllib.error.HTTPError as refusal:
            refusal.close()
