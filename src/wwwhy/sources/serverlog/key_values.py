"""Lines of `name=value`: logfmt of Go and Heroku, and what people make of nginx's log_format."""

import re

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.moments import LOCAL, Clock, found
from wwwhy.sources.serverlog.named import line_of
from wwwhy.sources.serverlog.tokens import tokens, unescaped

_FEWEST = 3
_KEY = re.compile(r"[@A-Za-z][\w.@-]{0,63}=")
_MAX_READ = 16 * 1024


def confidence(head: str) -> float:
    """How sure it is; a form of its own always comes first."""
    return 0.6 * share(head, parse)


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line that is made of names and values, and of a time that may stand before them."""
    text = line[:_MAX_READ]
    if len(_KEY.findall(text)) < _FEWEST:
        return None
    hit = found(text, clock)
    starts_with_time = hit is not None and hit[1] <= 1
    rest = text[hit[2] :].lstrip(" ]|:") if hit and starts_with_time else text
    words = tokens(rest)
    pairs = {word.key: unescaped(word.text) for word in words if word.key}
    if len(pairs) < _FEWEST or len(words) - len(pairs) > len(pairs) // 2:
        return None
    if hit and starts_with_time:
        pairs.setdefault("time", text[hit[1] : hit[2]])
    return line_of(line, {name: each for name, each in pairs.items() if each != "-"}, clock)
