"""Why an HTTP request failed, who said no, and what fixes it."""

__version__ = "0.1.0"
