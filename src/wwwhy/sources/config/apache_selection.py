"""Which virtual host and sections of an Apache configuration take a request.

The rules are those of https://httpd.apache.org/docs/2.4/vhosts/details.html and
https://httpd.apache.org/docs/2.4/sections.html, checked against 2.4.71.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from wwwhy.model import Directive, ServerConfig
from wwwhy.sources.config.nginx_selection import normalized_path, plain_address
from wwwhy.sources.config.pattern import matches

_CONDITIONS = frozenset({"ifmodule", "ifdefine", "ifversion", "iffile", "ifdirective", "ifsection"})
# What is linked into every build of 2.4, so no LoadModule speaks of it.
_BUILT_IN = frozenset(
    f"{name}{end}"
    for name in ("core", "http_core", "so", "watchdog", "log_config", "logio", "version", "unixd")
    for end in (".c", "_module")
) | {"http_module"}
_VERSION = (2, 4)


def apache_vhost_for(
    config: ServerConfig, host: str, port: int, *, address: str | None = None
) -> Directive | None:
    """Return the <VirtualHost> that takes requests for `host` at `port`.

    None means the main server: no virtual host is there for this address and port. With the
    address the client connected to, hosts on just this one come first, as in Apache. Sections
    such as <IfModule> are resolved in what is returned.
    """
    main = _main(config)
    candidates = _candidates(main, port, address)
    name = host.lower().rstrip(".")
    named = (vhost for vhost in candidates if _is_named(vhost, main, name))
    return next(named, candidates[0] if candidates else None)


def apache_listens(config: ServerConfig, port: int) -> bool | None:
    """Whether a configuration listens on a port; None if it does not speak of ports at all."""
    listens = [each for each in _main(config).block if each.name.lower() == "listen" and each.args]
    if not listens:
        return None
    return any(each.args[0].rpartition(":")[2] == str(port) for each in listens)


def apache_vhosts_behind(config: ServerConfig, host: str) -> tuple[Directive | None, ...]:
    """Return the virtual hosts that can be meant where Apache does not listen on the port asked.

    Those whose name fits, or all if none does; several where that does not tell. None is the main
    server, where there are no virtual hosts.
    """
    main = _main(config)
    vhosts = [each for each in main.block if each.name.lower() == "virtualhost"]
    name = host.lower().rstrip(".")
    named = [each for each in vhosts if _is_named(each, main, name)] or vhosts
    passing = [each for each in named if not _only_redirects(each)]
    return tuple(named if len(named) == 1 else passing) if vhosts else (None,)


def _only_redirects(vhost: Directive) -> bool:
    """Whether a virtual host sends everybody elsewhere, as the one for clear text often does."""
    for each in vhost.block:
        name, args = each.name.lower(), each.args
        by_rule = name == "rewriterule" and args[:1] and args[0] in _EVERY_PATH
        if name.startswith("redirect") and "/" in args[:2]:
            return True
        if by_rule and args[1:] and args[1].startswith("http") and "[P]" not in args[2:]:
            return True
    return False


_EVERY_PATH = frozenset({"^", ".*", "^.*", "^.*$", "(.*)", "^(.*)", "^(.*)$", "^/?(.*)", "^/(.*)$"})


def apache_sections_for(
    config: ServerConfig, vhost: Directive | None, path: str, *, filename: str | None = None
) -> tuple[Directive, ...] | None:
    """Return the sections that hold for a request, in their order of merging: the last one wins.

    First <Directory> from the shortest to the longest, then <DirectoryMatch>, <Files>, <Location>;
    each time those of the main server before those of `vhost`. <If>, <Limit> and .htaccess files
    are not judged. Without `filename` it is derived from DocumentRoot and Alias. None if a regular
    expression that cannot be tried here could decide.
    """
    main = _main(config)
    outer = [*main.block, *(vhost.block if vhost else ())]
    where = filename if filename is not None else apache_filename_for(config, vhost, path)
    url = normalized_path(path)
    chosen: list[Directive] = []
    for kind, subject in (("directory", where), ("files", where), ("location", url)):
        # Files named inside a <Directory> come after those of the server (httpd 2.4.71).
        nested = (inner for section in chosen for inner in section.block)
        for section, fits in _fitting([*outer, *nested], kind, subject):
            if fits is None:
                return None
            chosen.append(section)
    return tuple(chosen)


def apache_blocks_for(
    config: ServerConfig,
    host: str,
    port: int,
    path: str,
    *,
    address: str | None = None,
    filename: str | None = None,
) -> tuple[Directive, ...]:
    """Return the blocks around a request as `effective` takes them: main, virtual host, sections.

    `main` stands for the whole configuration and is named so. Empty if it cannot be told.
    """
    vhost = apache_vhost_for(config, host, port, address=address)
    return apache_blocks_of(config, vhost, path, filename=filename)


def apache_blocks_of(
    config: ServerConfig, vhost: Directive | None, path: str, *, filename: str | None = None
) -> tuple[Directive, ...]:
    """Return the blocks around a request that this virtual host takes; None is the main server."""
    sections = apache_sections_for(config, vhost, path, filename=filename)
    if sections is None:
        return ()
    return (_main(config), *([vhost] if vhost else []), *sections)


def apache_filename_for(config: ServerConfig, vhost: Directive | None, path: str) -> str | None:
    """Return the file a path is mapped to by Alias, ScriptAlias and DocumentRoot.

    None where requests are passed on (ProxyPass), where the mapping needs a variable that the
    configuration does not define, or where there is no DocumentRoot.
    """
    main = _main(config)
    url = normalized_path(path)
    blocks = [block for block in (vhost, main) if block is not None]
    for block in blocks:
        for each in block.block:
            if _prefixes(each, {"proxypass"}, url) and each.args[1:2] != ("!",):
                return None
    for block in blocks:
        for each in block.block:
            if _prefixes(each, {"alias", "scriptalias"}, url) and len(each.args) > 1:
                return _known(each.args[1] + url[len(each.args[0]) :])
    roots = (
        each for block in blocks for each in block.block if each.name.lower() == "documentroot"
    )
    root = next(roots, None)
    return _known(root.args[0].rstrip("/") + url) if root and root.args else None


class _Loaded(NamedTuple):
    """What the conditions of a configuration are judged by."""

    modules: frozenset[str]
    """Empty if the configuration loads none itself: then all are taken to be there."""
    defined: dict[str, str]


def _main(config: ServerConfig) -> Directive:
    """Return the configuration as one block, conditions resolved, defined variables filled in."""
    modules: set[str] = set()
    defined: dict[str, str] = {}
    for each in config.walk():
        if each.name.lower() == "loadmodule" and len(each.args) > 1:
            file = re.sub(r"\.so$", ".c", each.args[1].rpartition("/")[2])
            modules |= {each.args[0].lower(), file.lower()}
        elif each.name.lower() == "define" and each.args:
            defined[each.args[0]] = each.args[1] if len(each.args) > 1 else ""
    loaded = _Loaded(frozenset(modules), defined)
    return Directive("main", (), "", 0, tuple(_resolved(config.directives, loaded)))


def _resolved(directives: Iterable[Directive], loaded: _Loaded) -> Iterator[Directive]:
    for each in directives:
        if each.name.lower() not in _CONDITIONS:
            args = tuple(_filled(arg, loaded.defined) for arg in each.args)
            yield replace(each, args=args, block=tuple(_resolved(each.block, loaded)))
        elif _holds(each, loaded):
            yield from _resolved(each.block, loaded)


def _filled(text: str, defined: dict[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda m: defined.get(m[1], m[0]), text) if "${" in text else text


def _holds(section: Directive, loaded: _Loaded) -> bool:
    """Judge a condition; one that cannot be judged (<IfFile>) is taken to hold."""
    word = section.args[0] if section.args else ""
    negated, name = word.startswith("!"), word.removeprefix("!")
    kind = section.name.lower()
    if kind == "ifmodule":
        plain = name.lower().removeprefix("mod_")
        holds = not loaded.modules or {name.lower(), plain} & (loaded.modules | _BUILT_IN) != set()
    elif kind == "ifdefine":
        holds = name in loaded.defined
    elif kind == "ifversion":
        return _version_holds(section.args)
    else:
        return True
    return holds is not negated


def _version_holds(args: Sequence[str]) -> bool:
    operator, number = args[:2] if len(args) > 1 else ("=", args[0] if args else "2.4")
    if not re.fullmatch(r"\d{1,4}(?:\.\d{1,4}){0,2}", number):
        return True
    wanted = tuple(map(int, number.split(".")))[:2]
    ours = _VERSION[: len(wanted)]
    answers = {
        ">": ours > wanted,
        ">=": ours >= wanted,
        "<": ours < wanted,
        "<=": ours <= wanted,
        "=": ours == wanted,
        "==": ours == wanted,
        "!=": ours != wanted,
    }
    return answers.get(operator, True)


def _candidates(main: Directive, port: int, address: str | None) -> list[Directive]:
    """Return the virtual hosts among which the name decides: one set, the most exact there is.

    An address counts more than `*`, then a port more than any; measured with httpd 2.4.71.
    """
    wanted = None if address is None else plain_address(address)
    sets: dict[tuple[bool, bool], list[Directive]] = {}
    for vhost in main.block:
        if vhost.name.lower() == "virtualhost":
            for where, number in map(_address_and_port, vhost.args):
                fits = where == "*" or wanted in {None, where}
                if fits and number in {"*", str(port)}:
                    exact = wanted is not None and where != "*"
                    sets.setdefault((exact, number != "*"), []).append(vhost)
    return sets[max(sets)] if sets else []


def _address_and_port(word: str) -> tuple[str, str]:
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(\*|\d+))?", word)
    where, number = (match[1], match[2]) if match else (word, None)
    return "*" if where.lower() == "_default_" else plain_address(where), number or "*"


def _is_named(vhost: Directive, main: Directive, host: str) -> bool:
    own = [each for each in vhost.block if each.name.lower() == "servername" and each.args]
    # A virtual host without a ServerName takes over the main server's.
    inherited = [each for each in main.block if each.name.lower() == "servername" and each.args]
    names = [re.sub(r"^\w+://|:\d+$", "", each.args[0]).lower() for each in (own or inherited)[-1:]]
    for each in vhost.block:
        if each.name.lower() == "serveralias":
            names += [arg.lower() for arg in each.args]
    return any(fnmatchcase(host, name) for name in names)


def _wild(pattern: str, text: str) -> bool:
    """Match segment by segment: in paths a wildcard does not stand for a slash."""
    parts, texts = pattern.split("/"), text.split("/")
    return len(parts) == len(texts) and all(map(fnmatchcase, texts, parts))


def _fitting(
    directives: Iterable[Directive], kind: str, subject: str | None
) -> Iterator[tuple[Directive, bool | None]]:
    """Yield the sections of a kind that hold for the subject, in the order Apache merges them."""
    if subject is None:
        return
    plain: list[Directive] = []
    patterns: list[tuple[Directive, str]] = []
    for each in directives:
        name = each.name.lower()
        if name == f"{kind}match" and each.args:
            patterns.append((each, each.args[0]))
        elif name == kind and len(each.args) > 1 and each.args[0] == "~":
            patterns.append((each, each.args[1]))
        elif name == kind and each.args:
            plain.append(each)
    if kind == "directory":
        plain.sort(key=lambda each: each.args[0].rstrip("/").count("/"))
    order = [(each, _PLAIN[kind](each.args[0], subject)) for each in plain]
    regular = [(each, _regular(kind, pattern, subject)) for each, pattern in patterns]
    found: list[tuple[Directive, bool | None]] = [*order, *regular]
    if kind != "directory":
        # <Files> with <FilesMatch>, <Location> with <LocationMatch>: as they are written.
        place = {id(each): at for at, each in enumerate(directives)}
        found.sort(key=lambda pair: place[id(pair[0])])
    yield from (pair for pair in found if pair[1] is not False)


def _regular(kind: str, pattern: str, subject: str) -> bool | None:
    text = subject.rpartition("/")[2] if kind == "files" else subject
    return matches(pattern, text)


def _in_directory(pattern: str, filename: str) -> bool:
    depth = pattern.rstrip("/").count("/") + 1
    folder = "/".join(filename.split("/")[:depth])
    return _wild(pattern.rstrip("/"), folder)


def _in_location(pattern: str, path: str) -> bool:
    if set("*?[") & set(pattern):
        return _wild(pattern, path)
    return path == pattern or path.startswith(pattern if pattern.endswith("/") else f"{pattern}/")


def _is_file(pattern: str, filename: str) -> bool:
    return fnmatchcase(filename.rpartition("/")[2], pattern)


_PLAIN = {"directory": _in_directory, "location": _in_location, "files": _is_file}


def _prefixes(directive: Directive, names: set[str], path: str) -> bool:
    return (
        directive.name.lower() in names
        and bool(directive.args)
        and _in_location(directive.args[0], path)
    )


def _known(filename: str) -> str | None:
    return None if "${" in filename else filename
