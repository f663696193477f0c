"""Whether a refusal puts a new cookie in the place of the one that was sent."""

from collections.abc import Iterable, Sequence

from wwwhy.causes.case import Case
from wwwhy.model import Evidence, Exchange, Request, Strength, Value
from wwwhy.model.cookies import MAX_COOKIES, parse_set_cookie

_POINTER = "response.headers.set-cookie"


def renewed(case: Case, served: Iterable[Exchange], refused: Sequence[Exchange]) -> Evidence | None:
    """Return that whoever refuses always puts a session of its own in the place of ours."""
    name = replaced_cookie(case, served, refused)
    if name is None:
        return None
    values: dict[str, Value] = {"name": name}
    return Evidence(
        "renewed", values, Strength.CONCLUSIVE, exchange=refused[0].index, pointer=_POINTER
    )


def replaced_cookie(
    case: Case, served: Iterable[Exchange], refused: Iterable[Exchange]
) -> str | None:
    """Return the name of a sent cookie that each refusal replaces, and nothing that is served."""
    sent = _cookies(case.request)
    always = [_replaced(each, sent, case.now) for each in refused]
    sometimes = [_replaced(each, sent, case.now) for each in served]
    return min(set.intersection(*always).difference(*sometimes), default=None) if always else None


def replaces(exchange: Exchange, name: str, now: float) -> bool:
    """Whether an answer puts another value in the place of a cookie that its request carried."""
    return name in _replaced(exchange, _cookies(exchange.request), now)


def _cookies(request: Request) -> dict[str, str]:
    pairs = (each.partition("=") for each in (request.fields.get("cookie") or "").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def _replaced(exchange: Exchange, sent: dict[str, str], now: float) -> set[str]:
    """Return the cookies of the request for which an answer gives another value, to be kept."""
    lines = exchange.response.fields.all("set-cookie") if exchange.response else ()
    given = (parse_set_cookie(line, now) for line in lines[:MAX_COOKIES])
    kept = (each for each in given if each and (each.expires is None or each.expires > now))
    return {
        each.name for each in kept if each.value and sent.get(each.name, each.value) != each.value
    }
