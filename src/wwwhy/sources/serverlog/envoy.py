"""Envoy's access log, as text and as JSON: what it did with a request stands in its flags.

Source: https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage,
the default format and Istio's, and Envoy 1.39.3; JSON has names that its owner chose, and those
of `RESPONSE_FLAGS` are what it is known by.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from wwwhy.model import LogLine
from wwwhy.sources.serverlog import combined
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.moments import LOCAL, Clock
from wwwhy.sources.serverlog.named import line_of, plain_name
from wwwhy.sources.serverlog.objects import flattened, object_of

_FLAGS = re.compile(
    r"-|(?:LH|UH|UT|LR|UR|UF|UC|UO|NR|URX|NC|DT|DC|DI|FI|RL|UAEX|RLSE|IH|SI|UPE|UMSDR|OM|DF|RFCF"
    r"|NFCF|DO|DR|UDO)(?:,[A-Z]{2,6}){0,8}"
)
_LINE = re.compile(
    rf"[^\[]{{0,40}}\[\d{{4}}-\d\d-\d\dT[\d:.]{{8,18}}Z\] \"[^\"]{{1,6000}}\" \d{{1,3}} "
    rf"(?P<flags>{_FLAGS.pattern}) (?P<rest>(?:[^\d].{{0,1000}}? )?\d{{1,19}} \d{{1,19}} .*)",
    re.DOTALL | re.ASCII,
)
_DETAILS = re.compile(
    r"\A(?P<details>[a-z][a-z0-9_]{3,60}(?:\{[^}\s]{0,400}\})?) "
    r"|\"(?P<failure>[a-z][a-z_]{3,60}:[^\"]{1,300})\""
)
_PEER = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]{2,45}\]):\d{1,5}|/[\w./-]{2,100}\.sock"
)
_REASONS = ("responsecodedetails", "upstreamtransportfailurereason", "connectionterminationdetails")
_MAX_READ = 8192
_MAX_SHOWN = 400


def confidence(head: str) -> float:
    """How sure it is that these lines are Envoy's."""
    return share(head, parse)


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line; `values` has flags (`UF,URX`, or `-`) and details, why in Envoy's words."""
    data = object_of(line)
    if data is not None:
        return _of_object(line, flattened(data), clock)
    match = _LINE.fullmatch(line[:_MAX_READ])
    read = combined.read(line, clock) if match else None
    if match is None or read is None:
        return None
    found = [m["details"] or m["failure"] for m in _DETAILS.finditer(match["rest"])]
    peers = _PEER.findall(match["rest"])
    values = {"flags": match["flags"], "details": " ".join(found)[:_MAX_SHOWN]}
    return replace(
        read,
        server="envoy",
        client=None,
        upstream=peers[0] if peers else None,
        values={name: text for name, text in values.items() if text},
    )


def _of_object(line: str, flat: Mapping[str, str], clock: Clock) -> LogLine | None:
    named = {plain_name(name).rpartition(".")[2]: text for name, text in flat.items()}
    flags = named.get("responseflags")
    if flags is None or not _FLAGS.fullmatch(flags):
        return None
    read = line_of(line, flat, clock)
    if read is None:
        return None
    reasons = (named.get(name, "") for name in _REASONS)
    details = " ".join(text for text in reasons if text not in {"", "-"})
    own = {"flags": flags, "details": details[:_MAX_SHOWN]}
    return replace(
        read,
        server="envoy",
        kind="access",
        values={**read.values, **{name: text for name, text in own.items() if text}},
    )
