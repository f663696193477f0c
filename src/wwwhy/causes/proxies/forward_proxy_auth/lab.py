"""Proxies that want a login: Squid, one in Python, one that speaks SOCKS5."""

from hashlib import md5

from lab import Lab, Scene, Server
from lab.software import program
from wwwhy.causes.tls.lab import nginx

NO_NAMES = "dns_nameservers 127.0.0.1\ndns_timeout 1 second\n"
"""Keeps Squid's questions for names on this machine."""
ASKS_STRANGERS = """
def app(environ, start_response):
    if "HTTP_VIA" not in environ:
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]
    fields = [("WWW-Authenticate", 'Basic realm="intranet"'), ("Content-Length", "0")]
    start_response("401 Unauthorized", fields)
    return [b""]
"""


def broken(lab: Lab) -> Scene:
    """Go through Squid without a login."""
    return Scene(("curl", "-x", _squid(lab).url, _site(lab)))


def broken_tunnel(lab: Lab) -> Scene:
    """Ask Squid for a tunnel to an https site."""
    proxy = _squid(lab)
    url = nginx(lab, lab.pki.good).at("/", scheme="https")
    return Scene(("curl", "-x", proxy.url, "--cacert", lab.pki.ca_file, url))


def broken_login_for_site(lab: Lab) -> Scene:
    """Give the login with -u, which is for the site."""
    return Scene(("curl", "-x", _squid(lab).url, "-u", "ann:secret", _site(lab)))


def broken_wrong_password(lab: Lab) -> Scene:
    """Give a wrong password."""
    return Scene(("curl", "-x", _squid(lab).url, "--proxy-user", "ann:wrong", _site(lab)))


def broken_login_inside_tunnel(lab: Lab) -> Scene:
    """Write the login as a field, which travels through the tunnel and past the proxy."""
    proxy = _squid(lab)
    url = nginx(lab, lab.pki.good).at("/", scheme="https")
    field = ("-H", "Proxy-Authorization: Basic YW5uOnNlY3JldA==")
    return Scene(("curl", "-x", proxy.url, "--cacert", lab.pki.ca_file, *field, url))


def broken_environment(lab: Lab) -> Scene:
    """Take the proxy from the environment."""
    return Scene(("curl", _site(lab)), env={"http_proxy": _squid(lab).url})


def broken_python(lab: Lab) -> Scene:
    """Go through a proxy in Python that leaves no mark of its own."""
    proxy = _python(lab)
    return Scene(("curl", "-x", proxy.url, _site(lab)))


def broken_python_tunnel(lab: Lab) -> Scene:
    """Ask a proxy in Python for a tunnel; it does not say which login it takes."""
    proxy = _python(lab, "")
    url = nginx(lab, lab.pki.good).at("/", scheme="https")
    return Scene(("curl", "-x", proxy.url, "--cacert", lab.pki.ca_file, url))


def broken_other_scheme(lab: Lab) -> Scene:
    """Log in by Basic where the proxy takes Negotiate only."""
    proxy = _python(lab, "Negotiate")
    return Scene(("curl", "-x", proxy.url, "--proxy-user", "ann:secret!", _site(lab)))


def broken_socks(lab: Lab) -> Scene:
    """Connect through SOCKS5 without a login."""
    proxy = _socks(lab)
    return Scene(("curl", "--socks5", f"127.0.0.1:{proxy.port()}", _site(lab)))


def broken_socks_password(lab: Lab) -> Scene:
    """Connect through SOCKS5 with a wrong password."""
    proxy = _socks(lab)
    return Scene(("curl", "-x", f"socks5h://ann:wrong@127.0.0.1:{proxy.port()}", _site(lab)))


def broken_as_a_site(lab: Lab) -> Scene:
    """Give a wrong password to a proxy that refuses it with 401, as Tinyproxy does."""
    proxy = _python(lab, refusal=401)
    return Scene(("curl", "-x", proxy.url, "--proxy-user", "ann:wrong", _site(lab)))


def broken_tunnel_as_a_site(lab: Lab) -> Scene:
    """Ask such a proxy for a tunnel."""
    proxy = _python(lab, refusal=401)
    url = nginx(lab, lab.pki.good).at("/", scheme="https")
    login = ("--proxy-user", "ann:wrong")
    return Scene(("curl", "-x", proxy.url, *login, "--cacert", lab.pki.ca_file, url))


