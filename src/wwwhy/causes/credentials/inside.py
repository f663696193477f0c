"""Whether a program behind the web server judges the credentials: CGI, PHP, an application."""

import re

from wwwhy.causes.case import Case
from wwwhy.model import Response

_PATH = re.compile(r"\.(?:php\d?|phtml|cgi|fcgi|pl)(?:/|\Z)|/(?:cgi-bin|wp-json|fcgi-bin)(?:/|\Z)")
_COOKIE = re.compile(
    r"(?:phpsessid|laravel_session|wordpress_\w+|wp-\w+|symfony|ci_session|cakephp|typo3\w*"
    r"|prestashop-\w+|bitrix_\w+|joomla_\w+)=",
    re.IGNORECASE,
)
_BOXES = frozenset({"PHP", "WordPress", "Laravel", "Symfony", "Drupal", "Joomla"})
_OWN_PAGE = frozenset({"Apache", "nginx", "LiteSpeed", "lighttpd"})
_GATEWAYS = frozenset({"reverse-proxy", "load-balancer", "cdn", "waf"})


def is_apache(case: Case) -> bool:
    """Whether Apache says that it is on the way."""
    server = case.response.fields.combined("server") or "" if case.response else ""
    return re.search(r"\b(?:apache|httpd)\b", server, re.IGNORECASE) is not None


def is_own_page(case: Case) -> bool:
    """Whether a web server itself wrote the refusal, so that no program behind it was asked."""
    return case.answered_by.name in _OWN_PAGE


def is_gateways_own(case: Case) -> bool:
    """Whether a gateway refused by itself, so that no server behind it was asked."""
    return case.answered_by.name != "unknown" and case.answered_by.role in _GATEWAYS


def is_passed_inside(case: Case) -> bool:
    """Whether the answer, or the path, shows PHP or CGI, and the page is not the server's own."""
    if is_own_page(case) or case.response is None:
        return False
    return (
        _PATH.search(case.request.url.path) is not None
        or case.answered_by.name in _BOXES
        or _has_marks(case.response)
    )


def _has_marks(response: Response) -> bool:
    powered = (response.fields.combined("x-powered-by") or "").lower()
    links = (response.fields.combined("link") or "").lower()
    cookies = response.fields.all("set-cookie")
    return "php" in powered or "api.w.org" in links or any(map(_COOKIE.match, cookies))
