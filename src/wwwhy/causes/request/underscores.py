"""What on the way drops fields with an underscore in their names."""

import re

from wwwhy.causes.case import Case
from wwwhy.causes.credentials.inside import is_passed_inside
from wwwhy.causes.testimony import names_elsewhere
from wwwhy.model import Evidence, LogLine, ServerConfig, Strength, Value
from wwwhy.sources.config import Taken, takings

_KIN_OF_NGINX = frozenset({"nginx", "openresty", "tengine", "angie"})
_DROPPERS = re.compile(
    r"\b(?:gunicorn|werkzeug|waitress|cheroot|wsgiserver|uwsgi|nginx|openresty|tengine|angie)\b",
    re.IGNORECASE,
)
"""Boxes that drop such names by default, and servers of WSGI, where both spellings are one name."""
_LOG = re.compile(
    r"invalid header (?:line|name|field)|(?:dropp|ignor|strip)\w* header", re.IGNORECASE
)
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


def logged(case: Case, names: tuple[str, ...]) -> tuple[Evidence, ...]:
    """Return the server's line of this request that it dropped one of these fields."""

    def is_about_ours(line: LogLine) -> bool:
        return bool(_LOG.search(line.message)) and any(name in line.message for name in names)

    found = case.log_lines(is_about_ours)
    lines = [each for each in found if each.certainty != "window" and not names_elsewhere(each)]
    return tuple(
        Evidence("log", {"message": line.message}, Strength.CONCLUSIVE, pointer=line.pointer)
        for line in lines[:1]
    )


def configured(case: Case, names: tuple[str, ...]) -> tuple[Evidence, ...]:
    """Return that the nginx asked drops such fields, as it does unless it is told otherwise."""
    part = _dropping(case)
    if part is None or part.is_inferred:
        return ()
    values: dict[str, Value] = {"names": names}
    return (Evidence("nginx_drops_them", values, Strength.STRONG, pointer="config"),)


def supposed_of(case: Case, names: tuple[str, ...]) -> tuple[Evidence, ...]:
    """Return that an nginx drops them which, by its name, must stand behind whoever was asked."""
    part = _dropping(case)
    if part is None or not part.is_inferred:
        return ()
    port = case.exchange.connection.remote_port or case.request.url.port
    values: dict[str, Value] = {"names": names, "port": port}
    return (Evidence("nginx_behind_drops_them", values, Strength.WEAK, pointer="config"),)


def _dropping(case: Case) -> Taken | None:
    # Where several servers share a port, the default one of them decides: so look at all.
    parts = takings(case.config, case.exchange)
    nginx = (each for each in parts if each.config.server == "nginx")
    return next((each for each in nginx if not _keeps(each.config)), None)
