"""What each option of curl does to the settings of its operation."""

import re
from collections.abc import Callable
from urllib.parse import quote

from wwwhy.errors import InputError, Sentence, UsageError
from wwwhy.sources.curl.dates import parse_date
from wwwhy.sources.curl.form import MAX_FILE, Form
from wwwhy.sources.curl.settings import Settings
from wwwhy.sources.octets import octets

Text = Callable[[Settings, str], None]
Switch = Callable[[Settings, bool], None]

MAX_HEADER_FILE = 1024 * 1024
MAX_URLS = 30


def keep(name: str, *, blank: bool = True) -> Text:
    """Make a handler that keeps the argument; `blank` tells whether '' is one."""

    def handle(settings: Settings, argument: str) -> None:
        if not argument and not blank:
            raise UsageError("The argument is blank.")
        setattr(settings, name, argument)

    return handle


def collect(name: str) -> Text:
    """Make a handler that adds the argument to a list."""

    def handle(settings: Settings, argument: str) -> None:
        getattr(settings, name).append(argument)

    return handle


def switch(name: str) -> Switch:
    """Make a handler that switches something on, or off with --no-."""

    def handle(settings: Settings, on: bool) -> None:
        setattr(settings, name, on)

    return handle


def choose(name: str, value: object) -> Switch:
    """Make a handler that sets a fixed value."""

    def handle(settings: Settings, _on: bool) -> None:
        setattr(settings, name, value)

    return handle


def http3(*, only: bool) -> Switch:
    """Make a handler for --http3, and for --http3-only, which takes no older version."""

    def handle(settings: Settings, _on: bool) -> None:
        settings.http_version = "3"
        settings.http3_only = only

    return handle


def member(name: str, value: object) -> Switch:
    """Make a handler that puts a value into a set, or takes it out with --no-."""

    def handle(settings: Settings, on: bool) -> None:
        chosen = getattr(settings, name)
        (chosen.add if on else chosen.discard)(value)

    return handle


def seconds(name: str) -> Text:
    """Make a handler for a time in seconds, with a fraction if need be."""

    def handle(settings: Settings, argument: str) -> None:
        try:
            value = float(argument)
        except ValueError:
            value = -1.0
        if not 0 <= value < 10_000_000:  # noqa: PLR2004 (also refuses NaN and infinity)
            raise UsageError("The argument must be a number of seconds.")
        setattr(settings, name, value)

    return handle


def proxy_of(scheme: str) -> Text:
    """Make a handler for a proxy of a given kind."""

    def handle(settings: Settings, argument: str) -> None:
        settings.proxy, settings.proxy_scheme = argument, scheme

    return handle


def max_redirs(settings: Settings, argument: str) -> None:
    """Read --max-redirs; -1 means no limit."""
    if not re.fullmatch(r"-1|[0-9]{1,9}", argument):
        raise UsageError("The argument must be a number.")
    settings.max_redirs = int(argument)


def data(settings: Settings, argument: str) -> None:
    """Read -d: a file's line ends are left out (`memcrlf` in src/tool_paramhlp.c)."""
    if argument.startswith("@"):
        content = settings.context.read_file(argument[1:], MAX_FILE)
        _add_data(settings, content.translate(None, b"\r\n\0"))
    else:
        _add_data(settings, octets(argument))


def data_raw(settings: Settings, argument: str) -> None:
    """Read --data-raw: `@` is a letter like any other."""
    _add_data(settings, octets(argument))


def data_binary(settings: Settings, argument: str) -> None:
    """Read --data-binary: a file goes as it is."""
    _add_data(settings, _content(settings, argument))


def json(settings: Settings, argument: str) -> None:
    """Read --json: several join without a separator."""
    settings.is_json = True
    _add_data(settings, _content(settings, argument), separator=b"")


def data_urlencode(settings: Settings, argument: str) -> None:
    """Read --data-urlencode in its five forms."""
    _add_data(settings, _urlencoded(settings, argument).encode())


def url_query(settings: Settings, argument: str) -> None:
    """Read --url-query: as --data-urlencode, and `+` for a part that is encoded already."""
    part = argument[1:] if argument.startswith("+") else _urlencoded(settings, argument)
    before = settings.url_query
    settings.url_query = part if before is None else f"{before}&{part}"


def form(settings: Settings, argument: str) -> None:
    """Read -F."""
    _form(settings).add(argument)


def form_string(settings: Settings, argument: str) -> None:
    """Read --form-string."""
    _form(settings).add(argument, literal=True)


def header(settings: Settings, argument: str) -> None:
    """Read -H, or a file of fields with -H @file."""
    settings.headers += _field_lines(settings, argument)


def proxy_header(settings: Settings, argument: str) -> None:
    """Read --proxy-header."""
    settings.proxy_headers += _field_lines(settings, argument)


def cookie(settings: Settings, argument: str) -> None:
    """Read -b: a `=` makes it cookies, else it is the name of a file, and '' just a jar."""
    (settings.cookies if "=" in argument else settings.cookie_files).append(argument)


