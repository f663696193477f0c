"""Text from outside: the one place where it is made safe to show, and kept to a bearable length."""

from wwwhy.model.visible import visible

MAX_TEXT = 300
MAX_URL = 2000


def outside(text: str, limit: int = MAX_TEXT) -> str:
    """Show a text from outside: control and bidi characters as escapes, at most `limit` long."""
    return visible(text if len(text) <= limit else f"{text[:limit]}…")
