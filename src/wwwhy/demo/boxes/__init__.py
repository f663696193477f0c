"""The boxes of the demo site, a program each: they print their port and serve until they end."""
