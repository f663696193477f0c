"""A box in front of the site refuses by who or how many you are: bots, bans, limits, firewalls.

Confused with `permissions` and with overload. A changed User-Agent, or a pause, is the flip.
"""
