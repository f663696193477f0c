"""No site of the server has this name, so the one for all other names answered."""

from wwwhy.causes.case import Case, is_success, same_answer
from wwwhy.causes.credentials.inside import is_own_page
from wwwhy.causes.vhosts.names import host_of, is_name, names_agree
from wwwhy.causes.vhosts.sites import Site, site_of
from wwwhy.causes.vhosts.strangers import same_for_stranger
from wwwhy.causes.vhosts.suspects import SERVERS, empty, hangs_up, stock, unnamed
from wwwhy.model import Evidence, Finding, NextExperiment, Strength, Value, Verdict

_ROOT_REFUSALS = frozenset({403, 404, 410, 421, 503})
"""HAProxy answers 503 where no rule has a backend for a name."""
_PASSING = frozenset({503, None})
_AGAIN, _SIBLING = "unchanged-again", "random-sibling"
_CLOSED = frozenset({403, 404, 410})


def judge(case: Case) -> Finding | None:
    """Send a name that nobody has: if it gets the very same, ours was not known either.

    That alone would be true of every server with one site, so something must be suspect first: a
    page that comes with the server, Caddy's empty 200, a configuration in which no name fits, or a
    server that turns the bare name away and serves its neighbour with or without `www.`. Proved
    takes the configuration besides: a site of this very name may look like the one for all others.
    """
    site = site_of(case)
    if not names_agree(case.request) or not (_is_answered(case) or hangs_up(case)):
        return None
    if site is not None and site.by_name:
        return None
    named = is_name(host_of(case.request))
    suspect = (*unnamed(case, site), *(stock(case) or empty(case) if named else ()))
    if not (suspect or _is_turned_away(case)):
        return None
    if not case.probe("host-other").done:
        return _asked(suspect, site)
    return _answered(case, suspect, site) if same_for_stranger(case) else None


def _is_answered(case: Case) -> bool:
    return case.response is not None and case.failure is None


def _asked(suspect: tuple[Evidence, ...], site: Site | None) -> Finding:
    """Say what is suspect so far, and what would tell."""
    names = {each.name for each in suspect}
    wants: tuple[str, ...] = ("host-other", "www-toggled")
    if "empty_answer" in names:
        wants = ("host-other", _SIBLING, "www-toggled")
    first = "no_name_fits" in names and site is not None and not site.for_all
    return Finding(Verdict.LIKELY if first else Verdict.POSSIBLE, suspect, wants=wants)


def _answered(case: Case, suspect: tuple[Evidence, ...], site: Site | None) -> Finding | None:
    """Judge what an unknown name gets as well."""
    same, toggled, other = _stranger(case), _toggled(case), _other_page(case)
    names = {each.name for each in suspect}
    if "empty_answer" in names and not case.unchanged_by(_SIBLING):
        return None
    if not (suspect or toggled):
        return _for_everybody(case, same)
    if "empty_answer" in names and case.probe("www-toggled").done and not other:
        return None  # nothing tells it from an empty answer that somebody wants
    if toggled and case.status in _PASSING and not case.ends_alike(_AGAIN):
        # Another outcome may be due to chance as long as the first one was not seen twice.
        open_still = not case.probe(_AGAIN).done
        return Finding(Verdict.POSSIBLE, toggled, wants=(_AGAIN,)) if open_still else None
    verdict = _verdict(case, names, site, flipped=bool(toggled), differs=bool(other))
    repair = toggled[0].exchange if toggled else None
    wants = ("www-toggled",) if "." in host_of(case.request) else ()
    evidence = (*toggled, *other, *suspect, *same)
    return Finding(verdict, evidence, repair, _list_sites(case), wants=wants)


def _for_everybody(case: Case, same: tuple[Evidence, ...]) -> Finding | None:
    """Notice a server that turns away every name and every path with its own page.

    Its one site may be closed, so this is a guess; a 503 is about what stands behind it.
    """
    if case.status not in _CLOSED or not is_own_page(case):
        return None
    sibling = case.probe(_SIBLING).first
    if sibling is None:
        return Finding(Verdict.POSSIBLE, same, None, _list_sites(case), wants=(_SIBLING,))
    if not case.unchanged_by(_SIBLING):
        return None
    values: dict[str, Value] = {"status": case.status}
    everywhere = Evidence("every_path", values, exchange=sibling.index)
    return Finding(Verdict.POSSIBLE, (*same, everywhere), None, _list_sites(case), wants=())


def _verdict(
    case: Case, names: set[str], site: Site | None, *, flipped: bool, differs: bool
) -> Verdict:
    """Weigh it: a site that was made for all names answers on purpose, and so may an empty 200."""
    if not is_name(host_of(case.request)):
        return Verdict.POSSIBLE
    unknown = site is not None and site.by_name is False
    if unknown and (flipped or {"no_name_fits", "stock_page"} <= names):
        return Verdict.PROVED
    if flipped or differs or "stock_page" in names:
        return Verdict.LIKELY
    return Verdict.LIKELY if unknown and site and not site.for_all else Verdict.POSSIBLE


def _list_sites(case: Case) -> NextExperiment:
    return NextExperiment("list_sites", command=_COMMANDS.get(case.answered_by.name, ""))


_COMMANDS = {"nginx": "nginx -T | grep -n server_name", "Apache": "apachectl -S"}


def _is_turned_away(case: Case) -> bool:
    """Whether a server itself refuses the very root of a named site."""
    refused = case.answered_by.role in SERVERS and case.status in _ROOT_REFUSALS
    return (
        (refused or hangs_up(case))
        and is_name(host_of(case.request))
        and case.request.url.path == "/"
        and case.request.is_safe
    )


def _stranger(case: Case) -> tuple[Evidence, ...]:
    other = case.probe("host-other").first
    if other is None:
        return ()
    ended = other.failure.type if other.failure else other.status
    values: dict[str, Value] = {"name": host_of(other.request), "status": ended}
    return (Evidence("same_for_a_stranger", values, Strength.CONCLUSIVE, exchange=other.index),)


def _toggled(case: Case) -> tuple[Evidence, ...]:
    served = case.healed_by("www-toggled")
    if served is None:
        return ()
    values: dict[str, Value] = {"name": host_of(served.request), "status": served.status}
    return (Evidence("neighbour_is_served", values, Strength.CONCLUSIVE, exchange=served.index),)


def _other_page(case: Case) -> tuple[Evidence, ...]:
    """Return that the neighbour has a page where this name has none of its own."""
    other = case.probe("www-toggled").first
    if other is None or not (is_success(other) and is_success(case.exchange)):
        return ()
    if same_answer(other, case.control) or (other.response and not other.response.body_length):
        return ()
    values: dict[str, Value] = {"name": host_of(other.request), "status": other.status}
    return (Evidence("neighbour_has_a_page", values, exchange=other.index),)
