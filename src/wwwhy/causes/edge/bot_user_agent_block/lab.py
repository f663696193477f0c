"""A rule that keeps tools out: nginx by name, Apache by a variable, and one that hangs up."""

import itertools
from collections.abc import Callable

from lab import Lab, Received, Reply, Scene

NGINX = """
location / {
    if ($http_user_agent ~* "curl|wget|python") { return %s; }
    return 200 "welcome";
}
"""
BY_NAME = """
limit_req_zone $http_user_agent zone=one:1m rate=30r/m;
server {
    listen 127.0.0.1:{port};
    root {root};
    limit_req zone=one burst=3 nodelay;
}
"""
APACHE = """
<Location "/">
    SetEnvIfNoCase User-Agent "curl" tool
    <RequireAll>
        Require all granted
        Require not env tool
    </RequireAll>
</Location>
"""


def broken(lab: Lab) -> Scene:
    """Let nginx refuse curl by its name; its configuration is at hand."""
    server = lab.nginx(NGINX % 403)
    return Scene(("--server-config", server.config, "curl", server.url))


def repaired(lab: Lab) -> Scene:
    """Take the rule away."""
    return Scene(("curl", lab.nginx('return 200 "welcome";').url))


def broken_hidden(lab: Lab) -> Scene:
    """Behave as if there were no such page."""
    return Scene(("curl", lab.nginx(NGINX % 404).url))


def broken_hangs_up(lab: Lab) -> Scene:
    """Let nginx close the connection without a word (444)."""
    return Scene(("curl", lab.nginx(NGINX % 444).url))


def broken_apache(lab: Lab) -> Scene:
    """Let Apache refuse curl by an environment variable."""
    server = lab.apache(APACHE, modules=("setenvif",))
    (server.root / "index.html").write_text("welcome", encoding="utf-8")
    return Scene(("curl", f"{server.url}/index.html"))


def broken_before_login(lab: Lab) -> Scene:
    """Let HAProxy refuse tools in front of an application that then wants a login."""
    app = lab.python_http(_wants_login)
    front = lab.haproxy(
        "frontend f\n bind 127.0.0.1:{port}\n"
        " http-request deny deny_status 403 if { req.hdr(user-agent) -m sub -i curl }\n"
        " default_backend b\nbackend b\n server s {address}\n",
        address=app.address,
    )
    return Scene(("curl", front.at("/")))


def broken_as_overload(lab: Lab) -> Scene:
    """Let nginx tell tools that it is overloaded."""
    return Scene(("curl", lab.nginx(NGINX % 503).url))


def broken_in_front_of_login(lab: Lab) -> Scene:
    """Let Apache refuse curl with a bare text before an application that leads to its login."""
    app = lab.python_http(lambda _: Reply(302, {"Location": "/login"}))
    rule = 'BrowserMatchNoCase "curl" tool\nErrorDocument 403 "no tools"\n'
    server = lab.apache(
        rule + APACHE.replace("SetEnvIf", "# SetEnvIf") + "ProxyPass / {app}/",
        modules=("setenvif", "proxy_http"),
        app=app.url,
    )
    return Scene(("curl", server.at("/account")))


def broken_ignored(lab: Lab) -> Scene:
    """Let HAProxy drop tools in silence."""
    app = lab.origin({"/": lambda visit: visit.respond("welcome")})
    front = lab.haproxy(
        "frontend f\n bind 127.0.0.1:{port}\n"
        " http-request silent-drop if { req.hdr(user-agent) -m sub -i curl }\n"
        " default_backend b\nbackend b\n server s {address}\n",
        address=app.address,
    )
    return Scene(("curl", "-m", "2", front.at("/")), verdict="likely")


def broken_browsers_only(lab: Lab) -> Scene:
    """Admit nobody but browsers; an application with a page to log in on would look the same."""

    def answer(request: Received) -> Reply:
        if "Mozilla/" in request.get("user-agent"):
            return Reply(200, {"Content-Type": "text/html"}, "<h1>Willkommen</h1>")
        return Reply(403, {"Content-Type": "text/plain"}, "kein Zutritt")

    return Scene(("curl", lab.python_http(answer).at("/")), verdict="likely")


def broken_led_away(lab: Lab) -> Scene:
    """Let nginx lead all but browsers to a page that refuses everybody."""
    server = lab.nginx("""
    location / { if ($http_user_agent !~ Mozilla) { return 302 /blocked; } return 200 "welcome"; }
    location = /blocked { return 403 "no"; }
    """)
    return Scene(("curl", "-L", server.at("/shop")))


def lookalike_led_on(lab: Lab) -> Scene:
    """Lead everybody to a page that refuses everybody."""
    server = lab.nginx("""
    location = /old { return 301 /new; }
    location = /new { return 403 "no"; }
    """)
    return Scene(("curl", "-L", server.at("/old")))


def lookalike_deny(lab: Lab) -> Scene:
    """Refuse everybody."""
    return Scene(("curl", lab.nginx("location / { deny all; }").at("/")))


def lookalike_limit(lab: Lab) -> Scene:
    """Let every other request through, whoever sends it."""
    return Scene(("curl", lab.python_http(_every_other()).at("/")))


def lookalike_scarce(lab: Lab) -> Scene:
    """Let one request through in a while, and then no more."""
    return Scene(("curl", lab.python_http(_one_of(1)).at("/")))


def lookalike_limit_by_name(lab: Lab) -> Scene:
    """Count requests for each name by itself: a new one has its share yet."""
    server = lab.nginx(BY_NAME)
    server.write("index.html", "a page")
    for _ in range(5):
        lab.fetch(server.at("/"), fields={"User-Agent": "sync/1.0"})
    return Scene(("curl", "-A", "sync/1.0", server.at("/")))


def lookalike_api_key(lab: Lab) -> Scene:
    """Refuse who has no key."""

    def answer(request: Received) -> Reply:
        known = request.has("x-api-key")
        return Reply(
            200 if known else 403, {"Content-Type": "application/json"}, '{"error": "key"}'
        )

    return Scene(("curl", lab.python_http(answer).at("/v1/items")))


def _wants_login(request: Received) -> Reply:
    del request
    return Reply(401, {"WWW-Authenticate": 'Bearer realm="api"'}, "who are you?")


def _every_other() -> Callable[[Received], Reply]:
    counter = itertools.count()
    return lambda _: Reply(403 if next(counter) % 2 == 0 else 200, (), "a page")


def _one_of(most: int) -> Callable[[Received], Reply]:
    """Serve so many requests after the first one, as a bucket that fills slowly would."""
    counter = itertools.count()
    return lambda _: Reply(200 if 0 < next(counter) <= most else 503, (), "a page")
