"""Who is asking: what a request shows of it, and whether two answers say different things of it.

Shared by the families that judge credentials (`credentials`, `tokens`, `redirects`, `request`).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_plus

from wwwhy.auth.schemes import apikey, jwt
from wwwhy.causes import lacks, wording
from wwwhy.causes.case import Case, ProbeResult
from wwwhy.causes.refusal import error_codes
from wwwhy.causes.rpc import refusal_of
from wwwhy.causes.testimony import names_elsewhere
from wwwhy.model import Exchange, LogLine, Request, Response
from wwwhy.model.masking import (
    Masker,
    credential_fields,
    is_address_field,
    is_public_field,
    tongues,
)
from wwwhy.model.masking.secrecy import NO_SECRET, Suspicion, suspicion
from wwwhy.sources.curl.shell import quoted

ELSEWHERE = "site-that-cannot-exist"
"""The probe that shows whether a forward proxy asks by itself."""
STRIPPED = "without-other-fields"
"""The probe that shows whether a field of unknown meaning is looked at."""
REPEATED = "unchanged-again"
"""The probe that shows which words change by themselves, so that two answers can be told apart."""
KEY_SCHEMES = frozenset({"apikey", "api-key", "key", "x-api-key"})
"""No schemes: so frameworks say that a key belongs into a field of its own (FastAPI, Kong)."""
_PROPER = {"ntlm": "NTLM", "dpop": "DPoP", "jwt": "JWT", "oauth": "OAuth", "apikey": "APIKey"}
_SESSION = re.compile(
    r".*(?:sess|auth(?!or)|token|jwt|log[io]n|logged|signed|remember|identit|ticket|access|refresh"
    r"|account|member|sso|credential|secret|passw|apikey).*|(?:.*[._-])?[sju]?(?:sid|user(?:name|id)?)"
    r"|__(?:host|secure)-.*",
    re.IGNORECASE,
)
"""Names of cookies that say who is asking; browsers guard those with a prefix (RFC 6265bis)."""
_NO_SESSION = re.compile(
    r".*(?:csrf|xsrf|consent|optimizely|intercom).*|_(?!_(?:host|secure)-)(?!.*sess).*|awsalb.*"
    r"|aelb.*|arraffinity.*|bigip.*|visid_incap.*|incap_ses.*|nlbi_.*|cf_clearance|datadome|serverid"
    r"|route|lb",
    re.IGNORECASE,
)
"""Cookies of load balancers, shields and counters: long and random, and no session of a site."""
_PREFERENCE = re.compile(
    r".*(?:lang(?:uage)?|locale|i18n|l10n|theme|skin|dark|colou?r|scheme|font|layout|sidebar|banner"
    r"|popup|notice|gdpr|cookie|experiment|variant|abtest|utm|time.?zone|currency|country|region"
    r"|city|screen|viewport|referr?er|seen|visited|has_js|settings|prefs?|preferences?|mode|view|tab)"
    r".*|tz|ref|source|ajs_.*|mp_.*|amplitude.*|hubspotutk|optanon.*|didomi.*",
    re.IGNORECASE,
)
"""Cookies that keep what a visitor likes, and not who one is."""
_OF_CLIENT = re.compile(
    r"x-(?:app|application|browser|channel|client|country|currency|debug|device|env|environment|os"
    r"|platform|region|source)(?:-(?:build|lang|language|locale|name|platform|type|version))?",
    re.IGNORECASE,
)
"""Fields that say with what one asks, and not who."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*) +\S")
_PIECE = re.compile(r"[^\"{}\[\]<>\r\n]{1,120}")
"""A text inside an answer: a JSON string, or a line."""
_LOOKED_AT, _MAX_DEPTH = 8192, 8
_PART = re.compile(
    r'\bname="([^"\r\n]{1,200})"[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n([^\r\n]{1,4000})'
)
"""A field of a form with parts (RFC 7578 section 4.2), and its first line."""
_ELEMENT = re.compile(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,80})(?:\s[^<>]{0,400})?>([^<>]{1,4000})</")
"""An element that holds nothing but text: `<wsse:Password>…</wsse:Password>`."""
_MATRIX = re.compile(r";([^;/=]{1,80})=([^;/]{1,4000})")
"""A parameter inside a path: `;jsessionid=…` (RFC 3986 section 3.3)."""
_PLAIN = frozenset({"", "text/plain", "application/xml", "text/xml"})
_PASSWORD = re.compile(
    r"pass(?!age|ive|port)|pwd|pin\Z|kennwort|contrase|mot_?de_?passe|парол|密码|パスワード",
    re.IGNORECASE,
)


def scheme_of(request: Request) -> str | None:
    """Return the scheme of the Authorization field in lower case, '' where a secret stands alone.

    None means that there is no such field, or nothing in it.
    """
    value = (request.fields.get("authorization") or "").strip()
    if not value:
        return None
    match = _SCHEME.match(value)
    return match[1].lower() if match else ""


def proper(scheme: str) -> str:
    """Write a scheme as people know it."""
    return _PROPER.get(scheme, scheme.capitalize() if scheme.isalpha() else scheme)


