"""The application: an API that wants a fresh token, and a few pages with rules of their own."""

import base64
import json
import time
from http.server import BaseHTTPRequestHandler

from wwwhy.demo.boxes.serving import announce, listening

TOOLS = ("curl", "python", "wget")


class Application(BaseHTTPRequestHandler):
    """Answers four paths, each with one fault to find."""

    protocol_version = "HTTP/1.1"
    server_version = "demo-app/1.0"
    sys_version = ""

    def do_GET(self) -> None:
        """Serve a page, or say why not."""
        path = self.path.partition("?")[0]
        if path == "/v1/me":
            self._account()
        elif path == "/v1/reports":
            self._reports()
        elif path == "/downloads/manual.pdf":
            self._download()
        elif path == "/":
            self._answer(200, b"<h1>Welcome to the demo shop</h1>")
        else:
            self._answer(404, b"<h1>There is no such page</h1>")

    def _account(self) -> None:
        """Check the token's time as token libraries do (RFC 6750 section 3)."""
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if not token:
            self._answer(401, b"no token", {"WWW-Authenticate": 'Bearer realm="shop"'})
        elif _expiry(token) <= time.time():
            challenge = 'Bearer realm="shop", error="invalid_token"'
            self._answer(401, b"token refused", {"WWW-Authenticate": challenge})
        else:
            self._answer(200, b'{"name": "Ada"}')

    def _reports(self) -> None:
        """Take a key in the field X-API-Key, and nowhere else."""
        known = self.headers.get("X-API-Key") == "demo-key-1f3b5c"
        self._answer(200 if known else 401, b'{"reports": []}' if known else b'{"error": "no key"}')

    def _download(self) -> None:
        """Keep tools out by the name they give."""
        agent = (self.headers.get("User-Agent") or "").lower()
        refused = any(tool in agent for tool in TOOLS)
        self._answer(403 if refused else 200, b"Forbidden" if refused else b"%PDF-1.7")

    def _answer(self, status: int, body: bytes, fields: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (fields or {}).items():
            self.send_header(name, value)
        kind = "application/json" if body.startswith(b"{") else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write no log: the demo shows the gateway's."""


def _expiry(token: str) -> float:
    try:
        part = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return float(claims["exp"])
    except (ValueError, IndexError, KeyError, TypeError):
        return 0.0


if __name__ == "__main__":
    server = listening(Application)
    announce(server)
    server.serve_forever()
