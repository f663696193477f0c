"""Which site of a server's configuration takes a request, and whether it was chosen by name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from wwwhy.causes.case import Case
from wwwhy.causes.vhosts.names import host_of
from wwwhy.model import Directive, ServerConfig
from wwwhy.sources.config import matches, taken

_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Site:
    """The site that takes a request."""

    names: tuple[str, ...]
    """Every name it is given."""
    pointer: str
    by_name: bool | None
    """Whether one of its names fits; None if that cannot be told."""
    alone: bool
    """Whether the configuration has no other site."""
    for_all: bool
    """Whether somebody chose it to take every name that no site has."""


def site_of(case: Case) -> Site | None:
    """Return the site that the configurations at hand choose for this request."""
    return next((each for config in case.config for each in _chosen(case, config)), None)


def _chosen(case: Case, config: ServerConfig) -> Iterator[Site]:
    host, part = host_of(case.request), taken(config, case.exchange)
    # Behind another server the name may have been changed, or be unknown to that one already.
    block = None if part is None or part.is_inferred else part.server
    if block is not None:
        names = tuple(_names(block))
        fits = [_fits(config.server, name, host) for name in names]
        by_name = True if True in fits else None if None in fits else False
        count = sum(1 for _ in config.find("server" if config.server == "nginx" else "virtualhost"))
        for_all = _is_for_all(config.server, block, names)
        yield Site(names, block.pointer, by_name, count <= 1, for_all)


def _names(block: Directive) -> Iterator[str]:
    for each in block.block:
        if each.name.lower() in {"server_name", "servername", "serveralias"}:
            yield from each.args


def _is_for_all(server: str, block: Directive, names: tuple[str, ...]) -> bool:
    """Whether it says so: `default_server`, a name that nobody can have, or Apache's `_default_`.

    Without that it takes such requests only because it stands first.
    """
    if server != "nginx":
        return any(each.startswith("_default_") for each in block.args)
    listens = (each.args for each in block.block if each.name == "listen")
    chosen = any({"default_server", "default"} & {*args} for args in listens)
    return chosen or not all(map(_LETTER.search, names))


def _fits(server: str, name: str, host: str) -> bool | None:
    if server == "nginx" and name.startswith("~"):
        return matches(name[1:], host, ignore_case=True)
    name = name.lower().removeprefix("http://").removeprefix("https://").partition(":")[0]
    if server == "nginx" and name.startswith("."):
        return host == name[1:] or host.endswith(name)
    return fnmatchcase(host, name)
