"""What a curl command line comes to, and what holds where it says nothing."""

from dataclasses import dataclass, field

from wwwhy import __version__
from wwwhy.model import Request

CURL_VERSION = "8.14.1"
BOUNDARY = f"{'-' * 24}wwwhyFormBoundary00001"
"""Separates the parts of a form; as long as curl's (24 hyphens, 22 letters), but not random."""


@dataclass(frozen=True, slots=True)
class CurlCommand:
    """The requests a curl command line makes."""

    requests: tuple[Request, ...]
    """One for each URL, in order (several URLs, globs, --next)."""
    source: str = field(default="", repr=False)
    """The command as it was given; it holds the user's secrets."""
    ignored: tuple[str, ...] = ()
    """Options of curl that change neither the request nor the diagnosis, such as `--silent`."""
    warnings: tuple[str, ...] = ()
    """What we do otherwise than curl, or curl otherwise than was meant; a sentence each."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where no option says otherwise."""

    user_agent: str
    accept: str = "*/*"
    follow_redirects: bool = False
    max_redirects: int = 50
    cookie_jar: bool = False
    globbing: bool = True
    """Whether {a,b} and [1-9] in a URL stand for several URLs."""
    raw_urls: bool = True
    """Whether letters beyond ASCII in a URL would go out as they are, not percent-encoded."""
    timeout: float = 120.0
    """Seconds for the whole exchange. curl itself would wait for ever."""
    connect_timeout: float = 10.0
    """Seconds for name, TCP, proxy and TLS. curl itself would wait 300."""


CURL = Defaults(user_agent=f"curl/{CURL_VERSION}")
"""As curl 8.14.1 does it."""

VISITOR = Defaults(
    user_agent=f"wwwhy/{__version__}",
    follow_redirects=True,
    max_redirects=20,
    cookie_jar=True,
    globbing=False,
    raw_urls=False,
)
"""As a visitor's browser would: follows redirects (20, as in the Fetch standard) with cookies."""
