"""What shows that servers take turns: a rhythm of their answers, or a field that names them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from wwwhy.model import Evidence, Exchange, Finding, NextExperiment, Strength, Verdict

_NAMES_SERVER = re.compile(
    r"x-(?:[\w-]*-)?(?:served-by|backend|server|upstream|node|instance|host(?:name)?|pod|worker)"
    r"(?:-\w+)*",
    re.IGNORECASE,
)
_FEWEST = 2


def ask_each() -> NextExperiment:
    """Return what shows, beside the load balancer, whether each server knows its own sessions."""
    return NextExperiment("ask_each_server")


def weighed(
    seen: tuple[Evidence, ...],
    proof: Evidence | None,
    renewed: Evidence | None,
    *,
    mixed: bool = False,
) -> Finding:
    """Return how sure it is that servers take turns and that one of them knows the session.

    Arguments:
        seen: that the same request is now served and now refused, and strangers never.
        proof: that servers take turns.
        renewed: that who refuses keeps sessions of its own.
        mixed: whether answers of both kinds come so mixed that no limit or outage explains them.

    """
    evidence = (*seen, *(each for each in (proof, renewed) if each))
    if proof and renewed:
        return Finding(Verdict.PROVED, evidence, wants=())
    # Without an order one server may do it all, with a store that fails now and then.
    verdict = Verdict.LIKELY if proof or mixed else Verdict.POSSIBLE
    return Finding(verdict, evidence, next_experiment=ask_each(), wants=())


def rhythm(
    in_order: Sequence[Exchange],
    counted: Sequence[Exchange],
    is_served: Callable[[Exchange], bool],
) -> Evidence | None:
    """Return that one answer in two, or in three, is served: counted, and in the order of time.

    Arguments:
        in_order: requests that left one after the other.
        counted: requests whose order is not known, or the same ones.
        is_served: whether an answer is one for somebody who is known.

    """
    share = sum(map(is_served, counted))
    for servers in (2, 3):
        places = {place % servers for place, each in enumerate(in_order) if is_served(each)}
        expected = [place for place in range(len(in_order)) if place % servers in places]
        keeps_it = [place for place, each in enumerate(in_order) if is_served(each)] == expected
        if len(places) == 1 and keeps_it and share * servers == len(counted):
            values = {"servers": servers}
            return Evidence("rhythm", values, Strength.CONCLUSIVE, exchange=in_order[0].index)
    return None


def is_mixed(in_order: Sequence[Exchange], is_served: Callable[[Exchange], bool]) -> bool:
    """Whether answers change to and fro: balancing by chance keeps no rhythm.

    What begins to refuse and goes on with it, or ends it, changes once.
    """
    kinds = [is_served(each) for each in in_order]
    return sum(one != other for one, other in pairwise(kinds)) > 1


def parted_by_server(served: list[Exchange], refused: list[Exchange]) -> Evidence | None:
    """Return the field that names the server, if each server always says the same."""
    if len(served) < _FEWEST or len(refused) < _FEWEST:
        return None
    for name in dict.fromkeys(_server_names(served)):
        there, elsewhere = _values(served, name), _values(refused, name)
        if there and elsewhere and not there & elsewhere and None not in there | elsewhere:
            values = {
                "field": name,
                "served": ", ".join(sorted(map(str, there))),
                "refused": ", ".join(sorted(map(str, elsewhere))),
            }
            return Evidence("by_server", values, Strength.CONCLUSIVE, exchange=served[0].index)
    return None


def _server_names(exchanges: Iterable[Exchange]) -> Iterator[str]:
    fields = (line for each in exchanges if each.response for line in each.response.fields)
    return (line.name for line in fields if _NAMES_SERVER.fullmatch(line.name))


def _values(exchanges: Iterable[Exchange], name: str) -> set[str | None]:
    return {each.response.fields.get(name) for each in exchanges if each.response}
