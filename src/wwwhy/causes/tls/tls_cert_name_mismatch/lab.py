"""Certificates for other names: another site's, a star too short, a name for an address."""

from lab import Lab, Scene, Server
from wwwhy.causes.tls.lab import NAME, apache, ask, caddy, haproxy, nginx

_TWO_SITES = """
server {
    listen 127.0.0.1:{port} ssl default_server;
    server_name other.test;
    ssl_certificate {other}; ssl_certificate_key {other_key};
    location / { return 200 "another site"; }
}
server {
    listen 127.0.0.1:{port} ssl;
    server_name {name};
    ssl_certificate {own}; ssl_certificate_key {own_key};
    location / { return 200 "ok"; }
}
"""


def broken(lab: Lab) -> Scene:
    """Let nginx answer for a name that no virtual host has: its default one shows its own."""
    return ask(lab, _two_sites(lab, name="shop.test"))


def broken_apache(lab: Lab) -> Scene:
    """Give Apache the certificate of another site."""
    return ask(lab, apache(lab, lab.pki.other_name))


def broken_haproxy(lab: Lab) -> Scene:
    """Give HAProxy the certificate of another site."""
    return ask(lab, haproxy(lab, lab.pki.other_name))


def broken_caddy(lab: Lab) -> Scene:
    """Give Caddy a site under a certificate of another."""
    return ask(lab, caddy(lab, lab.pki.other_name))


def broken_wildcard(lab: Lab) -> Scene:
    """Ask for the bare domain where the certificate has the star only; www would do."""
    return ask(lab, nginx(lab, lab.pki.wildcard))


def broken_deep_name(lab: Lab) -> Scene:
    """Ask for a name two labels below the star."""
    return ask(lab, nginx(lab, lab.pki.wildcard), host=f"a.b.{NAME}")


def broken_www(lab: Lab) -> Scene:
    """Ask with www where the certificate has the bare name only."""
    return ask(lab, nginx(lab, lab.pki.leaf("bare", names=(NAME,))), host=f"www.{NAME}")


def broken_address(lab: Lab) -> Scene:
    """Call the server by its address, with a Host field for its name."""
    server = nginx(lab, lab.pki.leaf("bare", names=(NAME,)))
    name = ("-H", f"Host: {NAME}")
    return Scene(("curl", "--cacert", lab.pki.ca_file, *name, server.at("/", scheme="https")))


def broken_without_names(lab: Lab) -> Scene:
    """Show a certificate that has a common name and no alternative ones."""
    return ask(lab, lab.origin("fine", tls=lab.pki.leaf("Lab server", names=())))


def broken_proxy(lab: Lab) -> Scene:
    """Show another name's certificate as an https proxy."""
    proxy = lab.origin("http-proxy", tls=lab.pki.other_name)
    return Scene(("curl", "--cacert", lab.pki.ca_file, "-x", proxy.url, lab.origin("fine").url))


def broken_http3(lab: Lab) -> Scene:
    """Do it over HTTP/3."""
    lab.requires("aioquic")
    return ask(lab, caddy(lab, lab.pki.other_name), "--http3")


def repaired(lab: Lab) -> Scene:
    """Add a virtual host with a certificate of its own."""
    return ask(lab, _two_sites(lab, name=NAME))


def lookalike_refused_name(lab: Lab) -> Scene:
    """Let nginx refuse the name in the handshake, so that no certificate is shown."""
    server = lab.nginx("server { listen 127.0.0.1:{port} ssl; ssl_reject_handshake on; }")
    return ask(lab, server)


def lookalike_self_signed(lab: Lab) -> Scene:
    """Show a certificate that has the right name, and nobody who vouches for it."""
    return ask(lab, nginx(lab, lab.pki.self_signed))


def lookalike_insecure(lab: Lab) -> Scene:
    """Fail behind another site's certificate that the user has accepted with -k."""
    return ask(lab, nginx(lab, lab.pki.other_name, "return 404;"), "-k")


def _two_sites(lab: Lab, name: str) -> Server:
    other, own = lab.pki.other_name, lab.pki.good
    return lab.nginx(
        _TWO_SITES,
        name=name,
        other=other.chain_file,
        other_key=other.key_file,
        own=own.chain_file,
        own_key=own.key_file,
    )
