"""A name server of the lab that does not know the name, and the same one with a record."""

from lab import Lab, Scene


def broken(lab: Lab) -> Scene:
    """Ask for a name that has no record."""
    server = lab.dns({"shop.test": "127.0.0.1"})
    return Scene(("--dns-servers", server.address, "http://shpo.test/"))


def repaired(lab: Lab) -> Scene:
    """Ask for the right name."""
    web = lab.nginx('location / { return 200 "ok"; }')
    server = lab.dns({"shop.test": "127.0.0.1"})
    return Scene(("--dns-servers", server.address, f"http://shop.test:{web.port()}/"))
