"""The lists that close the page: other causes, ruled out, not checked, requests."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from wwwhy.formatters.page.pen import columns
from wwwhy.formatters.page.view import View
from wwwhy.formatters.wording.catalog import probe_sentence
from wwwhy.formatters.wording.outside import outside
from wwwhy.formatters.wording.summary import failure_label
from wwwhy.formatters.wording.unchecked import unchecked_name, unchecked_reason, unchecked_sentence
from wwwhy.formatters.wording.values import span
from wwwhy.model import Exchange, Ranked, Role, Verdict

MAX_OTHERS = 8
MAX_RULED_OUT = 6
MAX_REQUESTS = 12
"""Up to so many, every request is listed."""
MAX_ROWS = 20
_BETWEEN = 8
"""Columns before and between the four of the table."""
_LEAST_ENDED = 20
"""Columns without which the last one is too narrow to be read."""
_Row = tuple[str, str, str, str]
"""Number, what was sent, how long it took, how it ended."""


def others(view: View) -> list[str]:
    """Write the causes that are open besides the best, a line each."""
    if view.diagnosis.outcome.healthy:
        return []
    best = view.diagnosis.best
    open_ones = [
        cause
        for cause in view.diagnosis.causes
        if cause is not best and cause.verdict is not Verdict.RULED_OUT
    ]
    if not open_ones:
        return []
    wide = max(columns(view.words("verdict", cause.verdict)) for cause in open_ones)
    lines = [view.heading("others")]
    for cause in open_ones[:MAX_OTHERS]:
        verdict = view.words("verdict", cause.verdict)
        lines += view.pen.fold(view.cause(cause.id).title, first=f"  {verdict:<{wide}}  ")
    return lines + _rest(view, len(open_ones) - MAX_OTHERS)


def ruled_out(view: View) -> list[str]:
    """Write the causes that the evidence excludes, a line each."""
    denied: list[Ranked] = [c for c in view.diagnosis.causes if c.verdict is Verdict.RULED_OUT]
    if not denied or view.diagnosis.outcome.healthy:
        return []
    titles = (view.cause(cause.id).title for cause in denied[:MAX_RULED_OUT])
    lines = [view.heading("ruled_out"), *view.bullets(titles)]
    return lines + _rest(view, len(denied) - MAX_RULED_OUT)


def not_checked(view: View) -> list[str]:
    """Write what was wanted and not done, why, and the command that would do it."""
    missing = view.diagnosis.not_checked
    if not missing:
        return []
    lines = [view.heading("not_checked")]
    together: dict[str, list[str]] = {}
    for each in missing:
        if each.command or each.detail:
            lines += view.bullets([unchecked_sentence(each, view.words)])
            lines += view.command(each.command, indent="      ")
        else:
            together.setdefault(each.why, []).append(unchecked_name(each, view.words))
    grouped = (
        view.words(
            "unchecked", "grouped", why=unchecked_reason(why, view.words), whats=", ".join(whats)
        )
        for why, whats in together.items()
    )
    return [*lines, *view.bullets(grouped)]


def requests(view: View) -> list[str]:
    """Write what was sent; of many, the user's own and those that facts point at."""
    diagnosis, words = view.diagnosis, view.words
    if diagnosis.requests_sent:
        time = span(diagnosis.elapsed_s, words)
        count = words("requests", "sent", n=diagnosis.requests_sent, time=time)
    else:
        count = words("requests", "none_sent")
    if diagnosis.outcome.healthy:
        return [view.pen.style("dim", line) for line in view.pen.fold(count, first="")]
    everything = diagnosis.exchanges
    listed = [e for e in everything if len(everything) <= MAX_REQUESTS or _cited(view, e)]
    alike = [tuple(each) for _, each in groupby(listed, _kind)]
    rows = [_row(view, each) for each in alike[:MAX_ROWS]]
    table: list[str] = []
    for each, row in zip(alike, _table(view, rows), strict=False):
        table += [*row, *_way(view, each[0])]
    rest = _rest(view, len(everything) - sum(map(len, alike[:MAX_ROWS])))
    return [view.heading("requests"), *table, *rest, *view.pen.fold(count)]


def _table(view: View, rows: Sequence[_Row]) -> Iterator[list[str]]:
    """Return the lines of every row: in columns, or in two storeys where these have no room."""
    wide = [max(columns(row[i]) for row in rows) for i in range(3)] if rows else [0, 0, 0]
    stacked = view.pen.width - sum(wide) - _BETWEEN < min(_LEAST_ENDED, _longest(rows))
    for index, label, time, ended in rows:
        first = f"  {index:<{wide[0]}}  "
        if stacked:
            below = " " * columns(first)
            what = view.pen.fold(label, first=first)
            yield [*what, *view.pen.fold(ended, first=f"{below}{time:>{wide[2]}}  ")]
        else:
            first += f"{label:<{wide[1]}}  {time:>{wide[2]}}  "
            yield view.pen.fold(ended, first=first)


def _longest(rows: Sequence[_Row]) -> int:
    return max((columns(row[3]) for row in rows), default=0)


def _kind(exchange: Exchange) -> tuple[object, ...]:
    """Return what makes requests in a row one line: they belong to one experiment."""
    return (exchange.probe,) if exchange.role is Role.PROBE else (exchange.index,)


def _cited(view: View, exchange: Exchange) -> bool:
    best = view.diagnosis.best
    cited = {e.exchange for e in best.evidence} if best else set()
    if best and best.repair:
        cited.add(best.repair.exchange)
    cited |= {defect.exchange for defect in view.diagnosis.defects}
    return exchange.role in {Role.BASELINE, Role.FOLLOW_UP} or exchange.index in cited


def _way(view: View, exchange: Exchange) -> list[str]:
    """Say where a redirect led, and what the request lost on the way."""
    if exchange.role is not Role.FOLLOW_UP:
        return []
    request = exchange.request
    lines = [f"      {outside(f'{request.method} {request.url}')}"]
    if exchange.withheld:
        names = outside(", ".join(exchange.withheld))
        lines += view.pen.fold(view.words("requests", "withheld", names=names), first="      ")
    return lines


def _row(view: View, alike: tuple[Exchange, ...]) -> _Row:
    """Return the columns of a line; for several requests the time of the slowest."""
    words, exchange = view.words, alike[0]
    label = words("requests", exchange.role)
    if exchange.probe:
        change = outside(probe_sentence(exchange.probe, words)).replace("`", "")
        label = f"{label}: {change}" if exchange.role is Role.REPAIR else change
    index = words("evidence", "exchange", index=exchange.index)
    if len(alike) > 1:
        index += f"{view.pen.glyph('to')}{alike[-1].index}"
    time = span(max(each.timing.total_ms for each in alike) / 1000, words)
    ended = [_ended(view, each) for each in alike]
    return index, label, time, ended[0] if len(set(ended)) == 1 else ", ".join(ended)


def _ended(view: View, exchange: Exchange) -> str:
    status = "" if exchange.status is None else str(exchange.status)
    if exchange.failure is None:
        return status
    return f"{status} {failure_label(exchange.failure, view.words)}".strip()


def _rest(view: View, count: int) -> list[str]:
    return view.pen.fold(view.words("list", "more", n=count)) if count > 0 else []
