"""One fresh HTTPS request in a warm process: the wire and libcurl in turns."""

import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.measure import Bound, Effort, Samples
from benchmarks.measure.site import secure_site

TITLE = "one fresh HTTPS request in a warm process, the wire against pycurl"
MOST = 1.5
"""Times pycurl's, which is C throughout."""
ROUNDS = 200


def run(effort: Effort) -> Iterator[object]:
    """Measure in one child process, request by request."""
    with secure_site() as site:
        yield f"server: {site.server}"
        command = [sys.executable, "-m", "benchmarks.measure.clients", "in-turns"]
        rounds = str(effort.times(ROUNDS, least=2))
        done = subprocess.run(
            [*command, site.url, str(site.ca_file), rounds],
            stdout=subprocess.PIPE,
            check=True,
            timeout=120,
        )
    wire, pycurl = (
        Samples(name, "ms", tuple(values)) for name, values in json.loads(done.stdout).items()
    )
    yield wire
    yield pycurl
    yield Bound.of_ratio(wire, pycurl, MOST)
