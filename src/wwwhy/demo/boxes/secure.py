"""A server with a certificate that nobody renewed. Arguments: the file with key and certificate."""

import ssl
import sys

from wwwhy.demo.boxes.application import Application
from wwwhy.demo.boxes.serving import announce, listening

if __name__ == "__main__":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1])
    server = listening(Application)
    # The handshake runs in the request's own thread, so that a slow client blocks nobody.
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    announce(server)
    server.serve_forever()
