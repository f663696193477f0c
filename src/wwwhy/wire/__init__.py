"""The only sockets: DNS, TCP, TLS, proxies, HTTP/1, HTTP/2 and HTTP/3, made into exchanges.

`Wire.send` sends an experiment and returns what came back. It observes and does nothing of its
own accord: no redirects, cookies, retries, decompression, or proxies from the environment.
"""

from wwwhy.wire.limits import Limits
from wwwhy.wire.run import Wire

__all__ = ["Limits", "Wire"]