def shown(request: Request) -> tuple[str, ...]:
    """Name everything in a request that proves, or means to prove, who is asking.

    Names of fields, of cookies that can be a session, of parameters in the query or the body that
    hold a secret; `login` for a password that waits for its challenge, and `certificate`.
    """
    login = ("login",) if request.login is not None else ()
    certificate = ("certificate",) if request.transport.tls.cert_file else ()
    return (*_fields(request), *_cookies(request), *_parameters(request), *login, *certificate)


def names_password(name: str) -> bool:
    """Whether a parameter's name says that it holds a password."""
    return _PASSWORD.search(name) is not None


def unexplained(request: Request) -> tuple[str, ...]:
    """Name the fields and cookies of which nobody can tell by their names what they are for.

    One of them may be the credential of this very site; only an experiment tells.
    """
    proofs = {*shown(request)}
    fields = (
        line.name
        for line in request.fields
        if line.value.strip() and line.name not in proofs and not _is_explained(line.name)
    )
    cookies = (name for name, value in _cookie_pairs(request) if _may_be_session(name, value))
    return tuple(dict.fromkeys(name for name in (*fields, *cookies) if name not in proofs))


def has_key_in_path(request: Request) -> bool:
    """Whether the path holds what looks like a secret: `/bot<id>:<key>/getMe`."""
    segments = request.url.path.split("/")
    parts = (part for segment in segments for part in (segment, *segment.split(":")[1:]))
    return str(request.url) != Masker().url(str(request.url)) or any(
        apikey.looks_like_key(part) and NO_SECRET.fullmatch(part) is None for part in parts
    )


def left_behind(case: Case) -> tuple[str, ...]:
    """Name the credentials that a redirect of this request left behind: fields, Cookie included."""
    names = (name for hop in case.hops for name in hop.withheld)
    kept = (name for name in names if name not in {"method", "body", "Host", "host"})
    return tuple(dict.fromkeys(kept))


def handed_out(case: Case) -> tuple[str, ...]:
    """Name the cookies that earlier hops of this request set and that can be a session."""
    answers = (hop.response for hop in case.hops[:-1] if hop.response is not None)
    pairs = (
        line.partition(";")[0].partition("=")
        for answer in answers
        for line in answer.fields.all("set-cookie")
    )
    return tuple(name.strip() for name, _, value in pairs if _may_be_session(name.strip(), value))


def asked_by_proxy(case: Case) -> bool | None:
    """Whether a forward proxy asks for the login, and not the site; None if that is not known.

    Tinyproxy 1.11.1 answers a wrong password with 401 and WWW-Authenticate, as only origin servers
    should. A proxy asks before it looks where a request goes: so it asks for a site that cannot
    exist as well. Or the site asks without the proxy too.
    """
    request = case.request
    proxy = request.transport.proxy
    if proxy is None or proxy.scheme.startswith("socks") or request.url.is_secure or proxy.tunnel:
        return False
    elsewhere, direct = case.probe(ELSEWHERE).first, case.probe("without-proxy").first
    if elsewhere is not None:
        return elsewhere.status == case.status and _asks(elsewhere)
    if direct is not None and not says_otherwise(direct, case.control):
        return False
    return True if case.answered_by.role == "forward-proxy" else None


def looked_at(case: Case) -> tuple[str, ...]:
    """Name the fields of unknown meaning without which the answer is another one.

    Noise may make it another one as well: for what is hidden in a report, too many are better than
    too few.
    """
    tried = case.probe(STRIPPED)
    if tried.first is None or not case.is_comparable:
        return ()
    if not says_otherwise(tried.first, case.control):
        return ()
    kept = {line.name.lower() for line in tried.first.request.fields}
    names = (line.name for line in case.control.request.fields)
    return tuple(dict.fromkeys(name for name in names if name.lower() not in kept))


def open_to_nobody(case: Case) -> bool | None:
    """Whether the request succeeds without any credentials; None if that was not tried.

    A public page that refuses wrong tokens takes a request whose token it does not recognise as
    one: then success under another name or scheme shows nothing.
    """
    anonymous = case.probe("without-credentials")
    return anonymous.healed is not None if anonymous.done else None


def _asks(exchange: Exchange) -> bool:
    return exchange.response is not None and "www-authenticate" in exchange.response.fields


def told_apart(case: Case, probe: ProbeResult) -> bool | None:
    """Whether a probe's answer says something else than the control's, noise apart.

    None if the probe was not made, if no request was repeated so that noise would show, or if the
    target answers one and the same request now so, now so.
    """
    return wording.told_apart(case, probe)


def apart(case: Case, one: Exchange, other: Exchange) -> bool | None:
    """Whether two answers of a case say different things, noise apart; None as in `told_apart`."""
    return wording.apart(case, one, other)


def is_steady(case: Case) -> bool | None:
    """Whether the control, sent again unchanged, ended alike; None if it was not repeated."""
    return wording.is_steady(case)


def says_otherwise(one: Exchange, other: Exchange) -> bool:
    """Whether two answers differ in what they say; what changes by itself counts as well."""
    return wording.says_otherwise(one, other)


