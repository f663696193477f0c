"""Where an API key stood, where it was tried, and which place is left."""

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.model import Exchange, NextExperiment
from wwwhy.probes.key_elsewhere import find_key

PROBE = "key-elsewhere"
_USUAL, _PARAMETER = "X-API-Key", "api_key"


def place_of(case: Case, other: Exchange) -> str:
    """Name the place in which a probe sent the key."""
    before = {(name.lower(), value) for name, value in case.request.fields}
    for name, value in other.request.fields:
        if (name.lower(), value) not in before:
            scheme, blank, _ = value.partition(" ")
            return f"{name}: {scheme}" if blank else name
    found = find_key(other.request)
    return found[0] if found else ""


def next_place(case: Case, place: str, named: tuple[str, ...]) -> NextExperiment:
    """Return the place that was not tried yet: the one that the answer names, or the usual one."""
    name = next((each for each in named if not each.startswith("?")), _USUAL)
    tried = {place, *(place_of(case, each) for each in case.probe(PROBE).exchanges)}
    if name.lower() not in {each.lower() for each in tried}:
        command = asking.command(case.request, "-H", f"{name}: KEY")
        return NextExperiment("move_it", {"name": name}, command)
    if place.startswith("?") or named:
        command = asking.command(case.request, "-H", "NAME-OF-THE-FIELD: KEY")
        return NextExperiment("ask_for_the_name", command=command)
    # Only the user puts a key into a URL, where logs keep it.
    parameter = f'curl -G -d "{_PARAMETER}=$KEY" '
    command = asking.command(case.request).replace("curl ", parameter, 1)
    return NextExperiment("try_the_query", {"name": _PARAMETER}, command)
