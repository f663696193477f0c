"""Method, body and URL query: what -d, -F, -T, -G, -I and -X come to together."""

from dataclasses import dataclass, replace
from pathlib import PurePath
from urllib.parse import quote

from wwwhy.errors import UsageError
from wwwhy.sources.curl.form import MAX_FILE, encode
from wwwhy.sources.curl.settings import Settings
from wwwhy.sources.octets import field_text, octets

URL_ENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent, and how."""

    kind: str
    """Option that made it: -d, -F, -T, -I or none."""
    method: str
    body: bytes | None
    default_type: str | None
    """Content-Type that curl adds by itself, unless the user named one."""
    forced_type: str | None = None
    """Content-Type that replaces the user's own (a form's, with its boundary)."""


def content(settings: Settings, upload: str | None) -> Content:
    """Return what one transfer sends.

    Raises:
        UsageError: the options ask for two kinds of request at once.
        InputError: a file to upload cannot be read.

    """
    kinds = [
        name
        for name, wanted in (
            ("-I", settings.head),
            ("-d", settings.data is not None and not settings.get),
            ("-F", settings.form is not None),
            ("-T", upload is not None),
        )
        if wanted
    ]
    if len(kinds) > 1:
        raise UsageError(
            "{one} and {other} ask for different requests; curl refuses that too.",
            one=kinds[0],
            other=kinds[1],
        )
    made = _of_kind(settings, kinds[0] if kinds else "", upload)
    return made if settings.method is None else replace(made, method=field_text(settings.method))


def _of_kind(settings: Settings, kind: str, upload: str | None) -> Content:
    if kind == "-d":
        assert settings.data is not None
        implied = None if settings.is_json else URL_ENCODED
        return Content(kind, "POST", bytes(settings.data), implied)
    if kind == "-F":
        assert settings.form is not None
        value, body = encode(
            settings.form,
            settings.context.boundary,
            content_type=_own_type(settings.headers),
            escape=settings.form_escape,
        )
        return Content(kind, "POST", body, None, forced_type=field_text(value))
    if kind == "-T":
        assert upload is not None
        path = "-" if upload == "." else upload
        return Content(kind, "PUT", settings.context.read_file(path, MAX_FILE), None)
    return Content(kind, "HEAD" if kind == "-I" else "GET", None, None)


def _own_type(headers: list[str]) -> str | None:
    for line in headers:
        name, colon, value = line.partition(":")
        if colon and name.lower() == "content-type":
            return value.strip()
    return None


def with_query(url: str, settings: Settings) -> str:
    """Add what -G or --url-query puts into the URL; -G wins (curl's CURLU_APPENDQUERY)."""
    added = settings.url_query
    if settings.get and settings.data is not None:
        added = bytes(settings.data).decode("utf-8", "surrogateescape")
    if added is None:
        return url
    bare, hash_mark, fragment = url.partition("#")
    if "?" not in bare:
        bare += "?"
    joint = "" if bare.endswith(("?", "&")) else "&"
    return f"{bare}{joint}{added}{hash_mark}{fragment}"


def with_file_name(url: str, upload: str) -> str:
    """Add the name of an uploaded file to a URL that ends with a slash (add_file_name_to_url)."""
    bare, mark, tail = url.partition("?")
    scheme, separator, rest = bare.rpartition("://")
    if upload in {"-", "."} or mark or ("/" in rest and not rest.endswith("/")):
        return url
    slash = "" if rest.endswith("/") else "/"
    name = quote(octets(PurePath(upload).name), safe="-._~")
    return f"{scheme}{separator}{rest}{slash}{name}{mark}{tail}"
