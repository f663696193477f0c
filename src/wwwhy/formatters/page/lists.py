"""The lists that close the page: other causes, ruled out, not checked, requests."""

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
    rows = [_row(view, exchange) for exchange in listed[:MAX_ROWS]]
    wide = [max(columns(row[i]) for row in rows) for i in range(3)] if rows else []
    table = []
    for exchange, (index, label, time, ended) in zip(listed, rows, strict=False):
        table.append(f"  {index:<{wide[0]}}  {label:<{wide[1]}}  {time:>{wide[2]}}  {ended}")
        table += _way(view, exchange)
    rest = _rest(view, len(everything) - len(rows))
    return [view.heading("requests"), *table, *rest, *view.pen.fold(count)]


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


def _row(view: View, exchange: Exchange) -> tuple[str, str, str, str]:
    words = view.words
    label = words("requests", exchange.role)
    if exchange.probe:
        change = outside(probe_sentence(exchange.probe, words)).replace("`", "")
        label = f"{label}: {change}" if exchange.role is Role.REPAIR else change
    ended = "" if exchange.status is None else str(exchange.status)
    if exchange.failure is not None:
        ended = f"{ended} {failure_label(exchange.failure, words)}".strip()
    time = span(exchange.timing.total_ms / 1000, words)
    return words("evidence", "exchange", index=exchange.index), label, time, ended


def _rest(view: View, count: int) -> list[str]:
    return view.pen.fold(view.words("list", "more", n=count)) if count > 0 else []
