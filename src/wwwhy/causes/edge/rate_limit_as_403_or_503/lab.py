"""A limit that nginx answers with its default 503, and applications that answer 403."""

import itertools
import time
from collections.abc import Callable

from lab import Lab, Received, Reply, Scene

NGINX = """
limit_req_zone $binary_remote_addr zone=one:1m rate=%s;
server {
    listen 127.0.0.1:{port};
    location / {
        limit_req zone=one;
        root {root};
    }
}
"""
JSON = {"Content-Type": "application/json"}
WINDOW = 5.0


def broken(lab: Lab) -> Scene:
    """Use nginx's limit up; it says 503, as it does by default, and its log says why."""
    server = lab.nginx(NGINX % "6r/m")
    server.write("index.html", "ok")
    lab.fetch(server.at("/"))
    return Scene(("--error-log", server.error_log, "curl", server.at("/")))


def broken_no_log(lab: Lab) -> Scene:
    """Use up nginx's limit of one request a second; nothing but its own page shows it."""
    server = lab.nginx(NGINX % "1r/s")
    server.write("index.html", "ok")
    lab.fetch(server.at("/"))
    return Scene(("curl", server.at("/")))


def repaired(lab: Lab) -> Scene:
    """Raise the limit."""
    server = lab.nginx(NGINX % "100r/s")
    server.write("index.html", "ok")
    return Scene(("curl", server.at("/")))


def broken_counted(lab: Lab) -> Scene:
    """Use up what an application allows in five seconds; it answers 403 and counts."""
    app = lab.python_http(_limited())
    for _ in range(2):
        lab.fetch(app.at("/v1/items"))
    return Scene(("curl", app.at("/v1/items")))


def broken_said(lab: Lab) -> Scene:
    """Meet an hour's limit that counts and is named in the answer."""
    fields = {
        **JSON,
        "X-RateLimit-Limit": "60",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(int(time.time()) + 1800),
    }
    body = '{"message": "API rate limit exceeded for 192.0.2.7.", "status": "403"}'
    app = lab.python_http(lambda _: Reply(403, fields, body))
    return Scene(("curl", app.at("/users/ann/repos")))


def broken_in_russian(lab: Lab) -> Scene:
    """Be told in Russian that too many requests came."""
    body = '{"ошибка": "Слишком много запросов, попробуйте позже"}'
    app = lab.python_http(lambda _: Reply(403, JSON, body))
    return Scene(("curl", app.at("/v1/orders")), verdict="likely")


def broken_page(lab: Lab) -> Scene:
    """See a page whose heading says so, in German."""
    page = "<title>Zu viele Anfragen</title><h1>Zu viele Anfragen</h1><p>Bitte warten Sie.</p>"
    fields = {"Content-Type": "text/html", "Retry-After": "300"}
    return Scene(
        ("curl", lab.python_http(lambda _: Reply(503, fields, page)).at("/")), verdict="likely"
    )


def broken_storage(lab: Lab) -> Scene:
    """Read from a storage service that answers in XML that it is asked too often."""
    body = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
    app = lab.python_http(lambda _: Reply(503, {"Content-Type": "application/xml"}, body))
    return Scene(("curl", app.at("/bucket/key")), verdict="likely")


def lookalike_closed_for_a_while(lab: Lab) -> Scene:
    """Let nginx's configuration, which is at hand, say 503 to everybody."""
    server = lab.nginx("location / { return 503; }")
    return Scene(("--server-config", server.config, "curl", server.at("/")))


def lookalike_help(lab: Lab) -> Scene:
    """Be refused by a page whose heading asks about limits and states none."""
    page = "<title>Zu viele Anfragen? So geht es</title><p>Diese Seite ist gesperrt.</p>"
    app = lab.python_http(lambda _: Reply(403, {"Content-Type": "text/html"}, page))
    return Scene(("curl", app.at("/hilfe")))


def broken_counted_only(lab: Lab) -> Scene:
    """See nothing but a counter at zero, and nobody who has time to wait."""
    fields = {"RateLimit-Policy": '"hour";q=100;w=3600', "RateLimit": '"hour";r=0;t=1700'}
    app = lab.python_http(lambda _: Reply(503, fields, "service indisponible"))
    return Scene(("curl", app.at("/recherche")), verdict="possible")


def lookalike_last_one(lab: Lab) -> Scene:
    """Be refused for want of rights by the last request that is allowed."""
    left = itertools.count(0, -1)

    def answer(_: Received) -> Reply:
        count = next(left)
        if count < 0:
            return Reply(429, {**JSON, "RateLimit-Remaining": "0"}, '{"error": "slow_down"}')
        fields = {**JSON, "RateLimit-Limit": "60", "RateLimit-Remaining": str(count)}
        return Reply(403, fields, '{"error": "not_a_member", "project": 7}')

    return Scene(("curl", lab.python_http(answer).at("/v1/projects/7")))


def lookalike_refilled(lab: Lab) -> Scene:
    """Be refused for want of rights, whatever the counter says."""
    began = time.monotonic()

    def answer(_: Received) -> Reply:
        left = 0 if time.monotonic() - began < WINDOW else 9
        fields = {**JSON, "X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": "5"}
        return Reply(403, fields, '{"error": "not_a_member", "project": 7}')

    return Scene(("curl", lab.python_http(answer).at("/v1/projects/7")))


def _limited() -> Callable[[Received], Reply]:
    """Allow two requests in five seconds."""
    seen: list[float] = []

    def answer(_: Received) -> Reply:
        now = time.monotonic()
        seen[:] = [at for at in seen if at > now - WINDOW]
        if len(seen) > 1:
            fields = {**JSON, "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "5"}
            return Reply(403, fields, '{"fehler": "zu viele Anfragen"}')
        seen.append(now)
        return Reply(200, {**JSON, "X-RateLimit-Remaining": str(2 - len(seen))}, "{}")

    return answer
