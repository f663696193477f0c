"""Cookies: reading Set-Cookie and deciding, as a browser does, what is kept and what is sent.

RFC 6265 section 5, with the public-suffix rule of section 5.3 step 5. Every refusal has a reason:
a cookie that silently does not come back is one of the common causes of a failed login.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from wwwhy.model.fields import Fields
from wwwhy.model.response import http_date
from wwwhy.model.url import Url

MAX_COOKIES = 300


@dataclass(frozen=True, slots=True)
class Cookie:
    """One Set-Cookie line as a user agent reads it."""

    name: str
    value: str = field(repr=False)
    domain: str | None = None
    """Domain attribute without its leading dot; None makes a host-only cookie."""
    path: str | None = None
    """Path attribute if it starts with a slash; None means the default path."""
    secure: bool = False
    http_only: bool = False
    same_site: str | None = None
    expires: float | None = None
    """Seconds since the epoch; None lasts for the session."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A cookie in the jar, with the scope it got."""

    cookie: Cookie
    host: str
    path: str

    def refusal(self, url: Url, now: float) -> str | None:
        """Why it is not sent to a URL: domain, path, secure or expired; None if it is sent."""
        if not _domain_matches(url.host, self.host, host_only=self.cookie.domain is None):
            return "domain"
        if not _path_matches(url.path, self.path):
            return "path"
        if self.cookie.secure and not url.is_secure and not _is_loopback(url.host):
            return "secure"
        if self.cookie.expires is not None and self.cookie.expires <= now:
            return "expired"
        return None


def parse_set_cookie(line: str, now: float) -> Cookie | None:
    """Read one Set-Cookie value (RFC 6265 section 5.2); None if it names no cookie."""
    first, *attributes = line.split(";")
    name, equals, value = first.partition("=")
    if not equals or not name.strip():
        return None
    found: dict[str, str] = {}
    for attribute in attributes:
        key, _, text = attribute.partition("=")
        found[key.strip().lower()] = text.strip()
    path = found.get("path", "")
    return Cookie(
        name=name.strip(),
        value=value.strip(),
        domain=found.get("domain", "").lstrip(".").lower() or None,
        path=path if path.startswith("/") else None,
        secure="secure" in found,
        http_only="httponly" in found,
        same_site=found["samesite"].lower() if "samesite" in found else None,
        expires=_expiry(found, now),
    )


def refusal_to_store(cookie: Cookie, url: Url) -> str | None:
    """Why a user agent drops a cookie at once; None if it keeps it.

    The reasons: foreign_domain, public_suffix, secure_over_http, host_prefix, secure_prefix.
    """
    if cookie.domain is not None:
        if not _domain_matches(url.host, cookie.domain, host_only=False):
            return "foreign_domain"
        if cookie.domain != url.host and _is_public_suffix(cookie.domain):
            return "public_suffix"
    secure_channel = url.is_secure or _is_loopback(url.host)
    if cookie.secure and not secure_channel:
        return "secure_over_http"
    if cookie.name.startswith("__Secure-") and not (cookie.secure and secure_channel):
        return "secure_prefix"
    if cookie.name.startswith("__Host-"):
        scoped = cookie.secure and cookie.domain is None and cookie.path == "/"
        return None if scoped and secure_channel else "host_prefix"
    return None


class Jar:
    """The cookies of one diagnosis; nothing of it outlives the process."""

    def __init__(self) -> None:
        self._stored: dict[tuple[str, str, str], Stored] = {}

    def learn(self, url: Url, fields: Fields, now: float) -> None:
        """Take in every Set-Cookie of a response that came from a URL."""
        for line in fields.all("set-cookie"):
            cookie = parse_set_cookie(line, now)
            if cookie and refusal_to_store(cookie, url) is None and len(self._stored) < MAX_COOKIES:
                stored = store(cookie, url)
                self._stored[cookie.name, stored.host, stored.path] = stored

    def header(self, url: Url, now: float) -> str | None:
        """Return the Cookie value for a request to a URL; None if nothing fits."""
        fitting = [each for each in self._stored.values() if each.refusal(url, now) is None]
        fitting.sort(key=lambda each: -len(each.path))  # RFC 6265 section 5.4: longer paths first
        return "; ".join(f"{e.cookie.name}={e.cookie.value}" for e in fitting) or None


def store(cookie: Cookie, url: Url) -> Stored:
    """Give a kept cookie its scope (RFC 6265 section 5.3)."""
    default_path = url.path.rpartition("/")[0] or "/"
    return Stored(cookie, cookie.domain or url.host, cookie.path or default_path)


def _expiry(found: dict[str, str], now: float) -> float | None:
    max_age = found.get("max-age", "")
    if max_age.removeprefix("-").isdigit():
        return now + float(max_age[:12])
    return http_date(found.get("expires"))


def _domain_matches(host: str, domain: str, *, host_only: bool) -> bool:
    return host == domain or (not host_only and host.endswith(f".{domain}"))


def _path_matches(path: str, prefix: str) -> bool:
    boundary = prefix.endswith("/") or path[len(prefix) : len(prefix) + 1] in {"", "/"}
    return path.startswith(prefix) and boundary


def _is_loopback(host: str) -> bool:
    # Browsers and curl treat loopback as a secure place.
    return host in {"localhost", "::1"} or host.startswith("127.") or host.endswith(".localhost")


def _is_public_suffix(domain: str) -> bool:
    return bool(_suffixes().is_public(domain))


@cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 (18 ms; few cookies need it)

    return PublicSuffixList()
