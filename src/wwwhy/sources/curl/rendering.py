"""A ready curl command for a request: only the options that differ from what curl does anyway."""

from collections.abc import Iterator
from dataclasses import replace

from wwwhy.errors import Sentence
from wwwhy.model import Field, Proxy, Request, Store, Tls, Transport
from wwwhy.model.url import without_dots
from wwwhy.sources.curl.command import CURL
from wwwhy.sources.curl.content import URL_ENCODED
from wwwhy.sources.curl.headers import CODINGS, MEBIBYTE
from wwwhy.sources.curl.shell import quoted
from wwwhy.sources.octets import as_argument

_HTTP_VERSIONS = {
    "1.0": "--http1.0",
    "1.1": "--http1.1",
    "2": "--http2",
    "2-prior-knowledge": "--http2-prior-knowledge",
    "3": "--http3",
}
_LOGINS = {"any": "--anyauth"}
MAX_SHOWN_BODY = 100_000
"""Linux takes arguments of 128 KiB at most (MAX_ARG_STRLEN)."""
_OWN_CONNECT_TIMEOUTS = frozenset({CURL.connect_timeout, Transport().connect_timeout})
"""Bounds of ours, not of the user: no part of a command."""


def render(request: Request, *, direct: bool = False) -> str:
    """Write the command line for bash that makes curl send this request.

    What curl cannot do, or a body that no command line can hold, is said in a comment behind it.
    The request is taken as it is: mask it first if the command is to be shown.

    Arguments:
        request: what to send.
        direct: add `--noproxy '*'`, for a request that must not take the environment's proxy.

    """
    shown, notes = _with_server_name(request)
    words = ["curl", *_options(shown), *(["--noproxy", "*"] if direct else [])]
    words += ["-g"] if set(str(shown.url)) & set("[]{}") else []
    words.append(str(replace(shown.url, userinfo=None)))
    notes += list(_notes(shown))
    command = " ".join(quoted(word) for word in words)
    for note in notes:
        command = Sentence("{command}  # {note}", command=command, note=note)
    return command


def _with_server_name(request: Request) -> tuple[Request, list[Sentence]]:
    """Put a server name (SNI) of its own into the URL: curl takes it from there only.

    --connect-to leads back to the real host, and Host names it.
    """
    sni, url = request.transport.tls.sni, request.url
    if sni is None or sni == url.host or not url.is_secure:
        return request.with_tls(sni=None), []
    there = request.transport.connect_to or (url.host, url.port)
    name = sni or "127.0.0.1"
    shown = replace(request, url=replace(url, host=name))
    if "host" not in request.fields:
        lines = (Field("Host", url.authority), *request.fields)
        shown = replace(shown, fields=replace(request.fields, lines=lines))
    shown = shown.with_tls(sni=None, verify=bool(sni) and request.transport.tls.verify)
    shown = shown.with_transport(connect_to=there, connect_to_rules=())
    note = Sentence("with an address in the URL curl sends no SNI; -k, as no certificate names it")
    if sni:
        note = Sentence("curl checks the certificate for the URL's host, which is the SNI here")
    return shown, [note]


def _options(request: Request) -> Iterator[str]:
    yield from _method(request)
    yield from _fields(request)
    yield from _body(request)
    yield from _login(request)
    if request.follow_redirects:
        yield "--location-trusted" if request.location_trusted else "-L"
    if request.max_redirects != CURL.max_redirects and request.follow_redirects:
        yield from ("--max-redirs", str(request.max_redirects))
    yield from (f"--post{status}" for status in request.keep_post)
    if request.cookie_jar:
        yield from ("-b", "")
    if request.decompress:
        yield "--compressed"
    if request.request_target is not None:
        yield from ("--request-target", as_argument(request.request_target))
    if without_dots(request.url.path) != request.url.path:
        yield "--path-as-is"
    yield from _transport(request)
    yield from _tls(request.transport.tls)
    yield from _proxy(request.transport.proxy)


def _method(request: Request) -> Iterator[str]:
    implied = "GET" if request.body is None else "POST"
    if request.method == "HEAD" and request.body is None and not request.method_fixed:
        yield "-I"
    elif request.method != implied or request.method_fixed:
        yield from ("-X", as_argument(request.method))


def _fields(request: Request) -> Iterator[str]:
    lines = [line for line in request.fields if line.name and not line.name.startswith(":")]
    names = {line.name.lower() for line in lines}
    lines, by_option = _without_own(lines, request)
    yield from by_option
    for absent in ("User-Agent", "Accept"):
        if absent.lower() not in names:
            yield from ("-H", f"{absent}:")
    if request.decompress and "accept-encoding" not in names:
        yield from ("-H", "Accept-Encoding:")
    if request.body is not None and "content-type" not in names:
        yield from ("-H", "Content-Type:")
    for line in lines:
        yield from ("-H", _line(line))
    waits = request.transport.expect_continue
    if request.body is not None and waits != (len(request.body) > MEBIBYTE):
        yield from ("-H", "Expect: 100-continue" if waits else "Expect:")


def _line(line: Field) -> str:
    name, value = as_argument(line.name), as_argument(line.value)
    return f"{name}: {value}" if value.strip() else f"{name};"


