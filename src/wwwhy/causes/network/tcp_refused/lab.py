"""A port on which nothing listens, and the same with a server on it."""

from lab import Lab, Scene


def broken(lab: Lab) -> Scene:
    """Ask a port that no program has opened."""
    return Scene((f"http://127.0.0.1:{lab.closed_port()}/",))


def broken_tls(lab: Lab) -> Scene:
    """Do the same over https, and with a name."""
    port = lab.closed_port()
    pin = ("--resolve", f"shop.test:{port}:127.0.0.1")
    return Scene(("curl", *pin, f"https://shop.test:{port}/"))


def repaired(lab: Lab) -> Scene:
    """Start the server."""
    return Scene((lab.nginx('location / { return 200 "ok"; }').url,))
