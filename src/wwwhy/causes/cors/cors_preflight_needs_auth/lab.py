"""An API behind a login that also guards OPTIONS: nginx, Apache, an application of its own."""

from pathlib import Path

from lab import Lab, Received, Reply, Scene
from lab.server import Server

PAGE = "https://app.test"
NGINX = """
location / {
    %s
    add_header Access-Control-Allow-Origin https://app.test always;
    add_header Access-Control-Allow-Headers authorization always;
    auth_basic "api";
    auth_basic_user_file {users};
    root {root};
}
"""
ANSWER = "if ($request_method = OPTIONS) { return 204; }"


def _asked(url: str) -> Scene:
    return Scene(("curl", "-u", "ada:secret", "-H", f"Origin: {PAGE}", url))


def _nginx(lab: Lab, extra: str) -> Scene:
    server: Server = lab.nginx(NGINX % extra, users=lab.htpasswd(ada="secret"))
    (Path(server.root) / "items.json").write_text("[]", encoding="utf-8")
    return _asked(f"{server.url}/items.json")


def broken(lab: Lab) -> Scene:
    """Let nginx ask for a password on every method."""
    return _nginx(lab, "")


def repaired(lab: Lab) -> Scene:
    """Answer OPTIONS before the password is asked for."""
    return _nginx(lab, ANSWER)


def broken_question(lab: Lab) -> Scene:
    """Show the preflight itself, as a developer copies it from the browser."""
    url = _nginx(lab, "").arguments[-1]
    asks = (
        "-H",
        "Access-Control-Request-Method: GET",
        "-H",
        "Access-Control-Request-Headers: authorization",
    )
    return Scene(("curl", "-X", "OPTIONS", "-H", f"Origin: {PAGE}", *asks, url))


def broken_application(lab: Lab) -> Scene:
    """Let an application check its token before it looks at the method."""

    def answer(asked: Received) -> Reply:
        fields = {"Access-Control-Allow-Origin": PAGE}
        if asked.get("authorization") != "Bearer good-token-1":
            return Reply(403, fields, "no")
        return Reply(200, fields, "[]")

    url = lab.python_http(answer).url
    token = "Authorization: Bearer good-token-1"
    return Scene(("curl", "-X", "DELETE", "-H", token, "-H", f"Origin: {PAGE}", f"{url}/items/7"))