def says_missing(response: Response | None) -> str | None:
    """Return the error code, or the words, by which an answer says that credentials are missing."""
    code = missing_code(response)
    if code is not None or response is None:
        return code
    return next((each for each in pieces(response) if lacks.speaks_of(each)), None)


def names_token(response: Response | None) -> bool:
    """Whether an answer speaks of a token, in whatever language."""
    return lacks.TOKEN.search(readable(response)) is not None


def missing_code(response: Response | None) -> str | None:
    """Return the error code by which an answer says that credentials are missing."""
    return next((code for code in error_codes(response) if lacks.is_code_of(code)), None)


def pieces(response: Response | None) -> tuple[str, ...]:
    """Return the texts inside an answer that a program wrote: JSON strings, or lines."""
    return tuple(piece.strip() for piece in _PIECE.findall(readable(response)))


def readable(response: Response | None) -> str:
    """Return the text of an answer that a program wrote; a page holds many other words too."""
    if response is None:
        return ""
    refused = refusal_of(response)
    if refused is not None:
        return refused.message[:_LOOKED_AT]
    kind, text = response.content_type, response.text[:_LOOKED_AT]
    if "json" in kind:
        # Python and PHP write every letter beyond ASCII so.
        return tongues.unescaped(text)
    return text if kind in _PLAIN else ""


def own_word(
    case: Case, wording: re.Pattern[str], codes: frozenset[str] = frozenset()
) -> LogLine | None:
    """Return the server's own log line about this very request that has a code or wording.

    Words of an application that speak of another system are passed over; how much the line counts
    says `testimony.weight`.
    """
    lines = case.log_lines(lambda line: line.code in codes or bool(wording.search(line.message)))
    kept = (line for line in lines if not names_elsewhere(line))
    return next((line for line in kept if line.certainty != "window"), None)


def command(request: Request, *options: str) -> str:
    """Write a curl command for the same URL that carries nothing but these options."""
    url = str(replace(request.url, userinfo=None, fragment=None))
    return " ".join(quoted(word) for word in ("curl", *options, url))


def _fields(request: Request) -> Iterator[str]:
    known = set(credential_fields(request.fields))
    for name, value in request.fields:
        is_key = name in known or name.lower() in apikey.HEADER_NAMES
        certain = suspicion(name) is Suspicion.CERTAIN and not is_public_field(name)
        if value.strip() and (is_key or certain):
            yield name


def _is_explained(name: str) -> bool:
    is_cookie = name.lower() in {"cookie", "cookie2"}
    if _OF_CLIENT.fullmatch(name):
        return True
    return is_cookie or is_public_field(name) or is_address_field(name)


def _cookies(request: Request) -> Iterator[str]:
    return (name for name, value in _cookie_pairs(request) if _is_session(name, value))


def _cookie_pairs(request: Request) -> Iterator[tuple[str, str]]:
    for line in request.fields.all("cookie"):
        for pair in line.split(";"):
            name, _, value = pair.strip().partition("=")
            if value.strip():
                yield name, value.strip()


def _is_session(name: str, value: str) -> bool:
    if _NO_SESSION.fullmatch(name):
        return False
    return _SESSION.fullmatch(name) is not None or apikey.looks_like_key(value)


def _may_be_session(name: str, value: str) -> bool:
    """Whether nothing says that a cookie is none, by its name or by a value such as `true`."""
    if not value.strip() or _NO_SESSION.fullmatch(name):
        return False
    harmless = _PREFERENCE.fullmatch(name) is not None or NO_SECRET.fullmatch(value) is not None
    return _is_session(name, value) or not harmless


def _parameters(request: Request) -> Iterator[str]:
    path = _MATRIX.findall(request.url.path[:_LOOKED_AT])
    pairs = [*_pairs(request.url.query or ""), *path, *_body(request)]
    for name, value in pairs:
        judged = suspicion(name)
        hinted = name.lower() in apikey.QUERY_NAMES or judged is Suspicion.HINT
        is_key = hinted and apikey.looks_like_key(value)
        if value and (is_key or judged is Suspicion.CERTAIN or jwt.looks_like_jwt(value)):
            yield name


def _pairs(query: str) -> Iterator[tuple[str, str]]:
    for pair in query[:_LOOKED_AT].split("&"):
        name, equals, value = pair.partition("=")
        if equals:
            yield unquote_plus(name), unquote_plus(value)


def _body(request: Request) -> Iterator[tuple[str, str]]:
    if request.body is None:
        return
    text = request.body[:_LOOKED_AT].decode("utf-8", "replace")
    kind = (request.fields.get("content-type") or "").lower()
    if "json" in kind:
        try:
            yield from _leaves(json.loads(text), "", 0)
        except (ValueError, RecursionError):
            return
    elif kind.startswith("multipart/"):
        yield from _PART.findall(text)
    elif "xml" in kind:
        yield from _ELEMENT.findall(text)
    else:
        yield from _pairs(text)


def _leaves(data: Any, name: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the values inside a JSON text, each by the name nearest to it."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, str(key), depth + 1)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value, name, depth + 1)
    elif data:
        yield name, str(data)