def broken_site_login_too(lab: Lab) -> Scene:
    """Give such a proxy a wrong password and the site the right one."""
    proxy = _python(lab, refusal=401)
    login = ("--proxy-user", "ann:wrong", "-u", "ann:secret")
    return Scene(("curl", "-x", proxy.url, *login, _site(lab)))


def repaired(lab: Lab) -> Scene:
    """Give the proxy its login."""
    return Scene(("curl", "-x", _squid(lab).url, "--proxy-user", "ann:secret", _site(lab)))


def repaired_python(lab: Lab) -> Scene:
    """Give the proxy in Python its login."""
    proxy = _python(lab)
    return Scene(("curl", "-x", proxy.url, "--proxy-user", "ann:secret", _site(lab)))


def repaired_socks(lab: Lab) -> Scene:
    """Give the SOCKS proxy its login."""
    proxy = _socks(lab)
    return Scene(("curl", "-x", f"socks5h://ann:secret@127.0.0.1:{proxy.port()}", _site(lab)))


def lookalike_site_says_407(lab: Lab) -> Scene:
    """Let the site itself answer 407, with and without the proxy."""
    asks = {"Proxy-Authenticate": 'Basic realm="x"'}
    site = lab.origin("status", code=407, fields=asks)
    return Scene(("curl", "-x", lab.origin("http-proxy").url, site.url))


def lookalike_no_proxy(lab: Lab) -> Scene:
    """Get a 407 where no proxy is in use."""
    asks = {"Proxy-Authenticate": 'Basic realm="x"'}
    return Scene(("curl", lab.origin("status", code=407, fields=asks).url))


def lookalike_site_login(lab: Lab) -> Scene:
    """Let the site want a login of its own behind an open proxy."""
    site = lab.nginx("auth_basic lab; auth_basic_user_file {users};", users=lab.htpasswd(ann="x"))
    return Scene(("curl", "-x", lab.squid(NO_NAMES).url, site.url))


def lookalike_site_asks_strangers(lab: Lab) -> Scene:
    """Let the site ask only those for a login who come by a proxy."""
    site = lab.gunicorn(ASKS_STRANGERS)
    return Scene(("curl", "-x", lab.squid(NO_NAMES).url, site.url))


def lookalike_login_page(lab: Lab) -> Scene:
    """Get the proxy's own login page in the place of the site, with 200 (a captive portal)."""
    page = "<html><form action='/login'><input name='password' type='password'></form></html>"
    portal = lab.origin("status", code=200, body=page, fields={"Content-Type": "text/html"})
    return Scene(("curl", "-x", portal.url, _site(lab)))


def lookalike_policy(lab: Lab) -> Scene:
    """Be refused by a rule of the proxy that no login changes."""
    return Scene(("curl", "-x", lab.squid("http_access deny all").url, _site(lab)))


def lookalike_socks_rule(lab: Lab) -> Scene:
    """Be refused by a rule of a SOCKS proxy (reply 2)."""
    proxy = lab.origin("socks5", reply=2)
    return Scene(("curl", "--socks5", f"127.0.0.1:{proxy.port()}", _site(lab)))


def _squid(lab: Lab) -> Server:
    lab.requires("squid", "basic_ncsa_auth")
    # Squid's helper does not know {SHA}; it takes the MD5 of the password.
    users = lab.write("proxy-users", f"ann:{md5(b'secret').hexdigest()}\n")
    return lab.squid(
        "auth_param basic program {helper} {users}\nacl known proxy_auth REQUIRED\n"
        "http_access allow known\nhttp_access deny all\n",
        helper=program("basic_ncsa_auth"),
        users=users,
    )


def _python(lab: Lab, challenge: str = 'Basic realm="proxy"', refusal: int = 407) -> Server:
    return lab.origin(
        "http-proxy", user="ann", password="secret", challenge=challenge, refusal=refusal
    )


def _socks(lab: Lab) -> Server:
    return lab.origin("socks5", user="ann", password="secret")


def _site(lab: Lab) -> str:
    return lab.nginx('location / { return 200 "ok"; }').url
