"""What to do: the fix for each reader, the command that was tried, or the next step."""

import re

from wwwhy.catalog.decisions import retry_after
from wwwhy.formatters import AUDIENCES
from wwwhy.formatters.page import markdown
from wwwhy.formatters.page.view import View
from wwwhy.formatters.wording.catalog import outcome_row
from wwwhy.formatters.wording.claims import CauseWords
from wwwhy.formatters.wording.values import span
from wwwhy.model import Ranked

_ERROR_LOGS = {
    "nginx": "/var/log/nginx/error.log",
    "apache": "/var/log/apache2/error.log",
    "haproxy": "/var/log/haproxy.log",
}
"""Where Debian's packages of these servers write."""
_LABEL = re.compile(r"<[a-z]+:\d+>")


def cures(view: View) -> list[str]:
    """Write what the reader can do about the best cause."""
    best = view.diagnosis.best
    if best is None or view.diagnosis.outcome.healthy:
        return []
    cause = view.cause(best.id)
    tried = _tried(view, best)
    verified = best.repair is not None and best.repair.verified
    # What was seen to work comes first: whoever is in a hurry needs nothing else.
    lines: list[str] = tried if verified else []
    shortened = False
    for audience in (view.audience,) if view.audience else AUDIENCES:
        part, cut = _for(view, cause, audience)
        shortened = shortened or cut
        lines += part
    lines = lines if verified else [*lines, *tried]
    if shortened:
        lines += ["", *view.pen.fold(view.words("fix", "more"))]
    return [view.heading("fix"), *lines[lines[:1] == [""] :]] if lines else []


def next_experiment(view: View) -> list[str]:
    """Write the experiment that would settle the best cause."""
    best = view.diagnosis.best
    wanted = best.next_experiment if best else None
    if best is None or wanted is None or view.diagnosis.outcome.healthy:
        return []
    lines = view.pen.fold(view.cause(best.id).claim(wanted.name, wanted.values))
    if wanted.command:
        lines += ["", *view.command(wanted.command)]
    return [view.heading("next"), *lines]


def unexplained(view: View) -> list[str]:
    """Write what to do where no cause was found."""
    diagnosis, words = view.diagnosis, view.words
    if diagnosis.outcome.healthy or diagnosis.best is not None:
        return []
    lines = [view.heading("unexplained"), *_advice(view)]
    failure = diagnosis.outcome.failure
    if failure is not None and failure.type == "bound.time" and diagnosis.outcome.status:
        # The answer came and was still coming: no log of the server says anything of that.
        lines += view.bullets([words("unexplained", "more_time")])
    elif diagnosis.outcome.status is not None:
        lines += _ask_the_log(view)
    elif diagnosis.answered_by.role != "client":
        # Another network helps where the way is at fault, not where this side refused.
        lines += view.bullets([words("unexplained", "client")])
    return lines + view.bullets([words("unexplained", "rules")])


def _for(view: View, cause: CauseWords, audience: str) -> tuple[list[str], bool]:
    """Return the lines for one reader, and whether something was left out."""
    everything = markdown.blocks(cause.fix(audience))
    if not everything:
        return [], False
    shown = everything if view.audience else markdown.brief(everything)
    lines = ["", view.pen.style("bold", f"  {view.words('audience', audience)}")]
    lines += markdown.lines(shown, view.pen, "    ")
    if view.audience not in {None, "visitor"} and cause.prevention:
        lines += ["", view.pen.style("bold", f"  {view.words('fix', 'prevention')}")]
        lines += markdown.lines(markdown.blocks(cause.prevention), view.pen, "    ")
    return lines, len(shown) < len(everything)


def _tried(view: View, best: Ranked) -> list[str]:
    repair = best.repair
    if repair is None:
        return []
    exchange = view.exchange(repair.exchange)
    status = exchange.status if exchange else None
    if not repair.verified:
        said = view.words("fix", "untried")
    elif status is None:
        said = view.words("fix", "works_plain")
    else:
        said = view.words("fix", "works", status=status)
    said = view.with_place(said, repair.exchange, "")
    styled = [
        view.pen.style("green" if repair.verified else "bold", x) for x in view.pen.fold(said)
    ]
    return ["", *styled, *view.command(repair.command), *_own_secrets(view, repair.command)]


def _own_secrets(view: View, command: str) -> list[str]:
    """Say what the labels in a command stand for: secrets are never shown."""
    labels = ", ".join(dict.fromkeys(_LABEL.findall(command)))
    return view.pen.fold(view.words("fix", "labels", labels=labels)) if labels else []


def _advice(view: View) -> list[str]:
    """Write what the catalogue advises, whatever the cause, and for how long to wait."""
    known = outcome_row(view.diagnosis.outcome)
    own = view.own
    fields = (
        [(line.name, line.value) for line in own.response.fields] if own and own.response else []
    )
    wait = retry_after(fields, view.diagnosis.generated_at)
    said = [known.advice.speak(view.words.language)] if known and known.advice else []
    if wait:
        said.append(view.words("unexplained", "wait", time=span(wait, view.words)))
    return view.bullets(said)


def _ask_the_log(view: View) -> list[str]:
    """Point at the log, which names most of what the outside cannot show."""
    if view.diagnosis.log_lines:
        return []
    if any((each.what, each.why) == ("log", "silent") for each in view.diagnosis.not_checked):
        return view.bullets([view.words("unexplained", "silent_log")])
    box = view.diagnosis.answered_by.name.lower()
    product = next((name for name in _ERROR_LOGS if name in box), None)
    path = _ERROR_LOGS.get(product or "", "FILE")
    key = "server_log" if product else "server_log_unknown"
    lines = view.bullets([view.words("unexplained", key, box=product)])
    return [*lines, *view.command(f"--error-log {path}", indent="      ")]
