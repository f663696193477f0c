"""From the settings of an operation to its requests."""

import re
from dataclasses import replace

from wwwhy.errors import Sentence, UsageError
from wwwhy.model import Proxy, Request, Tls, Transport, Url
from wwwhy.model.url import without_dots
from wwwhy.sources.curl.content import Content, content, with_file_name, with_query
from wwwhy.sources.curl.globbing import MAX_URLS, expanded
from wwwhy.sources.curl.headers import Custom, custom, expects_continue, fields
from wwwhy.sources.curl.identity import identity
from wwwhy.sources.curl.proxies import proxy, unused_proxy
from wwwhy.sources.curl.routes import connect_to, resolve
from wwwhy.sources.curl.settings import Context, Settings
from wwwhy.sources.octets import field_text

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_TO_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*")


def requests(operations: list[Settings], context: Context) -> tuple[Request, ...]:
    """Return every request of a command, in order.

    Raises:
        UsageError: there is no URL, or options contradict each other.
        InputError: a URL or a file cannot be read.

    """
    found = [request for each in operations for request in _operation(each)]
    if not found:
        raise UsageError("The command names no URL.")
    if len(found) > MAX_URLS:
        raise UsageError("The command makes more than {limit} requests.", limit=MAX_URLS)
    if any(each.transport.http_version == "2" and not each.url.is_secure for each in found):
        context.warn(
            Sentence(
                "With --http2 and an http address curl asks for an upgrade to HTTP/2; here the"
                " request goes without asking."
            )
        )
    return tuple(found)


def _operation(settings: Settings) -> list[Request]:
    own = custom(settings.headers, settings.context)
    globs = settings.context.defaults.globbing and not settings.globoff
    found = []
    for place, typed in enumerate(settings.urls):
        upload = "".join(settings.uploads[place : place + 1]) or None
        urls = expanded(typed) if globs else [typed]
        found += [_request(settings, own, url, upload) for url in urls]
    return found


def _request(settings: Settings, own: Custom, typed: str, upload: str | None) -> Request:
    defaults = settings.context.defaults
    url = _url(settings, typed, upload)
    sent = content(settings, upload)
    who = identity(settings, url, sent, own)
    bare = replace(url, userinfo=None)
    limit = defaults.max_redirects if settings.max_redirs is None else settings.max_redirs
    follow = defaults.follow_redirects if settings.location is None else settings.location
    return Request(
        url=bare,
        method=sent.method,
        fields=fields(settings, sent, own, list(who.fields)),
        body=sent.body,
        transport=_transport(settings, bare, own, sent),
        login=who.login,
        follow_redirects=follow,
        max_redirects=defaults.max_redirects if limit < 0 else limit,
        cookie_jar=defaults.cookie_jar or bool(settings.cookie_files or settings.cookie_jar),
        decompress=settings.compressed,
        request_target=field_text(settings.request_target) if settings.request_target else None,
        method_fixed=settings.method is not None,
        keep_post=tuple(sorted(settings.keep_post)),
        location_trusted=settings.location_trusted,
    ).routed(bare)


def _url(settings: Settings, typed: str, upload: str | None) -> Url:
    text = with_query(typed if upload is None else with_file_name(typed, upload), settings)
    if settings.proto_default and not _SCHEME.match(text):
        text = f"{settings.proto_default}://{text}"
    if re.search(r"\s", text):
        settings.context.warn(
            Sentence("The URL holds a blank; curl refuses it, here it is sent as %20.")
        )
    if settings.context.defaults.raw_urls and not _sent_part(text).isascii():
        settings.context.warn(
            Sentence(
                "The URL holds letters beyond ASCII; curl sends them as they are, here they are"
                " percent-encoded, as browsers do."
            )
        )
    url = Url.parse(text.strip())
    return url if settings.path_as_is else replace(url, path=without_dots(url.path))


def _sent_part(url: str) -> str:
    return _TO_HOST.sub("", url, count=1).partition("#")[0]


def _transport(settings: Settings, url: Url, own: Custom, sent: Content) -> Transport:
    defaults = settings.context.defaults
    timeout = settings.max_time or defaults.timeout
    before = proxy(settings, url)
    return Transport(
        http_version=_version(settings, url, before),
        falls_back=not settings.http3_only,
        tls=_tls(settings),
        proxy=before,
        unused_proxy=unused_proxy(settings, url),
        resolve=resolve(settings.resolve),
        connect_to_rules=connect_to(settings.connect_to),
        family=settings.family,
        resolver=settings.dns_servers,
        unix_socket=settings.unix_socket,
        interface=settings.interface,
        expect_continue=expects_continue(sent, own, settings.http_version),
        connect_timeout=settings.connect_timeout or min(defaults.connect_timeout, timeout),
        timeout=timeout,
    )


def _version(settings: Settings, url: Url, before: Proxy | None) -> str:
    """Return the HTTP version; where there is no way for QUIC, --http3 asks for no version."""
    no_way = not url.is_secure or before is not None or settings.unix_socket is not None
    if settings.http_version == "3" and no_way and not settings.http3_only:
        return "auto"
    return settings.http_version


def _tls(settings: Settings) -> Tls:
    if settings.tls_min and settings.tls_max and settings.tls_max < settings.tls_min:
        raise UsageError("--tls-max is lower than the version that --tlsv1 asks for.")
    ca_file, ca_path = settings.cacert, settings.capath
    if ca_file is None and ca_path is None:
        ca_file, ca_path = _environment_authorities(settings)
    return Tls(
        alpn=None if settings.alpn else (),
        min_version=settings.tls_min,
        max_version=settings.tls_max,
        ciphers=settings.ciphers,
        verify=not settings.insecure,
        ca_file=ca_file,
        ca_path=ca_path,
        cert_file=settings.cert,
        key_file=settings.key,
        key_password=settings.key_password,
    )


def _environment_authorities(settings: Settings) -> tuple[str | None, str | None]:
    """Return file and folder of the trust anchors that the environment names, as curl does."""
    environ = settings.context.environ
    bundle = environ.get("CURL_CA_BUNDLE") or None
    if bundle is not None:
        return bundle, None
    return environ.get("SSL_CERT_FILE") or None, environ.get("SSL_CERT_DIR") or None
