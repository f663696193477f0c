"""A gateway could not get a usable answer from the server behind it.

One fault has another status on every product (502 nginx, 503 HAProxy, 500 lighttpd), so rules key
on the box that answered, on time, and best on its own log line.
"""
