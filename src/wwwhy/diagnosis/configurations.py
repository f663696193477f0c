"""Configurations at hand that do not take the request, or only as far as can be inferred."""

from wwwhy.causes.case import Case
from wwwhy.model import Exchange, NotChecked, ServerConfig
from wwwhy.sources.config import taken


def unused(case: Case, *, healthy: bool) -> tuple[NotChecked, ...]:
    """Name the configurations of which no server was found, and those chosen by a name.

    How sure the latter are matters only where something failed.
    """
    hops = case.hops or (case.exchange,)
    notes = ((config, _why(config, hops)) for config in case.config)
    wanted = {"no_server"} if healthy else {"no_server", "by_name"}
    return tuple(NotChecked("config", why, _name(config)) for config, why in notes if why in wanted)


def _why(config: ServerConfig, hops: tuple[Exchange, ...]) -> str:
    """Return what is wrong with a configuration; '' if it takes one of the hops for sure."""
    reached = [hop for hop in hops if hop.failure is None or hop.connection.remote_address]
    parts = [taken(config, hop) for hop in reached]
    if not parts or any(part is not None and not part.is_inferred for part in parts):
        return ""
    return "by_name" if any(parts) else "no_server"


def _name(config: ServerConfig) -> str:
    return config.directives[0].file if config.directives else ""
