"""A name server of the lab that does not know the name, and other ways to find no address."""

from lab import Lab, Scene
from lab.nameserver import Zone

_ZONE = {"shop.test": "127.0.0.1"}


def broken(lab: Lab) -> Scene:
    """Ask for a name that has no record."""
    return _asked(lab, _ZONE, "http://shpo.test/")


def broken_curl(lab: Lab) -> Scene:
    """Ask by a curl command, over https and IPv4 only."""
    server = lab.dns(_ZONE)
    return Scene(("curl", "-4", *server.option, "https://api.shop.test/v1/me"))


def broken_alias(lab: Lab) -> Scene:
    """Ask for a name that is an alias of one that does not exist."""
    return _asked(lab, {**_ZONE, "www.shop.test": "CNAME gone.cdn.test"}, "http://www.shop.test/")


def broken_detour(lab: Lab) -> Scene:
    """Be led by --connect-to to a name that does not exist."""
    server = lab.dns(_ZONE)
    detour = ("--connect-to", "shop.test:80:backend.test:8080")
    return Scene(("curl", *server.option, *detour, "http://shop.test/"))


def broken_spelling(lab: Lab) -> Scene:
    """Write two dots where one belongs: no name server can be asked for that."""
    del lab
    return Scene(("curl", "http://api..shop.test/"))


def broken_proxy(lab: Lab) -> Scene:
    """Misspell the name of the proxy, not the site's."""
    server = lab.dns(_ZONE)
    proxy = ("-x", "http://porxy.test:3128")
    return Scene(("curl", *server.option, *proxy, "http://shop.test/"))


def repaired(lab: Lab) -> Scene:
    """Ask for the right name."""
    web = lab.nginx('location / { return 200 "ok"; }')
    return _asked(lab, _ZONE, f"http://shop.test:{web.port()}/")


def repaired_alias(lab: Lab) -> Scene:
    """Let the alias lead to a name that exists."""
    web = lab.nginx('location / { return 200 "ok"; }')
    zone = {**_ZONE, "www.shop.test": "CNAME shop.test"}
    return _asked(lab, zone, f"http://www.shop.test:{web.port()}/")


def lookalike_no_address(lab: Lab) -> Scene:
    """Ask for a name that exists and has no address."""
    return _asked(lab, {"shop.test": "NODATA"}, "http://shop.test/")


def lookalike_server_fails(lab: Lab) -> Scene:
    """Ask a name server that fails (SERVFAIL)."""
    return _asked(lab, {"shop.test": "SERVFAIL"}, "http://shop.test/")


def lookalike_server_refuses(lab: Lab) -> Scene:
    """Ask a name server that refuses."""
    return _asked(lab, {"shop.test": "REFUSED"}, "http://shop.test/")


def lookalike_server_silent(lab: Lab) -> Scene:
    """Ask a name server that does not answer."""
    server = lab.dns({"shop.test": "SILENT"})
    return Scene(("--connect-timeout", "2", *server.option, "http://shop.test/"))


def lookalike_one_version(lab: Lab) -> Scene:
    """Insist on IPv6 for a name that has an IPv4 address only."""
    server = lab.dns(_ZONE)
    return Scene(("curl", "-6", *server.option, "http://shop.test/"))


def lookalike_hosts_file(lab: Lab) -> Scene:
    """Insist on IPv6 for a name that many a computer's hosts file knows for IPv4 only."""
    server = lab.origin("fine")
    return Scene(("curl", "-6", f"http://localhost:{server.port()}/"))


def lookalike_proxy_resolves(lab: Lab) -> Scene:
    """Let a SOCKS proxy look the name up, in vain (reply 4)."""
    proxy = lab.origin("socks5", reply=4)
    url = "http://shpo.test/"
    return Scene(("curl", "--socks5-hostname", f"127.0.0.1:{proxy.port()}", url))


def _asked(lab: Lab, zone: Zone, url: str) -> Scene:
    return Scene((*lab.dns(zone).option, url))
