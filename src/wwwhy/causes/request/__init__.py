"""The request itself does not fit: method, size, spelling, field names, protocol on the port.

Confused with `vhosts` (right request, wrong site) and with `permissions` (404 that hides a 403).
"""
