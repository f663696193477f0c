"""Starts real servers on loopback and shows each cause on them; for development only.

A cause's `lab.py` needs no more than these names.
"""

from lab.errors import LabError, NotInstalledError, StartError
from lab.exchange import Received, Reply, Visit
from lab.laboratory import Lab
from lab.scene import Scene
from lab.server import Server, make_unreadable
from lab.software import available, requires

__all__ = [
    "Lab",
    "LabError",
    "NotInstalledError",
    "Received",
    "Reply",
    "Scene",
    "Server",
    "StartError",
    "Visit",
    "available",
    "make_unreadable",
    "requires",
]
