"""Servers that were not told about the name people use."""

from lab import Lab, Scene, Server

TWO = """
server {
    listen 127.0.0.1:{port} default_server;
    server_name _;
    root {root}/default;
}
server {
    listen 127.0.0.1:{port};
    server_name {names};
    root {root}/shop;
}
"""
APACHE = """
Listen 127.0.0.1:{port}
<VirtualHost *:{port}>
    ServerName first.test
    DocumentRoot {root}/first
</VirtualHost>
<VirtualHost *:{port}>
    ServerName shop.test
    {alias}
    DocumentRoot {root}/shop
</VirtualHost>
"""
CADDY = 'http://{name}:{port} {\n respond "the shop"\n}\n'
WELCOME = """<!DOCTYPE html>
<html><head><title>Welcome to nginx!</title></head>
<body><h1>Welcome to nginx!</h1></body></html>
"""


def broken(lab: Lab) -> Scene:
    """Ask nginx for a name it was not told: its welcome page comes."""
    server = _nginx(lab, "shop.test", WELCOME)
    words = ("curl", *server.resolve("store.test"), server.at("/", host="store.test"))
    return Scene(words, verdict="likely")


def broken_welcome_config(lab: Lab) -> Scene:
    """Hand in the configuration as well: the welcome page is not this name's own."""
    server = _nginx(lab, "shop.test", WELCOME)
    files = ("--server-config", server.config)
    options = server.resolve("store.test")
    return Scene((*files, "curl", *options, server.at("/", host="store.test")))


def repaired(lab: Lab) -> Scene:
    """Tell nginx the name."""
    server = _nginx(lab, "shop.test store.test", WELCOME)
    return Scene(("curl", *server.resolve("store.test"), server.at("/", host="store.test")))


def broken_caddy(lab: Lab) -> Scene:
    """Ask Caddy for a name it was not told: 200 and nothing."""
    server = lab.caddy(CADDY, name="shop.test")
    host = "www.shop.test"
    words = ("curl", *server.resolve(host), server.at("/prices", host=host))
    return Scene(words, verdict="likely")


def repaired_caddy(lab: Lab) -> Scene:
    """Tell Caddy the name."""
    server = lab.caddy(CADDY, name="www.shop.test")
    host = "www.shop.test"
    return Scene(("curl", *server.resolve(host), server.at("/prices", host=host)))


def broken_www(lab: Lab) -> Scene:
    """Ask nginx for the name with `www.`: only the bare one is a site."""
    server = _nginx(lab, "shop.test", None)
    host = "www.shop.test"
    words = ("curl", *server.resolve(host), server.at("/", host=host))
    return Scene(words, verdict="likely")


def broken_www_config(lab: Lab) -> Scene:
    """Hand in the configuration as well."""
    server = _nginx(lab, "shop.test", None)
    host = "www.shop.test"
    files = ("--server-config", server.config)
    return Scene((*files, "curl", *server.resolve(host), server.at("/", host=host)))


def broken_config(lab: Lab) -> Scene:
    """Hand in the configuration: no name in it fits."""
    server = _nginx(lab, "shop.test", WELCOME)
    files = ("--server-config", server.config)
    options = server.resolve("store.test")
    words = ("curl", *options, server.at("/prices.html", host="store.test"))
    return Scene((*files, *words), verdict="possible")


def broken_first(lab: Lab) -> Scene:
    """Let the first site take what no name fits, only because it stands first."""
    conf = """
    server { listen 127.0.0.1:{port}; server_name first.test; root {root}/default; }
    server { listen 127.0.0.1:{port}; server_name shop.test; root {root}/shop; }
    """
    server = lab.nginx(conf)
    server.write("shop/prices.html", "prices")
    files = ("--server-config", server.config)
    words = ("curl", *server.resolve("b.test"), server.at("/prices.html", host="b.test"))
    return Scene((*files, *words), verdict="likely")


def broken_hung_up(lab: Lab) -> Scene:
    """Let nginx hang up on names it does not know (444), as many set-ups do."""
    server = lab.nginx("""
    server { listen 127.0.0.1:{port} default_server; return 444; }
    server { listen 127.0.0.1:{port}; server_name www.shop.test; return 200 "the shop"; }
    """)
    words = ("curl", *server.resolve("shop.test"), server.at("/", host="shop.test"))
    return Scene(words, verdict="likely")


