"""The path is spelled otherwise on the server: case, slash, extension, a stray character."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import unquote

from wwwhy.causes.case import Case, ProbeState, is_success, same_answer
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Verdict,
)
from wwwhy.probes.path_variants import is_same_word
from wwwhy.sources.curl import render

_FIRST = ("path-variants", "trailing-slash", "random-sibling")
_MORE = "path-spellings"
_CONTROL: Mapping[str, str] = MappingProxyType(
    {
        "path-variants": "random-variants",
        "trailing-slash": "random-variants",
        _MORE: "random-spellings",
    }
)
"""The experiment that spells impossible names in the same ways."""
_TOKEN = re.compile(r"[^\W_]+")
_NUMBERED_WORD = re.compile(r"[^\W\d_]{3,}\d{1,4}|[Vv]?\d+")
_WORDS = re.compile(
    r"[a-z]+|[A-Z]+|[A-Z]?[a-z]{2,}(?:[A-Z]+[a-z]{2,})*(?:[A-Z]+[a-z]?)?|[A-Z]+[a-z]{2,}"
)
_WRONG_METHOD, _UNAUTHORIZED = 405, 401
_MOVED = frozenset({301, 308})


def judge(case: Case) -> Finding | None:
    """Ask for near spellings (RFC 9110 section 4.2.3: paths are case-sensitive).

    The control is a name that cannot exist in each of these spellings: where that is served too,
    the server answers 200 to anything of the kind, and a spelling it takes proves nothing.
    """
    if not case.is_comparable or case.request.url.path == "/":
        return None
    hit = _hit(case)
    if hit is None:
        return _without_a_hit(case)
    control = case.probe(_CONTROL[hit.probe or _MORE])
    nobody = (control, case.probe("random-sibling"))
    if any(_exists(case, each) for probe in nobody for each in probe.exchanges):
        return None
    found = _found(case, hit)
    repair = hit.index if case.request.is_safe and is_success(hit) else None
    if control.first is None:
        return Finding(Verdict.LIKELY, found, repair=repair, wants=(control.id,))
    values = {"status": control.first.status}
    nothing = Evidence("nobody_elsewhere", values, exchange=control.first.index)
    same = is_same_word(case.control.request.url.target, hit.request.url.target)
    # What stands behind a login was not seen.
    marked = _differs_in_an_identifier(case.control.request.url.path, hit.request.url.path)
    if marked:
        against = Evidence("may_be_another", {}, Strength.WEAK, Polarity.AGAINST, hit.index)
        found = (*found, against)
    sure = same and not marked and hit.status != _UNAUTHORIZED
    verdict = Verdict.PROVED if sure else Verdict.LIKELY
    return Finding(verdict, (*found, nothing), repair=repair, wants=())


def _differs_in_an_identifier(asked: str, there: str) -> bool:
    """Whether another case makes another identifier, as in short links and ids of videos."""
    tokens = zip(*(_TOKEN.findall(unquote(path)) for path in (asked, there)), strict=False)
    return any(
        one != other and one.casefold() == other.casefold() and _is_identifier(one)
        for one, other in tokens
    )


def _is_identifier(token: str) -> bool:
    """Whether letters and digits are mixed as no word has them: `XK7`, `dQw4w9WgXcQ`, `bZkQr`."""
    if any(map(str.isdigit, token)):
        return _NUMBERED_WORD.fullmatch(token) is None
    return token.isascii() and _WORDS.fullmatch(token) is None


def _found(case: Case, hit: Exchange) -> tuple[Evidence, ...]:
    """Return what speaks for this spelling, and what may speak against it."""
    asked, there = case.control.request.url, hit.request.url
    values = {
        "asked": asked.path,
        "found": there.path if there.query == asked.query else there.target,
        "status": case.status,
        "then": hit.status,
    }
    found = [Evidence("other_spelling", values, Strength.CONCLUSIVE, exchange=hit.index)]
    if hit.status == _WRONG_METHOD:
        found.append(Evidence("for_other_methods", exchange=hit.index))
    if not is_same_word(asked.target, there.target):
        against = Evidence(
            "another_word", {"found": there.path}, Strength.WEAK, Polarity.AGAINST, hit.index
        )
        found.append(against)
    return tuple(found)


def _hit(case: Case) -> Exchange | None:
    """Return the first near spelling that exists; what it shows must differ from the refusal."""
    tried = (each for name in _CONTROL for each in case.probe(name).exchanges)
    found = [each for each in tried if _exists(case, each)]
    return next((each for each in found if is_success(each)), found[0] if found else None)


def _exists(case: Case, exchange: Exchange) -> bool:
    response, refusal = exchange.response, case.control.response
    if response is None or (refusal and response.body == refusal.body):
        return False
    # The probes of a POST ask with GET, which its target need not take.
    takes_another = not case.request.is_safe and exchange.status == _WRONG_METHOD
    there = is_success(exchange) or exchange.status == _UNAUTHORIZED
    return there or takes_another or _leads_to_its_slash(exchange, case.control)


def _leads_to_its_slash(exchange: Exchange, control: Exchange) -> bool:
    """Whether a folder answers by sending the client to its name with a slash.

    To where the client was refused already, nobody has to be sent.
    """
    there = exchange.leads_to if exchange.status in _MOVED else None
    path = exchange.request.url.path
    return there is not None and there.path == f"{path}/" != control.request.url.path


def _without_a_hit(case: Case) -> Finding | None:
    """Keep the cause open while its probes are out; then only if nobody knows this name."""
    request = case.control.request
    parent = request.url.path.rstrip("/").rpartition("/")[0] + "/"
    above = replace(request, url=replace(request.url, path=parent, query=None))
    look = NextExperiment("look_above", {"path": parent}, command=render(above))
    tried = [case.probe(name) for name in _FIRST[:2]]
    sibling = case.probe("random-sibling").first
    if sibling is None or not any(each.done for each in tried):
        return Finding(Verdict.POSSIBLE, next_experiment=look, wants=_FIRST)
    if not same_answer(sibling, case.control):
        return None
    unknown = Evidence("unknown_name", {"status": case.status}, Strength.WEAK)
    wants = (_MORE,) if case.probe(_MORE).state is ProbeState.NOT_RUN else ()
    return Finding(Verdict.POSSIBLE, (unknown,), next_experiment=look, wants=wants)
