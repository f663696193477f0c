"""Server configurations: reads nginx's and Apache's, and finds what in them concerns a request."""

import os
import re

from wwwhy.errors import InputError
from wwwhy.model import ServerConfig
from wwwhy.sources.config import apache, nginx
from wwwhy.sources.config.apache_selection import (
    apache_blocks_for,
    apache_filename_for,
    apache_sections_for,
    apache_vhost_for,
)
from wwwhy.sources.config.files import read_regular
from wwwhy.sources.config.inheritance import effective, effective_all
from wwwhy.sources.config.nginx_selection import (
    nginx_blocks_for,
    nginx_location_for,
    nginx_server_for,
)
from wwwhy.sources.config.pattern import matches
from wwwhy.sources.config.taking import Taken, taken, takings

__all__ = [
    "Taken",
    "apache_blocks_for",
    "apache_filename_for",
    "apache_sections_for",
    "apache_vhost_for",
    "effective",
    "effective_all",
    "matches",
    "nginx_blocks_for",
    "nginx_location_for",
    "nginx_server_for",
    "read_config",
    "read_config_text",
    "server_of",
    "taken",
    "takings",
]

_MAX_LOOKED_AT = 256 * 1024
_NGINX_LINE = re.compile(r".*[;{}]")
_NGINX_NAME = re.compile(
    r"(?:server|listen|location|http|events|stream|upstream|server_name|root|alias|include|geo"
    r"|rewrite|types|error_page|log_format|access_log|error_log|worker_\w+|limit_\w+"
    r"|auth_\w+|ssl_\w+|add_header|client_\w+|(?:proxy|fastcgi|uwsgi|scgi|grpc)_\w+)\b"
)
_APACHE_SECTION = re.compile(
    r"</?(?:virtualhost|(?:directory|files|location|proxy)(?:match)?|if(?:module|define|version|file"
    r"|directive|section)?|else(?:if)?|limit(?:except)?|require(?:all|any|none)|macro"
    r"|auth[nz]provideralias|mdomainset)(?:\s[^{;]*)?>",
    re.IGNORECASE,
)
_APACHE_NAME = re.compile(
    r"(?:accessfilename|add\w+|alias\w*|allow\w*|auth\w+|custom(?:log)|define|deny|directory\w+"
    r"|document\w+|error(?:document|log)|expires\w+|fallbackresource|header|include(?:optional)?"
    r"|keepalive\w*|limit\w+|listen|load(?:module|file)|log(?:level|format)|options|order"
    r"|php_(?:admin_)?(?:value|flag)|proxy\w+|redirect\w*|request(?:header|readtimeout)|require"
    r"|rewrite\w+|satisfy|scriptalias\w*|server(?:name|alias|root|admin|tokens|signature)"
    r"|set(?:env\w*|handler|inputfilter|outputfilter)|ssl\w+|timeout|user|wsgi\w+)\s",
    re.IGNORECASE,
)


def server_of(text: str) -> str | None:
    """Return `nginx` or `apache`, by the structure of a configuration; None if it is neither's."""
    nginx_lines = apache_lines = others = 0
    names = {"nginx": False, "apache": False}
    for raw in text[:_MAX_LOOKED_AT].splitlines():
        line = re.sub(r"(?:^|\s)#.*", "", raw).strip()
        if _APACHE_SECTION.fullmatch(line):
            apache_lines += 3
            names["apache"] = True
        elif _NGINX_LINE.fullmatch(line):
            nginx_lines += 1
            names["nginx"] |= _NGINX_NAME.match(line) is not None
        elif _APACHE_NAME.match(line):
            apache_lines += 1
            names["apache"] = True
        else:
            others += bool(line)
    lines = {"nginx": nginx_lines, "apache": apache_lines}
    best = max((server for server in lines if names[server]), key=lines.__getitem__, default=None)
    return best if best and others <= 2 * lines[best] else None


def read_config(
    path: str | os.PathLike[str], *, root: str | os.PathLike[str] | None = None
) -> ServerConfig:
    """Read a server's configuration file, whichever server's it is, with its includes.

    Raises:
        InputError: it cannot be read, or is neither nginx's nor Apache's.

    """
    if _known(server_of(read_regular(path)), os.fspath(path)) == "nginx":
        return nginx.read(path, root=root)
    return apache.read(path, root=root)


def read_config_text(text: str, name: str = "configuration") -> ServerConfig:
    """Read a configuration that was handed in as text; no file is opened.

    Raises:
        InputError: it is neither nginx's nor Apache's.

    """
    if _known(server_of(text), name) == "nginx":
        return nginx.read_text(text, name)
    return apache.read_text(text, name)


def _known(server: str | None, name: str) -> str:
    if server is None:
        raise InputError(
            "{name!r} is no nginx or Apache configuration; hand in nginx.conf, the output of"
            " `nginx -T`, httpd.conf, apache2.conf or .htaccess.",
            name=name,
        )
    return server
