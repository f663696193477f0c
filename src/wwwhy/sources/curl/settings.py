"""What the options of one curl operation add up to, before it becomes requests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wwwhy.sources.curl.command import Defaults
from wwwhy.sources.curl.form import Form
from wwwhy.sources.files import ReadFile


@dataclass(slots=True)
class Context:
    """The world around a command line, and what is to be said about it."""

    read_file: ReadFile
    environ: Mapping[str, str]
    clock: Callable[[], float]
    boundary: str
    defaults: Defaults
    ignored: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def warn(self, sentence: str) -> None:
        """Keep a sentence for the user, once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)


@dataclass(slots=True)
class Settings:
    """The options between two --next, as given."""

    context: Context
    urls: list[str] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)
    """Files of -T; the first belongs to the first URL."""
    method: str | None = None
    head: bool = False
    get: bool = False
    data: bytearray | None = None
    is_json: bool = False
    form: Form | None = None
    form_escape: bool = False
    url_query: str | None = None
    headers: list[str] = field(default_factory=list)
    proxy_headers: list[str] = field(default_factory=list)
    user_agent: str | None = None
    referer: str | None = None
    range: str | None = None
    condition: tuple[str, float] | None = None
    """Field name and moment of -z."""
    compressed: bool = False
    cookies: list[str] = field(default_factory=list)
    cookie_files: list[str] = field(default_factory=list)
    cookie_jar: str | None = None
    junk_session_cookies: bool = False
    user: str | None = None
    schemes: set[str] = field(default_factory=set)
    """Of --basic, --digest, --negotiate, --ntlm, --anyauth (`any`)."""
    bearer: str | None = None
    aws: str | None = None
    netrc: bool = False
    netrc_optional: bool = False
    netrc_file: str | None = None
    insecure: bool = False
    cacert: str | None = None
    capath: str | None = None
    cert: str | None = None
    key: str | None = None
    key_password: str | None = None
    tls_min: str | None = None
    tls_max: str | None = None
    ciphers: str | None = None
    alpn: bool = True
    http_version: str = "auto"
    http3_only: bool = False
    resolve: list[str] = field(default_factory=list)
    connect_to: list[str] = field(default_factory=list)
    family: int | None = None
    interface: str | None = None
    unix_socket: str | None = None
    dns_servers: str | None = None
    proxy: str | None = None
    proxy_scheme: str = "http"
    proxy_user: str | None = None
    proxy_schemes: set[str] = field(default_factory=set)
    proxy_tunnel: bool = False
    noproxy: str | None = None
    location: bool | None = None
    location_trusted: bool = False
    max_redirs: int | None = None
    keep_post: set[int] = field(default_factory=set)
    max_time: float = 0.0
    connect_timeout: float = 0.0
    proto_default: str | None = None
    globoff: bool = False
    path_as_is: bool = False
    request_target: str | None = None
