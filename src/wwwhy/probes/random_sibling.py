"""A name beside the target that cannot exist: it tells one refused file from a refused folder."""

import hashlib
from dataclasses import replace

from wwwhy.model import Exchange, Experiment

FACTOR = "path"


def change(exchange: Exchange) -> Experiment:
    """Ask for a sibling whose name is made from the URL, so that two runs ask the same."""
    request = exchange.request
    name = hashlib.sha256(request.url.path.encode()).hexdigest()[:12]
    folder = request.url.path.rpartition("/")[0]
    url = replace(request.url, path=f"{folder}/wwwhy-probe-{name}", query=None)
    return Experiment((replace(request, url=url),))
