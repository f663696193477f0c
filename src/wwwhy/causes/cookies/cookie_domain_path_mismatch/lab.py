"""A session cookie that the next request cannot carry: wrong path, wrong domain, behind a proxy."""

import itertools

from lab import Lab, Received, Reply, Scene, Server

FLASK = """
from flask import Flask, redirect, request, session

app = Flask(__name__)
app.secret_key = "lab-only"
app.config.update({settings})


@app.route("/app/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return '<form method="post"><input name="user"></form>'
    session["user"] = "ann"
    return redirect("{home}")


@app.get("/app/home")
def home():
    if "user" not in session:
        return {refusal}
    return "welcome"
"""
START = """
import secrets

from flask import Flask, redirect, request, session

app = Flask(__name__)
app.secret_key = "lab-only"
app.config.update(APPLICATION_ROOT="/app", SESSION_COOKIE_PATH="/app")


@app.get("/app/start")
def start():
    session["id"] = secrets.token_hex(8)
    return redirect("/page")


@app.get("/app/page")
def page():
    return "welcome" if "id" in session else redirect("/start")
"""


def broken(lab: Lab) -> Scene:
    """Set the cookie below /app, which a proxy takes out of the address: redirects in a ring."""
    app = lab.gunicorn(START)
    front = lab.nginx("location / { proxy_pass {app}/app/; }", app=app.url)
    return Scene((front.at("/start"),))


def repaired(lab: Lab) -> Scene:
    """Let the proxy translate the path of the cookie."""
    app = lab.gunicorn(START)
    conf = "location / { proxy_pass {app}/app/; proxy_cookie_path /app /; }"
    return Scene((lab.nginx(conf, app=app.url).at("/start"),))


def broken_domain(lab: Lab) -> Scene:
    """Log in by POST, with a cookie for a domain of another installation, and get a 401."""
    app = lab.gunicorn(_flask('SESSION_COOKIE_DOMAIN="old-shop.test"'))
    jar = ("-c", lab.folder / "jar.txt", "-b", lab.folder / "jar.txt")
    where = app.resolve("shop.test")
    url = app.at("/app/login", host="shop.test")
    return Scene(("curl", "-L", *jar, *where, "-d", "user=ann", url))


def repaired_domain(lab: Lab) -> Scene:
    """Leave the domain out."""
    app = lab.gunicorn(_flask(""))
    jar = ("-c", lab.folder / "jar.txt", "-b", lab.folder / "jar.txt")
    where = app.resolve("shop.test")
    return Scene(
        ("curl", "-L", *jar, *where, "-d", "user=ann", app.at("/app/login", host="shop.test"))
    )


def broken_back_at_login(lab: Lab) -> Scene:
    """End at the login form again, with 200, as if nothing had happened."""
    settings = 'SESSION_COOKIE_PATH="/shop"'
    app = lab.gunicorn(_flask(settings, refusal='redirect("/app/login")'))
    return Scene(("curl", "-L", "-b", "", "-d", "user=ann", app.at("/app/login")))


def broken_other_host(lab: Lab) -> Scene:
    """Set the cookie for everything under a public suffix, on the way to a refusal elsewhere."""
    login = lab.python_http(
        lambda _: Reply(
            302,
            {"Set-Cookie": "sid=k3Jh9zQw8; Domain=co.uk; Path=/", "Location": api},
        )
    )
    end = lab.python_http(_members_only)
    api = end.at("/v1/me", host="api.shop.co.uk")
    where = (*login.resolve("www.shop.co.uk"), *end.resolve("api.shop.co.uk"))
    url = login.at("/login", host="www.shop.co.uk")
    return Scene(("curl", "-L", "-b", "", *where, url), verdict="likely", also=("auth-missing",))


def broken_ring(lab: Lab) -> Scene:
    """Check for cookies with one of another domain: the second answer closes the ring."""
    return Scene(("curl", "-L", "-b", "", _checking(lab, "Domain=old-shop.test").at("/")))


def repaired_ring(lab: Lab) -> Scene:
    """Leave the domain out."""
    return Scene(("curl", "-L", "-b", "", _checking(lab, "SameSite=Lax").at("/")))


def broken_itself(lab: Lab) -> Scene:
    """Send everybody without the cookie back to the same address, with a cookie for another."""

    def answer(request: Received) -> Reply:
        if "seen=" in request.get("cookie"):
            return Reply(200, (), "welcome")
        return Reply(302, {"Set-Cookie": "seen=1; Path=/other", "Location": "/"})

    return Scene(("curl", "-L", "-b", "", lab.python_http(answer).at("/")))


def broken_forgetful(lab: Lab) -> Scene:
    """Set a session for another path with each answer, and forget the one before it."""
    given = itertools.count(1)

    def answer(request: Received) -> Reply:
        del request
        cookie = f"JSESSIONID=B7{next(given):06d}; Path=/app; HttpOnly"
        return Reply(302, {"Set-Cookie": cookie, "Location": "/login"})

    return Scene(("curl", "-L", "-b", "", lab.python_http(answer).at("/")), verdict="possible")


def lookalike_endless(lab: Lab) -> Scene:
    """Go round for another reason, and set a counter's cookie for a foreign domain on the way."""

    def answer(request: Received) -> Reply:
        cookie = "visit=1; Domain=stats.test; Path=/"
        return Reply(302, {"Set-Cookie": cookie, "Location": "/b" if request.path == "/" else "/"})

    return Scene(("curl", "-L", "-b", "", lab.python_http(answer).at("/")))


def lookalike_counter(lab: Lab) -> Scene:
    """Set a counter's cookie for a foreign domain on the way to a page that wants a login."""

    def answer(request: Received) -> Reply:
        if request.path == "/":
            cookie = "visit=1; Domain=stats.test; Path=/"
            return Reply(302, {"Set-Cookie": cookie, "Location": "/members"})
        return _members_only(request)

    return Scene(("curl", "-L", "-b", "", lab.python_http(answer).at("/")))


def lookalike_no_jar(lab: Lab) -> Scene:
    """Let curl follow without keeping any cookie."""
    app = lab.gunicorn(_flask(""))
    return Scene(("curl", "-L", "-d", "user=ann", app.at("/app/login")))


def _checking(lab: Lab, attribute: str) -> Server:
    def answer(request: Received) -> Reply:
        if request.path == "/set":
            return Reply(302, {"Set-Cookie": f"good=1; Path=/; {attribute}", "Location": "/"})
        if "good=1" in request.get("cookie"):
            return Reply(200, (), "welcome")
        return Reply(302, {"Location": "/set"})

    return lab.python_http(answer)


def _members_only(request: Received) -> Reply:
    known = "sid=" in request.get("cookie")
    return Reply(200 if known else 401, (), "welcome" if known else "who are you?")


def _flask(settings: str, *, home: str = "/app/home", refusal: str = '"who are you?", 401') -> str:
    return FLASK.format(settings=settings, home=home, refusal=refusal)
