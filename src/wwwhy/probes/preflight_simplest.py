"""The plainest question a browser can ask before a request: GET, and no fields besides.

Where the real question is refused and this one is not, the method or a field is what the server
does not allow; where both are, it is the page's origin, or the question itself.
"""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Fields
from wwwhy.probes.registry import NotApplicable

FACTOR = "preflight"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Ask with OPTIONS for permission to read."""
    request = exchange.request
    origin = request.fields.get("origin")
    if origin is None:
        return NotApplicable("The request has no Origin field, so no browser page sent it.")
    kept = [line for line in request.fields if line.name.lower() in {"host", "user-agent"}]
    asked = [("Origin", origin), ("Access-Control-Request-Method", "GET")]
    bare = replace(request, method="OPTIONS", body=None, login=None)
    return Experiment((replace(bare, fields=Fields.of([*kept, *asked])),))
