"""What on the way drops fields with an underscore in their names."""

import re

from wwwhy.causes.case import Case
from wwwhy.causes.credentials.inside import is_passed_inside
from wwwhy.model import Evidence, ServerConfig
from wwwhy.sources.config import nginx_blocks_for

_KIN_OF_NGINX = frozenset({"nginx", "openresty", "tengine", "angie"})
_DROPPERS = re.compile(
    r"\b(?:gunicorn|werkzeug|waitress|cheroot|wsgiserver|uwsgi|nginx|openresty|tengine|angie)\b",
    re.IGNORECASE,
)
"""Boxes that drop such names by default, and servers of WSGI, where both spellings are one name."""
_KEEPING = frozenset({("underscores_in_headers", ("on",)), ("ignore_invalid_headers", ("off",))})


def dropper(case: Case) -> tuple[Evidence, ...]:
    """Return a box on the way that drops such names unless it is told otherwise.

    In CGI and WSGI both spellings are one name: where they get different answers there, one was
    dropped. Elsewhere the application may only know the other name.
    """
    answers = (case.exchange.response, case.control.response)
    fields = [each.fields for each in answers if each is not None]
    servers = " ".join(each.combined("server") or "" for each in fields)
    found = _DROPPERS.search(f"{case.answered_by.name} {servers}")
    box = found[0] if found else "CGI" if is_passed_inside(case) else None
    if box is None or (box.lower() in _KIN_OF_NGINX and any(map(_keeps, case.config))):
        return ()
    return (Evidence("known_to_drop", {"server": box}, exchange=case.exchange.index),)


def _keeps(config: ServerConfig) -> bool:
    told = (*config.find("underscores_in_headers"), *config.find("ignore_invalid_headers"))
    return config.server == "nginx" and any(
        (each.name.lower(), each.args) in _KEEPING for each in told
    )


def drops(config: ServerConfig, case: Case) -> bool:
    """Whether nginx, configured so, drops such names on the way of this request."""
    url = case.request.url
    if config.server != "nginx" or not nginx_blocks_for(config, url.host, url.port, url.path):
        return False
    # Where several servers share a port, the default one of them decides: so look at all.
    return not _keeps(config)
