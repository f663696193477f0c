"""Ports whose queue of connections is full, so that new ones get no answer."""

from dataclasses import replace

from lab import Lab, Scene

_NAME = "shop.test"
_SECOND = ("--connect-timeout", "1")


def broken(lab: Lab) -> Scene:
    """Ask a port that never answers."""
    return Scene((*_SECOND, f"http://127.0.0.1:{lab.silent_port()}/"))


def broken_tls(lab: Lab) -> Scene:
    """Do the same over https, and with a name."""
    port = lab.silent_port()
    # Loading TLS takes its part of the time, and less than a second of silence says little.
    return Scene(
        ("curl", "--connect-timeout", "2", *_pinned(port, "127.0.0.1"), f"https://{_NAME}:{port}/")
    )


def broken_whole_budget(lab: Lab) -> Scene:
    """Let the time for everything (-m) run out over the connection."""
    return Scene(("curl", "-m", "1", f"http://127.0.0.1:{lab.silent_port()}/"))


def broken_impatient(lab: Lab) -> Scene:
    """Give up so early that a lost packet could not be sent again."""
    url = f"http://127.0.0.1:{lab.silent_port()}/"
    return Scene(("curl", "--connect-timeout", "0.3", url), verdict="possible")


def broken_after_refusal(lab: Lab) -> Scene:
    """Ask two addresses: the first refuses, the second keeps silent."""
    port = lab.silent_port()
    pin = _pinned(port, "127.0.0.2", "127.0.0.1")
    scene = Scene(("curl", "--connect-timeout", "2", *pin, f"http://{_NAME}:{port}/"))
    return replace(scene, also=("tcp-refused",))


def broken_proxy(lab: Lab) -> Scene:
    """Name a proxy that keeps silent; the site itself is well."""
    site = lab.nginx('location / { return 200 "ok"; }')
    proxy = f"http://127.0.0.1:{lab.silent_port()}"
    return Scene(("curl", *_SECOND, "-x", proxy, site.url))


def repaired(lab: Lab) -> Scene:
    """Ask a server that accepts."""
    server = lab.nginx('location / { return 200 "ok"; }')
    return Scene((*_SECOND, server.url))


def lookalike_refused(lab: Lab) -> Scene:
    """Ask a port that refuses at once."""
    return Scene(("curl", *_SECOND, f"http://127.0.0.1:{lab.closed_port()}/"))


def lookalike_handshake(lab: Lab) -> Scene:
    """Accept the connection and keep silent in the TLS handshake."""
    return Scene(("curl", *_SECOND, f"https://127.0.0.1:{lab.origin('unread').port()}/"))


def lookalike_slow_answer(lab: Lab) -> Scene:
    """Accept the request and keep silent after it."""
    return Scene(("curl", "-m", "1", lab.origin("hang").url))


def lookalike_gateway(lab: Lab) -> Scene:
    """Let the gateway wait in vain for what stands behind it."""
    front = lab.nginx(
        "location / { proxy_connect_timeout 1s; proxy_pass http://127.0.0.1:{inner}; }",
        inner=lab.silent_port(),
    )
    return Scene(("curl", front.url))


def _pinned(port: int, *addresses: str) -> tuple[str, str]:
    return ("--resolve", f"{_NAME}:{port}:{','.join(addresses)}")
