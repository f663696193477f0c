"""Which parser reads the requests first: told by how it takes odd, harmless ones.

Only with the user's consent (`--fingerprint`). It names the box nearest to the client even where
every field that could name it is stripped or forged: how a server answers two Host lines or a field
of 33 kB is in its code. What each product does was measured and stands in its signature.
"""

from collections.abc import Mapping

from wwwhy.catalog.signatures import Signature, all_signatures
from wwwhy.causes.case import ProbeResult
from wwwhy.diagnosis.attribution import attribute
from wwwhy.errors import Sentence
from wwwhy.model import Box, BoxSign, Exchange

CONTROL = "fingerprint-plain"
PROBES = (
    CONTROL,
    "fingerprint-expectation",
    "fingerprint-two-hosts",
    "fingerprint-no-host",
    "fingerprint-blank-host",
    "fingerprint-version",
    "fingerprint-transfer-coding",
    "fingerprint-long-field",
    "fingerprint-longer-field",
    "fingerprint-long-target",
)
"""What to send, the control first."""
_PREFIX = "fingerprint-"
_PASSES, _CLOSES = "passes", "closes"
_SAME, _MAYBE_BEHIND, _OTHER_REFUSAL = 1.0, 0.3, 0.15
_FEWEST = 4
_WORTH_NAMING = 0.5
_CLEAR, _AHEAD = 0.8, 0.1
_MAX_NAMED = 5
_REFUSED = 400
_PARSER_CODES = frozenset({400, 414, 417, 426, 431, 501, 505})
_CLOSED = frozenset({"tcp.reset", "tcp.closed", "http.response.empty", "tls.closed"})


def judge(results: Mapping[str, ProbeResult]) -> tuple[tuple[str, float], ...]:
    """Return the products whose parser fits the probes, with 0 to 1 each, the best first.

    A probe that was not made, or that failed by itself, counts for nothing. A page that the parser
    wrote itself when it refused names it more surely than the pattern of its answers.
    """
    seen = observe(results)
    scores = {
        name: score
        for name, signature in all_signatures().items()
        if (score := _fit(signature, seen)) >= _WORTH_NAMING
    }
    for name, sure in _by_pages(results).items():
        scores[name] = max(scores.get(name, 0.0), sure)
    best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((name, round(score, 2)) for name, score in best[:_MAX_NAMED])


def nearest(results: Mapping[str, ProbeResult]) -> Box | None:
    """Return the box that reads requests first; None unless one product is clearly ahead."""
    judged = judge(results)
    if not judged or judged[0][1] < _CLEAR:
        return None
    if len(judged) > 1 and judged[0][1] - judged[1][1] < _AHEAD:
        return None
    name, score = judged[0]
    signs = tuple(BoxSign(_said(probe, answer)) for probe, answer in observe(results).items())
    return Box(name, all_signatures()[name].roles[0], None, score, signs)


def _said(probe: str, answer: str) -> Sentence:
    if answer == _PASSES:
        return Sentence("lets the odd request through: {probe}", probe=probe)
    if answer == _CLOSES:
        return Sentence("closes the connection on the odd request: {probe}", probe=probe)
    return Sentence("answers {status} to the odd request: {probe}", status=answer, probe=probe)


def observe(results: Mapping[str, ProbeResult]) -> dict[str, str]:
    """Say what became of each odd request: a status code, `passes` or `closes`."""
    control = results.get(CONTROL)
    plain = control.first if control else None
    if plain is None or plain.status is None or plain.status in _PARSER_CODES:
        # Where the plain request is refused like this, letting through and refusing look alike.
        return {}
    seen = {}
    for probe_id, result in results.items():
        answer = _answer(result.first, plain) if probe_id.startswith(_PREFIX) else None
        if probe_id != CONTROL and answer is not None:
            seen[probe_id.removeprefix(_PREFIX)] = answer
    return seen


def _answer(exchange: Exchange | None, plain: Exchange) -> str | None:
    if exchange is None:
        return None
    if exchange.status is not None:
        return _PASSES if exchange.status == plain.status else str(exchange.status)
    return _CLOSES if exchange.failure and exchange.failure.type in _CLOSED else None


def _fit(signature: Signature, seen: Mapping[str, str]) -> float:
    """Compare what was seen with what the product does; the mean over the probes that count."""
    marks = [
        max(_mark(known, seen[probe]) for known in answers)
        for probe, answers in signature.probes.items()
        if probe in seen
    ]
    return sum(marks) / len(marks) if len(marks) >= _FEWEST else 0.0


def _mark(known: str, seen: str) -> float:
    """Weigh one answer.

    What a box lets through may be refused by the next one behind it; what it refuses itself never
    gets through.
    """
    if known == seen:
        return _SAME
    if known == _PASSES:
        return _MAYBE_BEHIND
    return 0.0 if seen == _PASSES else _OTHER_REFUSAL


def _by_pages(results: Mapping[str, ProbeResult]) -> dict[str, float]:
    """Return who wrote the refusals, where their pages tell."""
    sure: dict[str, float] = {}
    for probe_id, result in results.items():
        exchange = result.first if probe_id.startswith(_PREFIX) else None
        if exchange is None or probe_id == CONTROL or (exchange.status or 0) < _REFUSED:
            continue
        box = attribute(exchange).answered_by
        if box.name in all_signatures():
            sure[box.name] = max(sure.get(box.name, 0.0), box.confidence)
    return sure
