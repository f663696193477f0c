"""Examples that are true: a recorded case judged again by the product, and what it prints of it."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tools.docs.book import ROOT, folder
from wwwhy.causes import Cause
from wwwhy.diagnosis import Budget, Investigation, report
from wwwhy.diagnosis.attribution import attribute
from wwwhy.formatters import Surface
from wwwhy.formatters.page.facts import answer_words, facts
from wwwhy.formatters.page.journey import journey
from wwwhy.formatters.page.opening import opening
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases
from wwwhy.model import Box, Diagnosis, Exchange, Failure, LogLine, Verdict
from wwwhy.sources.config import read_config_text
from wwwhy.sources.curl import render
from wwwhy.sources.raw import CaseFile, LogText, parse_raw, read_case
from wwwhy.sources.serverlog.formats import parsed, ranked
from wwwhy.sources.serverlog.moments import LOCAL

SAMPLES = ROOT / "tests" / "catalog" / "boxes"
_SURFACE = Surface(width=76)
_VISITOR = re.compile(r"^curl -A wwwhy/\S+ -L --max-redirs \d+ -b '' ")
_MAX_WANTS = 100
_SURE = 0.6


@dataclass(frozen=True, slots=True)
class Example:
    """A command, the recording that stands behind it, and what wwwhy makes of it."""

    command: str
    file: str
    """The recording, from the top of the checkout."""
    diagnosis: Diagnosis

    def shown(self, language: str) -> str:
        """Return the top of the page that the command line prints: why, who, and the evidence."""
        view = View(self.diagnosis, phrases(language), Pen(_SURFACE))
        parts = (section(view) for section in (opening, journey, answer_words, facts))
        return "\n\n".join("\n".join(lines) for lines in parts if lines)


@cache
def of_cause(cause: Cause) -> Example | None:
    """Return the recorded case in which this cause leads the diagnosis most clearly."""
    best: tuple[tuple[bool, bool, int, int], Example] | None = None
    for path in sorted((folder(cause) / "cases").glob("yes-*.http")):
        recorded = read_case(path.read_text(encoding="utf-8"))
        if not recorded.hops:
            continue
        diagnosis = _diagnosed(recorded)
        leads = diagnosis.best is not None and diagnosis.best.id == cause.slug
        proved = leads and diagnosis.best is not None and diagnosis.best.verdict is Verdict.PROVED
        # The product a cause names first, and a case without log or configuration, are met first.
        box = diagnosis.answered_by.name
        place = cause.boxes.index(box) if box in cause.boxes else len(cause.boxes)
        rank = (leads, proved, -place, -len(recorded.logs) - len(recorded.configs))
        if best is None or rank > best[0]:
            file = str(path.relative_to(ROOT))
            best = rank, Example(_command(recorded, diagnosis), file, diagnosis)
    return best[1] if best else None


@cache
def of_box(name: str) -> Example | None:
    """Return a recorded response that the product of this name made, as sure as can be."""
    best: tuple[float, Example] | None = None
    for path, exchange, box in _samples():
        if box.name != name or box.confidence < _SURE:
            continue
        # The product alone tells more than the product in front of another one.
        rank = box.confidence - ("__" in path.name) - (exchange.status in {200, 301, 302})
        if best is None or rank > best[0]:
            file = str(path.relative_to(ROOT))
            best = (
                rank,
                Example(f"wwwhy --no-probes {shlex.quote(file)}", file, _recorded(exchange)),
            )
    return best[1] if best else None


@cache
def head_of(file: str) -> str:
    """Return status line and fields of a recorded message."""
    raw = (ROOT / file).read_bytes().partition(b"\r\n\r\n")[0]
    return raw.decode("latin-1").replace("\r\n", "\n")


@cache
def _samples() -> tuple[tuple[Path, Exchange, Box], ...]:
    return tuple(_messages())


def _messages() -> Iterator[tuple[Path, Exchange, Box]]:
    for name in ("recorded", "replayed"):
        for path in sorted((SAMPLES / name).glob("*.http")):
            raw = path.read_bytes()
            if not path.stem.endswith("-head") and raw.startswith(b"HTTP/"):
                read = parse_raw(raw)
                if len(read) == 1 and read[0].response is not None:
                    yield path, read[0], attribute(read[0]).answered_by


def _recorded(exchange: Exchange) -> Diagnosis:
    """Judge what was recorded, with nothing sent, as `wwwhy --no-probes FILE` does."""
    budget = Budget(probes=False)
    return report(Investigation(exchange.request, budget=budget, recorded=exchange), source="raw")


def _diagnosed(recorded: CaseFile) -> Diagnosis:
    """Let the investigation run over a recorded case, each experiment answered by its recording."""
    first = recorded.hops[0]
    config = tuple(read_config_text(each.text) for each in recorded.configs)
    investigation = Investigation(first.request, now=first.received_at, config=config)
    hops = iter(recorded.hops)
    for _ in range(_MAX_WANTS):
        wants = investigation.wants()
        if not wants:
            break
        for want in wants:
            if want.probe is None:
                # A recording may end before its redirects do; then its last hop is all there is.
                hop = next(hops, None)
                if hop is None:
                    investigation.stop("unreadable")
                    break
                investigation.feed(want, (hop,))
            else:
                investigation.feed(want, recorded.probes.get(want.probe) or (_absent(first),))
    investigation.observe(tuple(line for log in recorded.logs for line in _lines(log)))
    return report(investigation, generated_at=first.received_at)


def _absent(first: Exchange) -> Exchange:
    """Stand for an experiment that was not recorded: it failed by itself and says nothing."""
    return Exchange(first.request, failure=Failure("internal"))


def _lines(log: LogText) -> Iterator[LogLine]:
    formats = ranked(log.text, f"{log.server} {log.kind}")
    read = (parsed(line, formats, LOCAL) for line in log.text.splitlines() if line.strip())
    for number, line in enumerate(read, 1):
        if line is not None:
            yield replace(
                line, source=f"{log.kind}.log", number=number, certainty="offset", kind=log.kind
            )


def _command(recorded: CaseFile, diagnosis: Diagnosis) -> str:
    request = diagnosis.exchanges[0].request
    if not request.url.is_secure:
        request = request.with_tls(ca_file=None, ca_path=None)
    words = ["wwwhy"]
    for kind in dict.fromkeys(log.kind for log in recorded.logs):
        words += [f"--{kind}-log", f"{kind}.log"]
    words += [
        word for each in recorded.configs for word in ("--server-config", _named(each.server))
    ]
    # A bare address is asked for as a browser would; what that means in curl's options is our own.
    return f"{shlex.join(words)} {_VISITOR.sub('', render(request))}"


def _named(server: str) -> str:
    return f"{server}.conf"