def _without_own(lines: list[Field], request: Request) -> tuple[list[Field], list[str]]:
    """Leave out what curl sends by itself, where it stands in the place where curl puts it."""
    host = [line for line in lines[:1] if line.name.lower() == "host"]
    rest = lines[len(host) :]
    front = [Field("Accept", CURL.accept)]
    front += [Field("Accept-Encoding", CODINGS)] if request.decompress else []
    agent, follow = rest[:1], rest[1 : 1 + len(front)]
    others = [line.name.lower() for line in rest[1 + len(front) :]]
    alone = not {"user-agent", "accept", "accept-encoding"} & {*others}
    options: list[str] = []
    if agent and agent[0].name == "User-Agent" and agent[0].value and follow == front and alone:
        if agent[0].value != CURL.user_agent:
            options = ["-A", as_argument(agent[0].value)]
        rest = rest[1 + len(front) :]
    if request.body is not None and rest and rest[-1] == Field("Content-Type", URL_ENCODED):
        before = {line.name.lower() for line in rest[:-1]}
        rest = rest if "content-type" in before else rest[:-1]
    return [*host, *rest], options


def _body(request: Request) -> Iterator[str]:
    if request.body is None:
        return
    text = _as_text(request.body)
    if text is None:
        yield from ("--data-binary", "@body.bin")
    else:
        yield from ("--data-raw" if text.startswith("@") else "--data-binary", text)


def _as_text(body: bytes) -> str | None:
    """Return a body that a command line can hold; None for a long one, and one that is no text."""
    if len(body) > MAX_SHOWN_BODY:
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _login(request: Request) -> Iterator[str]:
    login = request.login
    if login is not None:
        yield _LOGINS.get(login.scheme, f"--{login.scheme}")
        yield from ("-u", f"{login.username}:{login.password}")


def _transport(request: Request) -> Iterator[str]:
    transport = request.transport
    if transport.http_version in _HTTP_VERSIONS:
        only = transport.http_version == "3" and not transport.falls_back
        yield "--http3-only" if only else _HTTP_VERSIONS[transport.http_version]
    for pin in _pins(request):
        yield from ("--resolve", pin)
    for rule in _detours(request):
        yield from ("--connect-to", rule)
    if transport.family is not None:
        yield f"-{transport.family}"
    if transport.resolver not in {None, "dns"}:
        yield from ("--dns-servers", str(transport.resolver))
    if transport.unix_socket is not None:
        abstract = transport.unix_socket.startswith("\0")
        yield "--abstract-unix-socket" if abstract else "--unix-socket"
        yield transport.unix_socket.removeprefix("\0")
    if transport.interface is not None:
        yield from ("--interface", transport.interface)
    if transport.timeout != CURL.timeout:
        yield from ("-m", f"{transport.timeout:g}")
    if transport.connect_timeout not in _OWN_CONNECT_TIMEOUTS | {transport.timeout}:
        yield from ("--connect-timeout", f"{transport.connect_timeout:g}")


def _pins(request: Request) -> Iterator[str]:
    """Write --resolve: the user's own pins, with the addresses of this request in their place."""
    transport = request.transport
    host, port = transport.connect_to or (request.url.host, request.url.port)
    pinned = False
    for name, at, addresses in transport.resolve:
        here = not pinned and at == port and name in {host, "*"}
        pinned |= here
        if not here or transport.addresses == addresses:
            yield _pin(name, at, addresses)
        elif transport.addresses:
            yield _pin(host, port, transport.addresses)
    if transport.addresses and not pinned:
        yield _pin(host, port, transport.addresses)


def _pin(host: str, port: int, addresses: tuple[str, ...]) -> str:
    return f"{_bracketed(host)}:{port}:{','.join(_bracketed(each) for each in addresses)}"


def _detours(request: Request) -> Iterator[str]:
    transport = request.transport
    for host, port, to_host, to_port in transport.connect_to_rules:
        yield f"{_bracketed(host)}:{port or ''}:{_bracketed(to_host)}:{to_port or ''}"
    if transport.connect_to is not None and not transport.connect_to_rules:
        host, port = transport.connect_to
        yield f"{_bracketed(request.url.host)}:{request.url.port}:{_bracketed(host)}:{port}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _tls(tls: Tls) -> Iterator[str]:
    if not tls.verify:
        yield "-k"
    if tls.min_version is not None:
        yield f"--tlsv{tls.min_version}"
    certificate = None if tls.cert_file is None else _escaped(tls.cert_file)
    for option, value in (
        ("--tls-max", tls.max_version),
        ("--ciphers", tls.ciphers),
        ("--cacert", tls.ca_file),
        ("--capath", tls.ca_path),
        ("--cert", certificate),
        ("--key", tls.key_file),
        ("--pass", tls.key_password),
    ):
        if value is not None:
            yield from (option, value)
    if tls.alpn == ():
        yield "--no-alpn"
    elif tls.alpn == ("http/1.1",):
        yield "--http1.1"


def _escaped(cert_file: str) -> str:
    """Protect colons, behind which curl reads a password."""
    if cert_file.lower().startswith("pkcs11:"):
        return cert_file
    return cert_file.replace("\\", "\\\\").replace(":", "\\:")


def _proxy(proxy: Proxy | None) -> Iterator[str]:
    if proxy is None:
        return
    userinfo = "" if proxy.userinfo is None else f"{proxy.userinfo}@"
    yield from ("-x", f"{proxy.scheme}://{userinfo}{_bracketed(proxy.host)}:{proxy.port}")
    if proxy.scheme_auth == "digest":
        yield "--proxy-digest"
    if proxy.tunnel:
        yield "-p"
    for line in proxy.fields:
        yield from ("--proxy-header", _line(line))


def _notes(request: Request) -> Iterator[Sentence]:
    tls = request.transport.tls
    if request.body is not None and _as_text(request.body) is None:
        count = len(request.body)
        yield Sentence("body.bin holds the {count} bytes of the request's body", count=count)
    if tls.store is Store.CERTIFI:
        yield Sentence("judged by Mozilla's certificates: add --cacert with the file of certifi")
    if tls.fetch_issuers:
        yield Sentence("browsers fetch a missing issuer's certificate themselves, curl does not")
