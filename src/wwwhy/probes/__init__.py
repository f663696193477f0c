"""Controlled experiments: each file changes exactly one factor of a request.

A probe is a module with one public function, `change(exchange) -> Experiment | NotApplicable`,
and a module constant `FACTOR`. Its id is its file name with hyphens. It is pure: it sees the
baseline exchange and returns what to send. Adding a file adds the probe.
"""

from wwwhy.probes.registry import NotApplicable, Probe, all_probes, probe

__all__ = ["NotApplicable", "Probe", "all_probes", "probe"]
