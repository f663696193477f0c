"""The plainest questions a browser can ask before a request: no fields, and a plain method.

Where the real question is refused and one of these is not, the method or a field is what the server
does not allow; where all are, it is the page's origin, or the question itself.
"""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Fields
from wwwhy.probes.registry import Hops, NotApplicable

FACTOR = "preflight"
_METHOD = "Access-Control-Request-Method"


def change(exchange: Exchange, hops: Hops) -> Experiment | NotApplicable:
    """Ask with OPTIONS for GET, for POST, and last of all for the user's own method."""
    request = (hops[-1] if hops else exchange).request
    origin = request.fields.get("origin")
    if origin is None:
        return NotApplicable("The request has no Origin field, so no browser page sent it.")
    asked = request.fields.get(_METHOD) if request.method == "OPTIONS" else request.method
    real = asked or "GET"
    kept = [line for line in request.fields if line.name.lower() in {"host", "user-agent"}]
    bare = replace(request, method="OPTIONS", body=None, login=None)
    questions = (
        replace(bare, fields=Fields.of([*kept, ("Origin", origin), (_METHOD, method)]))
        for method in (*(each for each in ("GET", "POST") if each != real), real)
    )
    return Experiment(tuple(questions))
