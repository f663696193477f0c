"""The server refuses to serve what exists: file modes, deny rules, missing indexes.

Confused with `edge` (a box in front refused) and with applications that refuse by role. A random
sibling separates one refused file from a refused folder; the server's error log names the errno.
"""
