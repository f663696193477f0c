"""Nobody is named: to nginx, Apache, HAProxy, and to applications with and without a challenge."""

from lab import Lab, Scene, Server
from wwwhy.causes.credentials import lab as apps
from wwwhy.causes.credentials.api_key_wrong_place import lab as wrong_place
from wwwhy.causes.redirects.redirect_drops_auth import lab as redirect
from wwwhy.causes.request.header_underscore_dropped import lab as underscore
from wwwhy.causes.tls.lab import ask

TOKEN = ("-H", "Authorization: Bearer good-token-of-the-lab")


def broken(lab: Lab) -> Scene:
    """Ask nginx without a password."""
    return Scene(("curl", _nginx(lab).at("/")))


def repaired(lab: Lab) -> Scene:
    """Name one."""
    return Scene(("curl", "-u", "ann:secret", _nginx(lab).at("/")))


def broken_log(lab: Lab) -> Scene:
    """Ask nginx without a password, with its log at hand, and with a session cookie of the site."""
    server = _nginx(lab)
    cookie = ("-b", "PHPSESSID=q1w2e3r4t5y6u7i8o9p0")
    return Scene(("--error-log", server.error_log, "curl", *cookie, server.at("/")))


def broken_digest(lab: Lab) -> Scene:
    """Ask Apache without a password where it wants Digest."""
    server = lab.apache(
        "<Location />\nAuthType Digest\nAuthName lab\nAuthUserFile {users}\n"
        "Require valid-user\n</Location>",
        modules=["auth_digest"],
        users=lab.write("htdigest", "ann:lab:0123456789abcdef0123456789abcdef\n"),
    )
    return Scene(("curl", server.at("/")))


def broken_haproxy(lab: Lab) -> Scene:
    """Ask HAProxy without a password; an analytics cookie is no session."""
    server = lab.haproxy(apps.HAPROXY, address=lab.origin("fine").address)
    return Scene(("curl", "-b", "_ga=GA1.2.1234567890.1700000000; lang=en", server.at("/")))


def broken_flask(lab: Lab) -> Scene:
    """Ask an API for tokens without one, as RFC 6750 has it, behind nginx."""
    lab.requires("flask")
    front = lab.nginx("location / { proxy_pass {app}; }", app=lab.gunicorn(apps.BEARER).url)
    return Scene(("curl", front.at("/v1/me")))


def repaired_flask(lab: Lab) -> Scene:
    """Send one."""
    lab.requires("flask")
    front = lab.nginx("location / { proxy_pass {app}; }", app=lab.gunicorn(apps.BEARER).url)
    return Scene(("curl", *TOKEN, front.at("/v1/me")))


def broken_django(lab: Lab) -> Scene:
    """Ask Django without a session; it sends an error code and no challenge."""
    lab.requires("django")
    return Scene(("curl", lab.gunicorn(apps.DJANGO).at("/orders/")))


def broken_silent(lab: Lab) -> Scene:
    """Ask an application that refuses in German, without a challenge or a code."""
    lab.requires("starlette")
    app = lab.uvicorn(apps.PLAIN % ("Bitte melden Sie sich an", 401))
    return Scene(("curl", app.at("/v1/me")))


def broken_forbidden(lab: Lab) -> Scene:
    """Ask an application that refuses strangers with 403, as FastAPI long did."""
    lab.requires("starlette")
    app = lab.uvicorn(apps.PLAIN % ("Not authenticated", 403))
    return Scene(("curl", app.at("/v1/me")), verdict="likely")


def broken_forbidden_silent(lab: Lab) -> Scene:
    """Ask one that refuses with 403 and says nothing of credentials; nobody's token tells."""
    lab.requires("starlette")
    app = lab.uvicorn(apps.PLAIN % ("Zugriff verweigert", 403))
    return Scene(("curl", app.at("/v1/me")), verdict="likely")


def broken_tenant(lab: Lab) -> Scene:
    """Send a field that the application needs for something else."""
    lab.requires("flask")
    app = lab.gunicorn(apps.OWN_FIELDS)
    return Scene(("curl", "-H", "X-Tenant: acme", app.at("/tenant")), verdict="likely")


def broken_traced(lab: Lab) -> Scene:
    """Ask one whose every answer holds another word: that alone shows nothing."""
    lab.requires("flask")
    return Scene(("curl", lab.gunicorn(apps.TRACED).at("/items")), verdict="possible")


def broken_other_want(lab: Lab) -> Scene:
    """Ask one that says what it requires, and means no credentials by it: nothing is proved."""
    lab.requires("flask")
    return Scene(("curl", lab.gunicorn(apps.VPN).at("/intranet")), verdict="possible")


def broken_rpc(lab: Lab) -> Scene:
    """Call by gRPC-Web, which refuses inside a 200."""
    lab.requires("starlette")
    return Scene(_call(lab), verdict="likely")


def repaired_rpc(lab: Lab) -> Scene:
    """Call with a token."""
    lab.requires("starlette")
    return Scene(_call(lab, *TOKEN))


def broken_malformed(lab: Lab) -> Scene:
    """Ask one that calls a request without a token malformed, as the middleware of Echo does."""
    return _incomplete(lab, "/checked")


def broken_validated(lab: Lab) -> Scene:
    """Ask one whose validator misses the field, as FastAPI's does."""
    return _incomplete(lab, "/validated")


def broken_crash(lab: Lab) -> Scene:
    """Ask one that crashes where the field is missing."""
    return _incomplete(lab, "/split", verdict="possible")


