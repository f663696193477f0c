"""A rule that keeps tools out: nginx by name, Apache by a variable, and one that hangs up."""

from lab import Lab, Scene

NGINX = """
location / {
    if ($http_user_agent ~* "curl|wget|python") { return %s; }
    return 200 "welcome";
}
"""
APACHE = """
<Location "/">
    SetEnvIfNoCase User-Agent "curl" tool
    <RequireAll>
        Require all granted
        Require not env tool
    </RequireAll>
</Location>
"""


def broken(lab: Lab) -> Scene:
    """Let nginx refuse curl by its name."""
    return Scene(("curl", lab.nginx(NGINX % 403).url))


def repaired(lab: Lab) -> Scene:
    """Take the rule away."""
    return Scene(("curl", lab.nginx('return 200 "welcome";').url))


def broken_hangs_up(lab: Lab) -> Scene:
    """Let nginx close the connection without a word (444)."""
    return Scene(("curl", lab.nginx(NGINX % 444).url))


def broken_apache(lab: Lab) -> Scene:
    """Let Apache refuse curl by an environment variable."""
    server = lab.apache(APACHE, modules=("setenvif",))
    (server.root / "index.html").write_text("welcome", encoding="utf-8")
    return Scene(("curl", f"{server.url}/index.html"))
