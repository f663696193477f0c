"""Runs a diagnosis for a command: from the options to the printed answer and the exit status."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wwwhy import api
from wwwhy.cli.console.faults import DIAGNOSED, HEALTHY, INTERRUPTED, UNEXPLAINED, tell
from wwwhy.cli.console.language import from_environment
from wwwhy.cli.console.progress import ProgressLine
from wwwhy.cli.console.surface import can_erase, readable, surface_of, write
from wwwhy.cli.console.surroundings import config_of, logs_of
from wwwhy.cli.console.target import Target, is_known
from wwwhy.diagnosis import Budget
from wwwhy.errors import said_in
from wwwhy.formatters import Surface, render
from wwwhy.formatters.phrases import Phrases
from wwwhy.model import Diagnosis, Exchange


@dataclass(frozen=True, slots=True)
class Wish:
    """Our own options of a diagnosis, as given."""

    output: str = "text"
    language: str | None = None
    audience: str | None = None
    error_logs: tuple[str, ...] = ()
    access_logs: tuple[str, ...] = ()
    configs: tuple[str, ...] = ()
    har_entry: int | None = None
    live: bool = False
    no_probes: bool = False
    replay_unsafe: bool = False
    max_requests: int = 30
    deadline: float = api.DEADLINE
    fingerprint: bool = False
    explain_rules: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "Wish":
        """Make it from what click has parsed."""
        return cls(**options)

    @property
    def budget(self) -> Budget:
        """What the user allows to be sent."""
        return Budget(
            probes=not self.no_probes,
            replay_unsafe=self.replay_unsafe,
            max_requests=self.max_requests,
            fingerprint=self.fingerprint,
            patient=self.deadline > api.DEADLINE,
        )


def run(target: Target, wish: Wish, words: Phrases) -> int:
    """Diagnose a target, print the answer, and return the exit status.

    Raises:
        InputError: a log or a configuration cannot be read.

    """
    for note in target.notes:
        tell(said_in(note, words.language))
    options = _options(target, wish)
    try:
        with ProgressLine(sys.stderr, words, shown=can_erase(sys.stderr, os.environ)) as line:
            diagnosis = api.diagnose(target.subject, options=options, progress=line)
    except KeyboardInterrupt:
        tell(words("fault", "interrupted"))
        return INTERRUPTED
    _print(diagnosis, wish)
    return status_of(diagnosis)


def status_of(diagnosis: Diagnosis) -> int:
    """Return the exit status that a diagnosis stands for."""
    if any(missing.why == "interrupted" for missing in diagnosis.not_checked):
        return INTERRUPTED
    if diagnosis.outcome.healthy:
        return HEALTHY
    return UNEXPLAINED if diagnosis.best is None else DIAGNOSED


def _options(target: Target, wish: Wish) -> api.Options:
    config, notes = config_of(wish.configs)
    recorded = isinstance(target.subject, Exchange)
    request = target.subject.request if isinstance(target.subject, Exchange) else target.subject
    return api.Options(
        budget=wish.budget,
        deadline=wish.deadline,
        logs=logs_of(wish.error_logs, wish.access_logs, config),
        config=config,
        source=target.source,
        before=target.before,
        notes=notes,
        # What was recorded is sent again only if that changes nothing, or on demand; with --live
        # it is no recording any more.
        # A response alone does not say whose it is: there is nobody to ask.
        live=not recorded or (is_known(request) and (wish.replay_unsafe or request.is_safe)),
    )


def _print(diagnosis: Diagnosis, wish: Wish) -> None:
    language = _language(wish)
    surface = surface_of(sys.stdout, os.environ)
    written = render(
        wish.output, diagnosis, language=language, audience=wish.audience, surface=surface
    )
    write(written)
    if wish.explain_rules:
        _print_rules(diagnosis, wish, language, surface)


def _print_rules(diagnosis: Diagnosis, wish: Wish, language: str, surface: Surface) -> None:
    """Print the rules behind a text; beside another format they would spoil it."""
    from wwwhy.formatters.page.rules import render_rules  # noqa: PLC0415 (asked for by an option)

    if wish.output == "text":
        write("\n" + render_rules(diagnosis, language, surface))
    else:
        write(render_rules(diagnosis, language, surface_of(sys.stderr, os.environ)), sys.stderr)


def _language(wish: Wish) -> str:
    return readable(wish.language or from_environment(os.environ), asked=bool(wish.language))
