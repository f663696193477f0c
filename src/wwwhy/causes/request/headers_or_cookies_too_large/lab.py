"""Nine and more kilobytes of cookies or token, for servers that answer 400, 431 or hang up."""

from collections.abc import Callable

from lab import Lab, Received, Reply, Scene, Server, Visit

APP = """
from flask import Flask, request

app = Flask(__name__)


@app.get("/")
def index():
    if request.headers.get("Authorization", "Bearer x").count("%") > 0:
        return {"error": "bad token"}, 400
    return {"name": "Ann"}
"""
COOKIE = "Cookie: " + "; ".join(f"part{n}=" + "k3Jh9_z" * 150 for n in range(9))
TOKEN = "Authorization: Bearer " + "eyJncm91cHMiOlsi" * 600


def broken(lab: Lab) -> Scene:
    """Send nginx more cookies than its buffers hold; its log says so at level info."""
    server = lab.nginx('location / { return 200 "ok"; }')
    return Scene(("--error-log", server.error_log, "curl", "-H", COOKIE, server.at("/")))


def broken_many(lab: Lab) -> Scene:
    """Send sixty short fields to an application that takes forty."""

    def answer(asked: Received) -> Reply:
        return Reply(431 if len(asked.fields) > 40 else 200, body="zu viele Felder")

    fields = tuple(word for number in range(60) for word in ("-H", f"X-Part-{number}: {number}"))
    return Scene(("curl", *fields, lab.python_http(answer).at("/")))


def repaired(lab: Lab) -> Scene:
    """Raise the limit."""
    server = lab.nginx('location / { return 200 "ok"; }', http_extra=RAISED)
    return Scene(("curl", "-H", COOKIE, server.at("/")))


def broken_apache(lab: Lab) -> Scene:
    """Send Apache a token of nine kilobytes, without its log."""
    server = lab.apache()
    server.write("index.html", "ok")
    return Scene(("curl", "-H", TOKEN, server.at("/")))


def broken_haproxy(lab: Lab) -> Scene:
    """Send HAProxy more than its buffer, in front of an application that would not mind."""
    app = lab.origin("fine")
    cookie = COOKIE + "; rest=" + "x" * 9000
    return Scene(("curl", "-H", cookie, _haproxy(lab, app.port()).at("/")))


def broken_gunicorn(lab: Lab) -> Scene:
    """Let nginx pass what gunicorn refuses with 431."""
    app = lab.gunicorn(APP)
    front = lab.nginx("location / { proxy_pass {app}; }", http_extra=RAISED, app=app.url)
    return Scene(("curl", "-H", COOKIE, front.at("/")))


def broken_http2(lab: Lab) -> Scene:
    """Meet nginx over HTTP/2, which ends the connection instead of answering."""
    server = lab.nginx(
        "server { listen 127.0.0.1:{port} ssl http2; ssl_certificate {cert};"
        ' ssl_certificate_key {key}; location / { return 200 "ok"; } }',
        cert=lab.pki.good.chain_file,
        key=lab.pki.good.key_file,
    )
    url = server.at("/", host="site.test", scheme="https")
    where = (*server.resolve("site.test"), "--cacert", lab.pki.ca_file)
    return Scene(("curl", "--http2", "-H", TOKEN + "Z" * 30000, *where, url))


def broken_cookies_only(lab: Lab) -> Scene:
    """Meet an application that limits cookies and nothing else, and calls it 400."""
    return Scene(("curl", "-H", COOKIE, lab.python_http(_limits_cookies(400)).at("/")))


def broken_as_server_error(lab: Lab) -> Scene:
    """Meet one that breaks when its cookies are too long."""
    return Scene(("curl", "-H", COOKIE, lab.python_http(_limits_cookies(500)).at("/")))


def broken_two_refusals(lab: Lab) -> Scene:
    """Meet nginx before an application that answers 400 as well, for want of a field."""
    return Scene(("curl", "-H", COOKIE, _before_refusal(lab).at("/")))


def broken_apache_two_refusals(lab: Lab) -> Scene:
    """Do the same with Apache, whose page names the field that was too long."""
    server = lab.apache("ProxyPass / {app}/\n", modules=("proxy_http",), app=_refuses(lab).url)
    return Scene(("curl", "-H", COOKIE, server.at("/")))


def repaired_two_refusals(lab: Lab) -> Scene:
    """Raise the limit, and send the field that the application wants."""
    fields = ("-H", COOKIE, "-H", "X-Tenant-Id: 7")
    return Scene(("curl", *fields, _before_refusal(lab, http_extra=RAISED).at("/")))


def broken_hangs_up(lab: Lab) -> Scene:
    """Meet a server that closes the connection once the cookies are too long."""

    async def answer(visit: Visit) -> None:
        if len(visit.request.get("cookie")) > MOST:
            visit.close()
        else:
            await visit.respond("ok")

    return Scene(("curl", "-H", COOKIE, lab.origin({"/": answer}).at("/")))


def lookalike_any_cookie(lab: Lab) -> Scene:
    """Send a long session that nobody knows: a short one would be refused as well."""

    def answer(request: Received) -> Reply:
        known = not request.has("cookie")
        return Reply(200 if known else 400, (), "ok" if known else "who is that?")

    return Scene(("curl", "-H", COOKIE, lab.python_http(answer).at("/")))


def lookalike_next_refusal(lab: Lab) -> Scene:
    """Send a large header of no harm to an application that lacks a field."""
    fields = ("-H", COOKIE)
    return Scene(("curl", *fields, _before_refusal(lab, http_extra=RAISED).at("/")))


def lookalike_bad_session(lab: Lab) -> Scene:
    """Send a long session that is refused for what it says, in other words than none at all."""

    def answer(request: Received) -> Reply:
        session = request.get("cookie")
        words = "the session has a wrong signature" if session else "no session at all was sent"
        return Reply(400, (), words)

    return Scene(("curl", "-H", COOKIE, lab.python_http(answer).at("/")))


def lookalike_bad_token(lab: Lab) -> Scene:
    """Send a long token that an application refuses with 400 for what it says."""
    app = lab.gunicorn(APP)
    return Scene(("curl", "-H", TOKEN[:3000] + "%", app.at("/")))


MOST = 4096
"""Bytes of cookies that an application of ours takes."""
RAISED = "large_client_header_buffers 8 32k;"


def _refuses(lab: Lab) -> Server:
    def answer(request: Received) -> Reply:
        known = request.has("x-tenant-id")
        return Reply(200 if known else 400, (), "ok" if known else "Which tenant?")

    return lab.python_http(answer)


def _before_refusal(lab: Lab, http_extra: str = "") -> Server:
    passes = "location / { proxy_pass {app}; }"
    return lab.nginx(passes, http_extra=http_extra, app=_refuses(lab).url)


def _limits_cookies(status: int) -> Callable[[Received], Reply]:
    def answer(request: Received) -> Reply:
        large = len(request.get("cookie")) > MOST
        return Reply(status if large else 200, (), "zu viel" if large else "ok")

    return answer


def _haproxy(lab: Lab, port: int) -> Server:
    return lab.haproxy(
        "frontend f\n bind 127.0.0.1:{port}\n default_backend b\n"
        "backend b\n server s 127.0.0.1:{next}\n",
        next=port,
    )