def repaired_malformed(lab: Lab) -> Scene:
    """Send a token."""
    lab.requires("starlette")
    return Scene(("curl", *TOKEN, lab.uvicorn(apps.INCOMPLETE).at("/checked")))


def lookalike_body_field(lab: Lab) -> Scene:
    """Leave out a member of the body whose name is that of a token."""
    return _incomplete(lab, "/form")


def lookalike_hint(lab: Lab) -> Scene:
    """Leave something else out, where the answer mentions the field in a hint."""
    return _incomplete(lab, "/hint")


def lookalike_ticket(lab: Lab) -> Scene:
    """Send a ticket that is not valid, where the answer asks for a token as well."""
    lab.requires("flask")
    return Scene(("curl", "-H", "Ticket: ST-17-abc", lab.gunicorn(apps.OWN_FIELDS).at("/ticket")))


def lookalike_own_field(lab: Lab) -> Scene:
    """Send a wrong secret under a name that the application made up."""
    lab.requires("flask")
    return Scene(("curl", "-H", "X-Door: sesame", lab.gunicorn(apps.OWN_FIELDS).at("/door")))


def lookalike_short_cookie(lab: Lab) -> Scene:
    """Send a short session that is not known."""
    lab.requires("flask")
    return Scene(("curl", "-b", "kc-access=abc", lab.gunicorn(apps.OWN_FIELDS).at("/cookie")))


def lookalike_certificate(lab: Lab) -> Scene:
    """Show no certificate to a server that says 401 for want of one."""
    good = lab.pki.good
    server = lab.nginx(
        apps.CERTIFICATE, cert=good.chain_file, key=good.key_file, ca=lab.pki.ca_file
    )
    return ask(lab, server)


def lookalike_redirect(lab: Lab) -> Scene:
    """Send a token that a redirect leaves behind."""
    return redirect.broken_token(lab)


def lookalike_cookie_redirect(lab: Lab) -> Scene:
    """Send a session that a redirect leaves behind."""
    return redirect.broken_name(lab)


def lookalike_underscore(lab: Lab) -> Scene:
    """Send a key under a name that the server drops."""
    return underscore.broken_gunicorn(lab)


def lookalike_wrong_place(lab: Lab) -> Scene:
    """Send a key where nobody looks."""
    return wrong_place.broken(lab)


def lookalike_dead_session(lab: Lab) -> Scene:
    """Send a session that the application does not know any more."""
    lab.requires("django")
    cookie = ("-b", "sessionid=q1w2e3r4t5y6u7i8o9p0; theme=dark")
    return Scene(("curl", *cookie, lab.gunicorn(apps.DJANGO).at("/orders/")))


def lookalike_login_form(lab: Lab) -> Scene:
    """Send a wrong password in the body of a login."""
    lab.requires("flask")
    pair = '{"username": "ann", "password": "wrong-one"}'
    return Scene(("curl", "--json", pair, lab.gunicorn(apps.LOGIN).at("/login")))


def lookalike_nested_login(lab: Lab) -> Scene:
    """Send a wrong password deep in a body, answered with the challenge of the API beside it."""
    lab.requires("flask")
    pair = '{"auth": {"user": "ann", "password": "wrong-one"}}'
    return Scene(("curl", "--json", pair, lab.gunicorn(apps.ANY_LOGIN).at("/login")))


def lookalike_form_parts(lab: Lab) -> Scene:
    """Send it as a part of a form."""
    lab.requires("flask")
    parts = ("-F", "user=ann", "-F", "pass=wrong-one")
    return Scene(("curl", *parts, lab.gunicorn(apps.ANY_LOGIN).at("/login")))


def lookalike_path_session(lab: Lab) -> Scene:
    """Send a session that is over inside the path."""
    lab.requires("flask")
    path = "/orders;jsessionid=ABCDEF0123456789ABCDEF01"
    return Scene(("curl", lab.gunicorn(apps.ANY_LOGIN).at(path)))


def lookalike_signature(lab: Lab) -> Scene:
    """Send a wrong signature to an application that says it was not shown who asks."""
    lab.requires("flask")
    sign = (
        "-H",
        "X-Sign: 6a0c2b1d9f0e4c7788aa6a0c2b1d9f0e4c7788aa",
        "-H",
        "X-Timestamp: 1700000000",
    )
    return Scene(("curl", *sign, lab.gunicorn(apps.SIGNED).at("/orders")))


def lookalike_deny_rule(lab: Lab) -> Scene:
    """Meet a rule of nginx that lets nobody in."""
    return Scene(("curl", lab.nginx("location / { deny all; }").at("/")))


def lookalike_other_403(lab: Lab) -> Scene:
    """Meet an application that refuses everybody, whoever asks."""
    fields = {"Content-Type": "application/json"}
    app = lab.origin("status", code=403, body='{"reason": "closed_on_sundays"}', fields=fields)
    return Scene(("curl", app.at("/shop")))


def _incomplete(lab: Lab, path: str, verdict: str = "proved") -> Scene:
    lab.requires("starlette")
    return Scene(("curl", lab.uvicorn(apps.INCOMPLETE).at(path)), verdict=verdict)


def _call(lab: Lab, *words: str) -> tuple[str, ...]:
    kind = ("-H", "Content-Type: application/grpc-web+proto", "--data-binary", "ab")
    return ("curl", *kind, *words, lab.uvicorn(apps.RPC).at("/shop.Orders/List"))


def _nginx(lab: Lab) -> Server:
    users = lab.htpasswd(ann="secret")
    server = lab.nginx("auth_basic lab; auth_basic_user_file {users};", users=users)
    server.write("index.html", "welcome")
    return server
