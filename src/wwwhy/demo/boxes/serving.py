"""What the boxes share: a server on loopback, and the line that tells its port."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def listening(handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    """Open a server on a port that the system chooses."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    return server


def announce(server: ThreadingHTTPServer) -> None:
    """Tell the parent process the port."""
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
