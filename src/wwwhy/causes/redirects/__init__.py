"""The answer sends the client elsewhere, and something is lost on the way or never ends.

Confused with whatever the last hop says by itself: a 401 after a redirect is not the last box's
fault if the credentials stayed behind. Each hop is a decision of its own and is shown.
"""
