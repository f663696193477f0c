"""A small broken site of our own, and the real command run on it: `wwwhy demo`.

Everything runs on loopback, on ports the system chooses, as the user who started it: an
application, a gateway before it, a server with an old certificate, and a name server.
"""

from wwwhy.demo.show import run

__all__ = ["run"]
