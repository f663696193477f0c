"""No connection came up: refused, silent, unreachable.

A refusal has an author (a kernel said no); silence has none. The other port and the other
address of the same host are the controls.
"""
