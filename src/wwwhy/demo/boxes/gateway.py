"""The gateway: hands requests on to the application, and to a service that is not running.

Arguments: the application's port, the dead service's port, the log file.
"""

import http.client
import logging
import sys
from http.server import BaseHTTPRequestHandler

from wwwhy.demo.boxes.serving import announce, listening

LOG = logging.getLogger("gateway")
_OWN = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


class Gateway(BaseHTTPRequestHandler):
    """Forwards GET requests by their path."""

    protocol_version = "HTTP/1.1"
    server_version = "demo-gateway/1.0"
    sys_version = ""
    application = 0
    orders = 0

    def do_GET(self) -> None:
        """Ask the service behind, and pass its answer on."""
        port = self.orders if self.path.startswith("/orders") else self.application
        upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            fields = {n: v for n, v in self.headers.items() if n.lower() not in _OWN}
            upstream.request("GET", self.path, headers=fields)
            answer = upstream.getresponse()
            self._pass_on(answer, answer.read(1 << 20))
        except OSError as error:
            what = f"connect() to upstream http://127.0.0.1:{port} failed"
            why = f"({error.errno}: {error.strerror})"
            whose = f'client: {self.client_address[0]}, request: "{self.requestline}"'
            LOG.warning("%s %s, %s", what, why, whose)
            self._refuse()
        finally:
            upstream.close()

    def _pass_on(self, answer: http.client.HTTPResponse, body: bytes) -> None:
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in _OWN:
                self.send_header(name, value)
        self.send_header("Via", "1.1 demo-gateway")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self) -> None:
        body = b"<h1>502 Bad Gateway</h1>"
        self.send_response(502, "Bad Gateway")
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write errors only."""


if __name__ == "__main__":
    Gateway.application, Gateway.orders = int(sys.argv[1]), int(sys.argv[2])
    form = "%(asctime)s [%(levelname)s] %(message)s"
    logging.basicConfig(filename=sys.argv[3], format=form, level=logging.INFO)
    server = listening(Gateway)
    announce(server)
    server.serve_forever()
