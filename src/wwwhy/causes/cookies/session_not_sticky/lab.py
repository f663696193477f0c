"""Two or three servers in turn, each with sessions of its own."""

import itertools
import urllib.request
from collections.abc import Callable, Iterable

from lab import Lab, Received, Reply, Scene, Server

FLASK = """
import secrets

from flask import Flask, session

app = Flask(__name__)
app.secret_key = {key}


@app.get("/login")
def login():
    session["user"] = "ann"
    return "welcome"


@app.get("/account")
def account():
    return "your orders" if "user" in session else ("who are you?", 401)
"""

LEADS = (
    FLASK.replace('("who are you?", 401)', 'redirect("/anmelden?next=/account")').replace(
        "Flask, session", "Flask, redirect, session"
    )
    + """

@app.get("/anmelden")
def form():
    return "<form method=post><input name=user><input type=password name=word></form>"
"""
)


def broken(lab: Lab) -> Scene:
    """Give each of two servers behind nginx a random key, as `secrets.token_hex()` does."""
    front = _in_turn(lab, "secrets.token_hex()")
    return Scene(("curl", "-b", _login(front), front.at("/account")), verdict="likely")


def repaired(lab: Lab) -> Scene:
    """Give both the same key."""
    front = _in_turn(lab, '"lab-only"')
    return Scene(("curl", "-b", _login(front), front.at("/account")))


def repaired_sticky(lab: Lab) -> Scene:
    """Send each client to the same server always."""
    front = _in_turn(lab, "secrets.token_hex()", "ip_hash;")
    return Scene(("curl", "-b", _login(front), front.at("/account")))


def broken_three(lab: Lab) -> Scene:
    """Take turns between three servers behind HAProxy that keep sessions in memory and say who."""
    servers = [lab.python_http(_in_memory(f"app-{number}")) for number in range(3)]
    lines = "\n".join(f" server s{n} {each.address}" for n, each in enumerate(servers))
    front = lab.haproxy(
        "frontend f\n bind 127.0.0.1:{port}\n default_backend b\n"
        "backend b\n balance roundrobin\n{lines}\n",
        lines=lines,
    )
    return Scene(("curl", "-b", _login(front), front.at("/account")), verdict="likely")


def broken_new_session(lab: Lab) -> Scene:
    """Let each of two servers begin a session of its own for whoever it does not know."""
    front = _pair(lab, (lab.python_http(_in_memory(f"app-{n}", renews=True)) for n in range(2)))
    return Scene(("curl", "-b", _login(front), front.at("/account")))


def lookalike_expired(lab: Lab) -> Scene:
    """Come with a session that has ended."""
    app = lab.gunicorn(FLASK.format(key='"lab-only"'))
    return Scene(("curl", "-b", "session=eyJ1c2VyIjoiYW5uIn0.aaaa.bbbb", app.at("/account")))


def lookalike_flaky(lab: Lab) -> Scene:
    """Ask a server that refuses now and then, whoever asks."""
    answers = itertools.cycle((401, 200, 200, 401, 200))
    app = lab.python_http(lambda _: Reply(next(answers), (), "a page"))
    return Scene(("curl", "-b", "sid=k3Jh9zQw8Lm", app.at("/account")))


def lookalike_limit(lab: Lab) -> Scene:
    """Be slowed down with 403."""
    front = lab.nginx(
        "limit_req_zone $binary_remote_addr zone=one:1m rate=5r/s;"
        " server { listen 127.0.0.1:{port}; root {root}; limit_req zone=one;"
        " limit_req_status 403; }"
    )
    front.write("account", "your orders")
    lab.fetch(front.at("/account"))
    return Scene(("curl", "-b", "sid=k3Jh9zQw8Lm", front.at("/account")))


def broken_led_to_login(lab: Lab) -> Scene:
    """Send whoever a server does not know to the page to log in on."""
    front = _in_turn(lab, "secrets.token_hex()", app=LEADS)
    return Scene(("curl", "-L", "-b", _login(front), front.at("/account")), verdict="likely")


def repaired_led_to_login(lab: Lab) -> Scene:
    """Give both the same key."""
    front = _in_turn(lab, '"lab-only"', app=LEADS)
    return Scene(("curl", "-L", "-b", _login(front), front.at("/account")))


def broken_led_with_new_session(lab: Lab) -> Scene:
    """Send whoever is not known to log in, with a session that remembers the page; not followed."""
    front = _pair(lab, (lab.python_http(_in_memory(f"app-{n}", leads=True)) for n in range(2)))
    return Scene(("curl", "-b", _login(front), front.at("/account")))


def lookalike_session_over(lab: Lab) -> Scene:
    """Be sent to log in with a session that has ended, which is as it should be."""
    front = _in_turn(lab, '"lab-only"', app=LEADS)
    return Scene(
        ("curl", "-L", "-b", "session=eyJ1c2VyIjoiYW5uIn0.aaaa.bbbb", front.at("/account"))
    )


def _in_turn(lab: Lab, key: str, more: str = "", app: str = FLASK) -> Server:
    return _pair(lab, (lab.gunicorn(app.format(key=key)) for _ in range(2)), more)


def _pair(lab: Lab, servers: Iterable[Server], more: str = "") -> Server:
    one, other = servers
    return lab.nginx(
        "upstream apps { {more} server {one}; server {other}; }"
        " server { listen 127.0.0.1:{port}; location / { proxy_pass http://apps; } }",
        more=more,
        one=one.address,
        other=other.address,
    )


def _in_memory(
    name: str, *, renews: bool = False, leads: bool = False
) -> Callable[[Received], Reply]:
    known: set[str] = set()
    numbers = itertools.count()

    def answer(request: Received) -> Reply:
        fields = {"X-Served-By": name}
        if request.path == "/login" or (renews and request.get("cookie") not in known):
            session = f"{name}-{next(numbers)}-k3Jh9zQw8Lm"
            more = {**fields, "Set-Cookie": f"sid={session}; Path=/"}
            if request.path != "/login":
                return Reply(401, more, "who are you?")
            known.add(f"sid={session}")
            return Reply(200, more, "welcome")
        if request.get("cookie") in known:
            return Reply(200, fields, "your orders")
        if leads:
            kept = f"sid={name}-{next(numbers)}-k3Jh9zQw8Lm; Path=/"
            return Reply(302, {**fields, "Location": "/sign-in", "Set-Cookie": kept})
        return Reply(401, fields, "who are you?")

    return answer


def _login(front: Server) -> str:
    with urllib.request.urlopen(front.at("/login"), timeout=5) as response:
        return str(response.headers["Set-Cookie"]).partition(";")[0]