def broken_haproxy(lab: Lab) -> Scene:
    """Ask HAProxy for a name that none of its rules has a backend for: 503."""
    app = lab.origin({"/": lambda visit: visit.respond("the shop")})
    front = lab.haproxy(
        "frontend f\n bind 127.0.0.1:{port}\n"
        " use_backend b if { req.hdr(host),host_only -i www.shop.test }\n"
        "backend b\n server s {address}\n",
        address=app.address,
    )
    words = ("curl", *front.resolve("shop.test"), front.at("/", host="shop.test"))
    return Scene(words, verdict="likely")


def broken_apache(lab: Lab) -> Scene:
    """Ask Apache for a name that no site has; hand in its configuration."""
    server = lab.apache(APACHE, alias="")
    server.write("first/index.html", "first")
    server.write("shop/prices.html", "prices")
    files = ("--server-config", server.config)
    host = "www.shop.test"
    return Scene((*files, "curl", *server.resolve(host), server.at("/prices.html", host=host)))


def repaired_apache(lab: Lab) -> Scene:
    """Give the site its second name."""
    server = lab.apache(APACHE, alias="ServerAlias www.shop.test")
    server.write("shop/prices.html", "prices")
    host = "www.shop.test"
    return Scene(("curl", *server.resolve(host), server.at("/prices.html", host=host)))


def broken_closed(lab: Lab) -> Scene:
    """Let nginx answer 404 to every name it does not know, whatever the path."""
    server = lab.nginx("""
    server { listen 127.0.0.1:{port} default_server; return 404; }
    server { listen 127.0.0.1:{port}; server_name shop.test; return 200 "the shop"; }
    """)
    words = ("curl", *server.resolve("shopp.test"), server.at("/", host="shopp.test"))
    return Scene(words, verdict="possible")


def lookalike_application(lab: Lab) -> Scene:
    """Ask an application behind nginx that has no page at its root."""
    app = lab.origin({"/health": lambda visit: visit.respond("ok")})
    server = lab.nginx("location / { proxy_pass http://127.0.0.1:{app}; }", app=app.port())
    return Scene(("curl", *server.resolve("api.test"), server.at("/", host="api.test")))


def lookalike_missing_page(lab: Lab) -> Scene:
    """Ask a well-named site for a page it does not have."""
    server = _nginx(lab, "shop.test", WELCOME)
    files = ("--server-config", server.config)
    options = server.resolve("shop.test")
    return Scene((*files, "curl", *options, server.at("/nope.html", host="shop.test")))


def lookalike_no_index(lab: Lab) -> Scene:
    """Ask the only site of a server, which has no index page."""
    server = lab.nginx("")
    return Scene(("curl", *server.resolve("shop.test"), server.at("/", host="shop.test")))


def lookalike_for_all(lab: Lab) -> Scene:
    """Let the site that was made for all names forbid its root; the rest of it is served."""
    conf = """
    server {
        listen 127.0.0.1:{port} default_server;
        server_name _;
        location / { deny all; }
        location /app { return 200 "the shop"; }
    }
    server { listen 127.0.0.1:{port}; server_name status.test; return 200 ok; }
    """
    server = lab.nginx(conf)
    files = ("--server-config", server.config)
    return Scene((*files, server.url))


def repaired_fresh(lab: Lab) -> Scene:
    """Ask a server that was just installed by its address: its welcome page is what to expect."""
    server = _nginx(lab, "shop.test", WELCOME)
    return Scene(("curl", server.at("/")))


def repaired_empty(lab: Lab) -> Scene:
    """Let Caddy answer every name with an empty 200 on purpose, as for a check of health."""
    server = lab.caddy("http://:{port} {\n respond 200\n}\n")
    host = "hooks.shop.test"
    return Scene(("curl", *server.resolve(host), server.at("/alive", host=host)))


def _nginx(lab: Lab, names: str, welcome: str | None) -> Server:
    server = lab.nginx(TWO, names=names)
    if welcome is not None:
        server.write("default/index.html", welcome)
    server.write("shop/index.html", "the shop")
    server.write("shop/prices.html", "prices")
    return server
