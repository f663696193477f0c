"""A cookie was set and does not come back, or comes back to the wrong place.

Confused with expired sessions and with logins that fail. The jar's own rules (RFC 6265) decide
from the Set-Cookie line alone; repetition shows a session that lives on one server only.
"""
