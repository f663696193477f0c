"""JSON lines, as applications and gateways write them: one object a line, whatever its names.

pino 10, winston 3, bunyan 1.8, morgan, structlog 26, python-json-logger 4, loguru 0.7, zap,
zerolog, logrus, slog, Serilog, logback and ECS, Google Cloud; nginx's escape=json.
"""

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.moments import LOCAL, Clock
from wwwhy.sources.serverlog.named import line_of
from wwwhy.sources.serverlog.objects import flattened, object_of


def confidence(head: str) -> float:
    """How sure it is; a JSON form of its own (Caddy's) comes first."""
    return 0.7 * share(head, parse)


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one object; None if it has no time, or neither a message nor a request."""
    data = object_of(line)
    return None if data is None else line_of(line, flattened(data), clock)
