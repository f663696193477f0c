"""Runs the command line on one scene and writes down what its investigation saw, as a case file.

    python -m lab.witness OUT SLUG[,ALSO...] PROMISE LAB-FOLDER WORDS...

ALSO are causes that are true as well. PROMISE is the verdict that the rule of SLUG must reach at
least, or `silent`. It is a process of its
own, as every scene's command is, because a scene may set its environment (a proxy, another clock).
"""

import contextlib
import io
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

from lab.errors import LabError
from lab.scene import VERDICTS
from wwwhy import api
from wwwhy.causes import Case, ProbeState, cause
from wwwhy.cli import main as run_command_line
from wwwhy.diagnosis import Investigation, report
from wwwhy.model import Diagnosis, Exchange, Finding, Verdict
from wwwhy.model.masking import Masker
from wwwhy.sources.raw import CaseFile, ConfigText, LogText, write_case

SILENT = "silent"
_PLACE = "/srv/lab"
"""Stands in logs and configuration for the lab's folder, which has another name each time."""
_PYTHON = "/opt/python"
"""Stands for the folder of this interpreter's packages, which tracebacks name."""
_CONFIG = "--server-config"
_UNMASKED = (
    "Not masked: the rule reads a part of the request that masking hides. Every secret in it was "
    "invented for the lab."
)


def main(arguments: Sequence[str]) -> int:
    """Diagnose, compare with the promise, and write the case."""
    out, slugs, promise, folder, *words = arguments
    slug, *also = slugs.split(",")
    try:
        investigation = _watched(words)
        text = _case_text(investigation, slug, promise, _configs(words), tuple(also))
    except LabError as error:
        print(error, file=sys.stderr)
        return 1
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    text = text.replace(folder, _PLACE)
    for place in (sys.prefix, sys.base_prefix):
        text = text.replace(f"{place}/lib/python", f"{_PYTHON}/lib/python")
    Path(out).write_text(text, encoding="utf-8")
    return 0


def masked(case: Case) -> Case:
    """Return the case without secrets, as a report shows it."""
    masker = Masker()
    known: dict[int, Exchange] = {}

    def shown(exchange: Exchange) -> Exchange:
        if exchange.index not in known:
            known[exchange.index] = masker.exchange(exchange)
        return known[exchange.index]

    hops = tuple(shown(hop) for hop in case.hops)
    probes = {
        name: replace(result, exchanges=tuple(shown(each) for each in result.exchanges))
        for name, result in case.probes.items()
    }
    # The control may be a copy of its own: it has the index of the exchange it stands for.
    control = replace(masker.exchange(case.control), index=case.control.index)
    return replace(case, exchange=shown(case.exchange), control=control, hops=hops, probes=probes)


def _watched(words: Sequence[str]) -> Investigation:
    """Run the command line as it is, and keep the investigation it reports on."""
    seen: list[Investigation] = []

    def watching(investigation: Investigation, **options: Any) -> Diagnosis:
        seen.append(investigation)
        return report(investigation, **options)

    with (
        mock.patch.object(api, "report", watching),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.suppress(SystemExit),
    ):
        run_command_line(words)
    if not seen:
        raise LabError("The command did not come to a diagnosis.")
    return seen[-1]


def _case_text(
    investigation: Investigation,
    slug: str,
    promise: str,
    configs: Sequence[str],
    also: tuple[str, ...],
) -> str:
    case = investigation.case
    finding = cause(slug).judge(case)
    _compare(slug, promise, finding)
    shown, notes = masked(case), ""
    if _verdict(cause(slug).judge(shown)) != _verdict(finding):
        shown, notes = case, _UNMASKED
    results = shown.probes.values()
    recorded = CaseFile(
        hops=shown.hops,
        probes={each.id: each.exchanges for each in results if each.state is ProbeState.DONE},
        failed_probes={each.id: each.why for each in results if each.state is ProbeState.FAILED},
        logs=_logs(case),
        configs=tuple(
            ConfigText(config.server, text)
            for config, text in zip(case.config, configs, strict=True)
        ),
        expect=_verdict(finding) or Verdict.RULED_OUT.value,
        also=also,
        notes=notes,
    )
    return write_case(recorded)


def _compare(slug: str, promise: str, finding: Finding | None) -> None:
    verdict = _verdict(finding)
    if promise == SILENT:
        if verdict in VERDICTS:
            raise LabError(f"The rule of {slug} says {verdict} although it must stay silent.")
    elif verdict not in VERDICTS or VERDICTS.index(verdict) > VERDICTS.index(promise):
        raise LabError(f"The rule of {slug} says {verdict or 'nothing'}, promised {promise}.")


def _verdict(finding: Finding | None) -> str:
    return finding.verdict.value if finding else ""


def _logs(case: Case) -> tuple[LogText, ...]:
    texts: dict[tuple[str, str], list[str]] = {}
    for line in case.log:
        texts.setdefault((line.server, line.kind), []).append(line.text)
    return tuple(LogText(*key, "\n".join(lines)) for key, lines in texts.items())


def _configs(words: Sequence[str]) -> tuple[str, ...]:
    paths = [after for word, after in pairwise(words) if word == _CONFIG]
    paths += [word.partition("=")[2] for word in words if word.startswith(f"{_CONFIG}=")]
    return tuple(Path(path).read_text(encoding="utf-8") for path in paths)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
