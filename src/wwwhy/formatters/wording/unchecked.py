"""What was not checked, and why."""

from wwwhy.errors import said_in
from wwwhy.formatters.phrases import Phrases
from wwwhy.formatters.wording.catalog import probe_sentence
from wwwhy.formatters.wording.outside import outside
from wwwhy.model import NotChecked


def unchecked_name(missing: NotChecked, words: Phrases) -> str:
    """Name what was not checked: an experiment, a login, the log or the configuration."""
    if missing.what in {"log", "config", "login"}:
        return words("unchecked", missing.what)
    return outside(probe_sentence(missing.what, words))


def unchecked_reason(why: str, words: Phrases) -> str:
    """Say why it was not checked; a reason without words stands for itself."""
    return outside(words.named("reason", why))


def unchecked_sentence(missing: NotChecked, words: Phrases) -> str:
    """Say what was not checked and why."""
    what, why = unchecked_name(missing, words), unchecked_reason(missing.why, words)
    if not missing.detail:
        return words("unchecked", "line", what=what, why=why)
    said = said_in(missing.detail, words.language)
    detail = outside(words.named("failure", said))
    return words("unchecked", "line_detail", what=what, why=why, detail=detail)