def referer(settings: Settings, argument: str) -> None:
    """Read -e; `;auto` names the redirecting page on later hops, which we do not."""
    url = argument.removesuffix(";auto")
    if url != argument:
        settings.context.warn(
            Sentence("';auto' of -e was passed over: later hops get the same Referer.")
        )
    settings.referer = url or None


def byte_range(settings: Settings, argument: str) -> None:
    """Read -r; a number alone gets its hyphen."""
    settings.range = f"{argument}-" if argument.isdecimal() else argument


def continue_at(settings: Settings, argument: str) -> None:
    """Read -C; `-` depends on the length of a file of output, which we do not write."""
    if argument.isdecimal():
        settings.range = f"{argument}-" if int(argument[:18]) else settings.range
    else:
        settings.context.warn(
            Sentence("-C - was passed over: there is no output file to continue.")
        )


def time_condition(settings: Settings, argument: str) -> None:
    """Read -z."""
    names = {"-": "If-Unmodified-Since", "=": "Last-Modified", "+": "If-Modified-Since"}
    moment = parse_date(argument[1:] if argument[:1] in names else argument)
    if moment is None:
        settings.context.warn(Sentence("-z was passed over: curl reads no date in its argument."))
    else:
        settings.condition = (names.get(argument[:1], "If-Modified-Since"), moment)


def upload(settings: Settings, argument: str) -> None:
    """Read -T."""
    if len(settings.uploads) >= MAX_URLS:
        raise UsageError("The command uploads more than {limit} files.", limit=MAX_URLS)
    settings.uploads.append(argument)


def url(settings: Settings, argument: str) -> None:
    """Read --url, or what stands without an option; @file holds a URL a line (curl 8.13)."""
    if not argument:
        raise UsageError("The URL is blank.")
    if argument.startswith("@"):
        text = settings.context.read_file(argument[1:], MAX_HEADER_FILE).decode("utf-8", "replace")
        settings.urls += [line.strip() for line in text.splitlines() if line.strip()]
    else:
        settings.urls.append(argument)
    if len(settings.urls) > MAX_URLS:
        raise UsageError("The command names more than {limit} URLs.", limit=MAX_URLS)


def cert(settings: Settings, argument: str) -> None:
    """Read --cert file:password; a backslash protects a colon (parse_cert_parameter)."""
    if argument.lower().startswith("pkcs11:"):
        settings.cert = argument
        return
    name, at = "", 0
    while at < len(argument) and argument[at] != ":":
        at += argument[at] == "\\" and argument[at + 1 : at + 2] in {"\\", ":"}
        name += argument[at]
        at += 1
    settings.cert = name or None
    settings.key_password = argument[at + 1 :] or settings.key_password


def tls_max(settings: Settings, argument: str) -> None:
    """Read --tls-max."""
    if argument not in {"default", "1.0", "1.1", "1.2", "1.3"}:
        raise UsageError("The argument must be 1.0, 1.1, 1.2, 1.3 or default.")
    settings.tls_max = None if argument == "default" else argument


def location_trusted(settings: Settings, on: bool) -> None:
    """Read --location-trusted: the user's own word that credentials may follow a redirect."""
    settings.location = settings.location_trusted = on
    if on:
        settings.context.warn(
            Sentence(
                "--location-trusted: credentials follow redirects, but not from https to http."
            )
        )


def abstract_socket(settings: Settings, argument: str) -> None:
    """Read --abstract-unix-socket; a NUL marks the abstract namespace, as for Python's socket."""
    settings.unix_socket = f"\0{argument}"


def dns_servers(settings: Settings, argument: str) -> None:
    """Read --dns-servers; we ask the first."""
    first, comma, _ = argument.partition(",")
    settings.dns_servers = first.strip()
    if comma:
        settings.context.warn(Sentence("Of --dns-servers, only the first is asked."))


def _content(settings: Settings, argument: str) -> bytes:
    if argument.startswith("@"):
        return settings.context.read_file(argument[1:], MAX_FILE)
    return octets(argument)


def _add_data(settings: Settings, content: bytes, separator: bytes = b"&") -> None:
    if settings.data:
        settings.data += separator + content
    else:
        settings.data = bytearray(content)
    if len(settings.data) > MAX_FILE:
        raise InputError("The body is larger than {limit} MiB.", limit=MAX_FILE // 1024 // 1024)


def _urlencoded(settings: Settings, argument: str) -> str:
    """Encode `content`, `=content`, `name=content`, `@file` or `name@file`; blanks become +."""
    separator = "=" if "=" in argument else "@" if "@" in argument else ""
    name, _, rest = argument.partition(separator) if separator else ("", "", argument)
    content = settings.context.read_file(rest, MAX_FILE) if separator == "@" else octets(rest)
    encoded = quote(content, safe="-._~").replace("%20", "+")
    return f"{name}={encoded}" if name else encoded


def _form(settings: Settings) -> Form:
    if settings.form is None:
        settings.form = Form(settings.context.read_file)
    return settings.form


def _field_lines(settings: Settings, argument: str) -> list[str]:
    if not argument.startswith("@"):
        return [argument]
    content = settings.context.read_file(argument[1:], MAX_HEADER_FILE)
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    return [line.rstrip("\r") for line in lines if line.strip() and not line.startswith("#")]
