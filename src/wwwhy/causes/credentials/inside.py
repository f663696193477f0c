"""Whether a program inside the web server judges the credentials: over CGI, FastCGI, PHP.

Such a program sees only what the web server hands it, and Apache keeps the Authorization field.
"""

import re

from wwwhy.causes.case import Case
from wwwhy.model import Response

_PATH = re.compile(r"\.(?:php\d?|phtml|cgi|fcgi|pl)(?:/|\Z)|/(?:cgi-bin|wp-json|fcgi-bin)(?:/|\Z)")
_COOKIE = re.compile(
    r"(?:phpsessid|laravel_session|wordpress_\w+|wp-\w+|symfony|ci_session|cakephp|typo3\w*"
    r"|prestashop-\w+|bitrix_\w+|joomla_\w+)=",
    re.IGNORECASE,
)
_BOXES = frozenset(
    {"PHP", "WordPress", "Laravel", "Symfony", "Drupal", "Joomla", "PHP-FPM", "Magento"}
)
_OWN_PAGE = frozenset({"Apache", "nginx", "LiteSpeed", "lighttpd"})


def is_apache(case: Case) -> bool:
    """Whether Apache, or a server that behaves like it, says that it is on the way."""
    server = case.response.fields.combined("server") or "" if case.response else ""
    return re.search(r"\b(?:apache|httpd)\b", server, re.IGNORECASE) is not None


def is_passed_inside(case: Case) -> bool:
    """Whether the answer, or the path, shows PHP or CGI, and the page is not the server's own."""
    if case.answered_by.name in _OWN_PAGE or case.response is None:
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
