"""A forward proxy on the client's side answered, or stood in the way.

Its own reply to CONNECT names it. The control is the same request without the proxy.
"""
