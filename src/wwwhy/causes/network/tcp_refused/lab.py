"""Ports and sockets on which nothing listens, on one address or on all of them."""

import socket
from dataclasses import replace

from lab import Lab, Scene

_NAME = "shop.test"


def broken(lab: Lab) -> Scene:
    """Ask a port that no program has opened."""
    return Scene((f"http://127.0.0.1:{lab.closed_port()}/",))


def broken_tls(lab: Lab) -> Scene:
    """Do the same over https, and with a name."""
    port = lab.closed_port()
    return Scene(("curl", *_pinned(port, "127.0.0.1"), f"https://{_NAME}:{port}/"))


def broken_system_name(lab: Lab) -> Scene:
    """Ask for a name that the system looks up, and that has addresses of both versions."""
    return Scene(("curl", f"http://localhost:{lab.closed_port()}/"))


def broken_ipv6(lab: Lab) -> Scene:
    """Ask an IPv6 address."""
    return Scene(("curl", f"http://[::1]:{lab.closed_port()}/"))


def broken_both_addresses(lab: Lab) -> Scene:
    """Ask a name both of whose addresses refuse."""
    port = lab.closed_port()
    return Scene(("curl", *_pinned(port, "127.0.0.2", "127.0.0.3"), f"http://{_NAME}:{port}/"))


def broken_forced_version(lab: Lab) -> Scene:
    """Insist on IPv6 where the server listens on IPv4 only."""
    port = lab.nginx('location / { return 200 "ok"; }').port()
    return Scene(("curl", "-6", *_pinned(port, "[::1]", "127.0.0.1"), f"http://{_NAME}:{port}/"))


def broken_detour(lab: Lab) -> Scene:
    """Be led by --connect-to to a port where nothing listens."""
    server = lab.nginx('location / { return 200 "ok"; }')
    detour = f"{_NAME}:{server.port()}:127.0.0.1:{lab.closed_port()}"
    return Scene(("curl", "--connect-to", detour, f"http://{_NAME}:{server.port()}/"))


def broken_stale_socket(lab: Lab) -> Scene:
    """Ask a Unix domain socket whose server has gone."""
    path = lab.folder / "app.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    return Scene(("curl", "--unix-socket", path, "http://localhost/"))


def broken_after_silence(lab: Lab) -> Scene:
    """Ask two addresses: the first keeps silent, the second refuses."""
    port = lab.silent_port()
    pin = _pinned(port, "127.0.0.1", "127.0.0.2")
    scene = Scene(("curl", "--connect-timeout", "2", *pin, f"http://{_NAME}:{port}/"))
    return replace(scene, also=("tcp-timeout",))


def broken_proxy(lab: Lab) -> Scene:
    """Name a proxy whose port is closed; the site itself is well."""
    site = lab.nginx('location / { return 200 "ok"; }')
    return Scene(("curl", "-x", f"http://127.0.0.1:{lab.closed_port()}", site.url))


def broken_socks_proxy(lab: Lab) -> Scene:
    """Name a SOCKS proxy whose port is closed, for an address that only it would look up."""
    proxy = f"socks5h://127.0.0.1:{lab.closed_port()}"
    return Scene(("curl", "-x", proxy, f"https://{_NAME}/"))


def repaired(lab: Lab) -> Scene:
    """Start the server."""
    return Scene((lab.nginx('location / { return 200 "ok"; }').url,))


def repaired_one_of_two(lab: Lab) -> Scene:
    """Let the first address refuse and the second answer: the client goes on by itself."""
    port = lab.nginx('location / { return 200 "ok"; }').port()
    return Scene(("curl", *_pinned(port, "[::1]", "127.0.0.1"), f"http://{_NAME}:{port}/"))


def repaired_http3_falls_back(lab: Lab) -> Scene:
    """Ask for HTTP/3 where only TCP is open: curl goes on over TCP by itself."""
    return _over_quic(lab, "--http3")


def lookalike_http3_only(lab: Lab) -> Scene:
    """Insist on HTTP/3 there: nothing is refused over TCP."""
    return _over_quic(lab, "--http3-only")


def _over_quic(lab: Lab, option: str) -> Scene:
    lab.requires("aioquic")
    server = lab.nginx(
        "server { listen 127.0.0.1:{port} ssl; ssl_certificate {cert}; ssl_certificate_key {key};"
        " location / { return 200 'ok'; } }",
        cert=lab.pki.good.chain_file,
        key=lab.pki.good.key_file,
    )
    url = server.at("/", host="site.test", scheme="https")
    options = (option, "--cacert", lab.pki.ca_file, *server.resolve("site.test"))
    return Scene(("curl", *options, url))


def lookalike_gateway(lab: Lab) -> Scene:
    """Let the gateway be refused by what stands behind it."""
    front = lab.nginx(f"location / {{ proxy_pass http://127.0.0.1:{lab.closed_port()}; }}")
    return Scene(("curl", front.url))


def lookalike_reset(lab: Lab) -> Scene:
    """Accept the connection and break it off at once."""
    return Scene(("curl", lab.origin("reset-at-accept").url))


def lookalike_missing_socket(lab: Lab) -> Scene:
    """Ask a Unix domain socket that is not there."""
    return Scene(("curl", "--unix-socket", lab.folder / "none.sock", "http://localhost/"))


def _pinned(port: int, *addresses: str) -> tuple[str, str]:
    return ("--resolve", f"{_NAME}:{port}:{','.join(addresses)}")
