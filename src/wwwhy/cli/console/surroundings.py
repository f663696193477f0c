"""Opens what stands beside a request: server logs and server configurations."""

from collections.abc import Sequence

from wwwhy.api import Logs
from wwwhy.model import NotChecked, ServerConfig


def logs_of(
    error_logs: Sequence[str], access_logs: Sequence[str], configs: Sequence[ServerConfig]
) -> Logs | None:
    """Open the logs that were named, in the formats that a configuration gives them.

    Raises:
        InputError: one of them cannot be read.

    """
    if not error_logs and not access_logs:
        return None
    from wwwhy.sources.serverlog import open_logs  # noqa: PLC0415 (few diagnoses come with a log)

    return open_logs(error_logs, access_logs, configs[0] if configs else None)


def config_of(paths: Sequence[str]) -> tuple[tuple[ServerConfig, ...], tuple[NotChecked, ...]]:
    """Read the configurations that were named, and say what in them could not be read.

    Raises:
        InputError: one of them cannot be read, or is no known server's.

    """
    if not paths:
        return (), ()
    from wwwhy.sources.config import read_config  # noqa: PLC0415 (few diagnoses come with one)

    configs = tuple(read_config(path) for path in paths)
    notes = (note for config in configs for note in config.notes)
    return configs, tuple(NotChecked("config", "unreadable", note) for note in notes)
