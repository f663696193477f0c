"""A port whose queue of connections is full, so that new ones get no answer."""

from lab import Lab, Scene


def broken(lab: Lab) -> Scene:
    """Ask a port that never answers."""
    return Scene(("--connect-timeout", "1", f"http://127.0.0.1:{lab.silent_port()}/"))


def repaired(lab: Lab) -> Scene:
    """Ask a server that accepts."""
    server = lab.nginx('location / { return 200 "ok"; }')
    return Scene(("--connect-timeout", "1", server.url))
