"""Starts real servers on loopback and shows each cause on them; for development only.

A cause's `lab.py` needs no more than these names:

    from lab import Lab, Scene

    def broken(lab: Lab) -> Scene:
        app = lab.origin("hang")
        front = lab.nginx("location / { proxy_pass {app}; proxy_read_timeout 1s; }", app=app.url)
        return Scene(("--error-log", front.error_log, "curl", front.at("/")))

Every further function `broken_*` is another way to the same cause, every `repaired*` the same with
the fix applied, every `lookalike_*` another fault that must not be taken for this cause. What the
lab can do stands in `laboratory.py`, how an origin can misbehave in `behaviours/`. `python -m lab`
runs everything, `python -m lab --hold --only SLUG:broken` keeps one scene running,
`python -m lab.record SLUG` records its cases.
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
