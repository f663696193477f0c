"""Cookies of -b: strings, and files in Netscape's format or of Set-Cookie lines."""

from wwwhy.errors import InputError, Sentence
from wwwhy.model import Url
from wwwhy.model.cookies import Cookie, Stored, parse_set_cookie, refusal_to_store, store
from wwwhy.sources.curl.settings import Settings
from wwwhy.sources.octets import field_text

MAX_COOKIE_FILE = 4 * 1024 * 1024
MAX_COOKIES = 3000
_COLUMNS = 7


def cookie_value(settings: Settings, url: Url) -> str:
    """Return the Cookie value for a URL; '' if there is none.

    Those of files come first, longest path, domain and name first and then the latest
    (`cookie_sort` in curl's lib/cookie.c); then the strings of -b as they are.

    """
    now = settings.context.clock()
    stored: dict[tuple[str, str, str], Stored] = {}
    for path in settings.cookie_files:
        for cookie in _read(settings, path, url, now) if path else []:
            key = cookie.cookie.name, cookie.host, cookie.path
            stored.pop(key, None)
            stored[key] = cookie
    fitting = [each for each in reversed(stored.values()) if each.refusal(url, now) is None]
    fitting.sort(key=lambda each: (-len(each.path), -len(each.host), -len(each.cookie.name)))
    pairs = [f"{each.cookie.name}={each.cookie.value}" for each in fitting]
    typed = ";".join(settings.cookies)
    return field_text("; ".join([*pairs, typed] if typed else pairs))


def _read(settings: Settings, path: str, url: Url, now: float) -> list[Stored]:
    try:
        packed = settings.context.read_file(path, MAX_COOKIE_FILE)
    except InputError:
        # curl goes on too. The name may be a cookie that lacks its =, so it is not shown.
        settings.context.warn(
            Sentence("The file that -b names cannot be read; its cookies are not sent.")
        )
        return []
    content = packed.decode("utf-8", "surrogateescape")
    found = (_line(line, url, now) for line in content.split("\n"))
    kept = [each for each in found if each is not None][:MAX_COOKIES]
    if settings.junk_session_cookies:
        return [each for each in kept if each.cookie.expires is not None]
    return kept


def _line(line: str, url: Url, now: float) -> Stored | None:
    line = line.rstrip("\r")
    name, colon, value = line.partition(":")
    if colon and name.lower() == "set-cookie":
        cookie = parse_set_cookie(value.strip(), now)
        if cookie is None or refusal_to_store(cookie, url) is not None:
            return None
        return store(cookie, url)
    hidden = line.startswith("#HttpOnly_")
    columns = line.removeprefix("#HttpOnly_").split("\t")
    if (line.startswith("#") and not hidden) or len(columns) not in {_COLUMNS - 1, _COLUMNS}:
        return None
    domain, tail_match, path, secure, expires, name = columns[:6]
    host = domain.lstrip(".").lower()
    return Stored(
        Cookie(
            name=name,
            value=columns[6] if len(columns) == _COLUMNS else "",
            domain=host if tail_match.upper() == "TRUE" else None,
            path=path,
            secure=secure.upper() == "TRUE",
            http_only=hidden,
            expires=float(expires[:15]) if expires.isdecimal() and int(expires[:15]) else None,
        ),
        host,
        path,
    )
