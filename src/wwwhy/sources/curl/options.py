"""The options of curl 8.14: name, letter, argument, and what they do here.

From `aliases[]` in curl's src/tool_getparam.c. `PASS` marks what changes neither the request nor
the diagnosis; `OTHER` what would change it and cannot be done here, so that the user is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from wwwhy.sources.curl import handlers as do


class Takes(StrEnum):
    """What follows an option."""

    NOTHING = "nothing"
    SWITCH = "switch"
    """Nothing; and --no-NAME is its opposite."""
    OFF = "off"
    """A switch whose letter means its opposite (-N is --no-buffer)."""
    TEXT = "text"


class Effect(StrEnum):
    """What an option without a handler means for us."""

    PASS = "ignored"  # noqa: S105 (no password)
    OTHER = "not supported"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of curl."""

    name: str
    """Long name without its hyphens."""
    letter: str
    """The short form without its hyphen; '' if there is none."""
    takes: Takes
    act: "do.Switch | do.Text | Effect"

    @property
    def takes_argument(self) -> bool:
        """Whether the next word belongs to it."""
        return self.takes is Takes.TEXT


_N, _S, _T, _O = Takes.NOTHING, Takes.SWITCH, Takes.TEXT, Takes.OFF
_PASS, _OTHER = Effect.PASS, Effect.OTHER

_ACTING: tuple[tuple[str, str, Takes, "do.Switch | do.Text"], ...] = (
    ("abstract-unix-socket", "", _T, do.abstract_socket),
    ("alpn", "", _S, do.switch("alpn")),
    ("anyauth", "", _N, do.member("schemes", "any")),
    ("aws-sigv4", "", _T, do.keep("aws")),
    ("basic", "", _S, do.member("schemes", "basic")),
    ("cacert", "", _T, do.keep("cacert", blank=False)),
    ("capath", "", _T, do.keep("capath", blank=False)),
    ("cert", "E", _T, do.cert),
    ("ciphers", "", _T, do.keep("ciphers", blank=False)),
    ("compressed", "", _S, do.switch("compressed")),
    ("connect-timeout", "", _T, do.seconds("connect_timeout")),
    ("connect-to", "", _T, do.collect("connect_to")),
    ("continue-at", "C", _T, do.continue_at),
    ("cookie", "b", _T, do.cookie),
    ("cookie-jar", "c", _T, do.keep("cookie_jar", blank=False)),
    ("data", "d", _T, do.data),
    ("data-ascii", "", _T, do.data),
    ("data-binary", "", _T, do.data_binary),
    ("data-raw", "", _T, do.data_raw),
    ("data-urlencode", "", _T, do.data_urlencode),
    ("digest", "", _S, do.member("schemes", "digest")),
    ("dns-servers", "", _T, do.dns_servers),
    ("form", "F", _T, do.form),
    ("form-escape", "", _S, do.switch("form_escape")),
    ("form-string", "", _T, do.form_string),
    ("get", "G", _S, do.switch("get")),
    ("globoff", "g", _S, do.switch("globoff")),
    ("head", "I", _S, do.switch("head")),
    ("header", "H", _T, do.header),
    ("http1.0", "0", _N, do.choose("http_version", "1.0")),
    ("http1.1", "", _N, do.choose("http_version", "1.1")),
    ("http2", "", _N, do.choose("http_version", "2")),
    ("http2-prior-knowledge", "", _N, do.choose("http_version", "2-prior-knowledge")),
    ("http3", "", _N, do.http3(only=False)),
    ("http3-only", "", _N, do.http3(only=True)),
    ("insecure", "k", _S, do.switch("insecure")),
    ("interface", "", _T, do.keep("interface", blank=False)),
    ("ipv4", "4", _N, do.choose("family", 4)),
    ("ipv6", "6", _N, do.choose("family", 6)),
    ("json", "", _T, do.json),
    ("junk-session-cookies", "j", _S, do.switch("junk_session_cookies")),
    ("key", "", _T, do.keep("key", blank=False)),
    ("location", "L", _S, do.switch("location")),
    ("location-trusted", "", _S, do.location_trusted),
    ("max-redirs", "", _T, do.max_redirs),
    ("max-time", "m", _T, do.seconds("max_time")),
    ("negotiate", "", _S, do.member("schemes", "negotiate")),
    ("netrc", "n", _S, do.switch("netrc")),
    ("netrc-file", "", _T, do.keep("netrc_file", blank=False)),
    ("netrc-optional", "", _S, do.switch("netrc_optional")),
    ("noproxy", "", _T, do.keep("noproxy")),
    ("ntlm", "", _S, do.member("schemes", "ntlm")),
    ("oauth2-bearer", "", _T, do.keep("bearer", blank=False)),
    ("pass", "", _T, do.keep("key_password", blank=False)),
    ("path-as-is", "", _S, do.switch("path_as_is")),
    ("post301", "", _S, do.member("keep_post", 301)),
    ("post302", "", _S, do.member("keep_post", 302)),
    ("post303", "", _S, do.member("keep_post", 303)),
    ("proto-default", "", _T, do.keep("proto_default", blank=False)),
    ("proxy", "x", _T, do.proxy_of("http")),
    ("proxy-anyauth", "", _S, do.member("proxy_schemes", "any")),
    ("proxy-basic", "", _S, do.member("proxy_schemes", "basic")),
    ("proxy-digest", "", _S, do.member("proxy_schemes", "digest")),
    ("proxy-header", "", _T, do.proxy_header),
    ("proxy-negotiate", "", _S, do.member("proxy_schemes", "negotiate")),
    ("proxy-ntlm", "", _S, do.member("proxy_schemes", "ntlm")),
    ("proxy-user", "U", _T, do.keep("proxy_user")),
    ("proxy1.0", "", _T, do.proxy_of("http")),
    ("proxytunnel", "p", _S, do.switch("proxy_tunnel")),
    ("range", "r", _T, do.byte_range),
    ("referer", "e", _T, do.referer),
    ("request", "X", _T, do.keep("method", blank=False)),
    ("request-target", "", _T, do.keep("request_target", blank=False)),
    ("resolve", "", _T, do.collect("resolve")),
    ("socks4", "", _T, do.proxy_of("socks4")),
    ("socks4a", "", _T, do.proxy_of("socks4a")),
    ("socks5", "", _T, do.proxy_of("socks5")),
    ("socks5-hostname", "", _T, do.proxy_of("socks5h")),
    ("time-cond", "z", _T, do.time_condition),
    ("tls-max", "", _T, do.tls_max),
    ("tlsv1", "1", _N, do.choose("tls_min", "1.0")),
    ("tlsv1.0", "", _N, do.choose("tls_min", "1.0")),
    ("tlsv1.1", "", _N, do.choose("tls_min", "1.1")),
    ("tlsv1.2", "", _N, do.choose("tls_min", "1.2")),
    ("tlsv1.3", "", _N, do.choose("tls_min", "1.3")),
    ("unix-socket", "", _T, do.keep("unix_socket", blank=False)),
    ("upload-file", "T", _T, do.upload),
    ("url", "", _T, do.url),
    ("url-query", "", _T, do.url_query),
    ("user", "u", _T, do.keep("user")),
    ("user-agent", "A", _T, do.keep("user_agent")),
)

_PASSED_OVER: Mapping[tuple[Takes, Effect], str] = MappingProxyType(
    {
        (_N, _PASS): "ftp-pasv sslv2/2 sslv3/3 dump-ca-embed",
        (_S, _PASS): """
            append/a clobber compressed-ssh create-dirs crlf disable/q disable-eprt disable-epsv
            disallow-username-in-url eprt epsv fail/f fail-early fail-with-body false-start
            ftp-create-dirs ftp-pret ftp-skip-pasv-ip ftp-ssl ftp-ssl-ccc ftp-ssl-control
            ftp-ssl-reqd http0.9 ignore-content-length include/i show-headers keepalive list-only/l
            mail-rcpt-allowfails manual/M metalink npn parallel/Z parallel-immediate
            progress-bar/# progress-meter raw remote-header-name/J remote-name/O remote-name-all
            remote-time/R remove-on-error retry-all-errors retry-connrefused sasl-ir sessionid
            show-error/S silent/s skip-existing socks5-basic ssl ssl-allow-beast
            ssl-no-revoke ssl-reqd ssl-revoke-best-effort styled-output suppress-connect-headers
            tcp-fastopen tcp-nodelay tftp-no-options trace-ids trace-time use-ascii/B verbose/v
            version/V xattr doh-cert-status doh-insecure mptcp out-null
        """,
        (_O, _PASS): "buffer/N",
        (_T, _PASS): """
            alt-svc create-file-mode dump-header/D engine etag-save expect100-timeout ftp-account
            ftp-alternative-to-user ftp-method ftp-port/P ftp-ssl-ccc-mode
            happy-eyeballs-timeout-ms help/h hostpubmd5 hostpubsha256 hsts ip-tos keepalive-cnt
            keepalive-time knownhosts krb libcurl limit-rate mail-auth mail-from mail-rcpt
            max-filesize output/o output-dir parallel-max parallel-max-host proto proto-redir
            pubkey quote/Q random-file egd-file rate retry retry-delay retry-max-time sasl-authzid
            speed-limit/Y speed-time/y ssl-sessions stderr telnet-option/t tftp-blksize trace
            trace-ascii trace-config upload-flags vlan-priority write-out/w
        """,
        (_S, _OTHER): """
            ca-native cert-status haproxy-protocol ntlm-wb proxy-ca-native proxy-http2
            proxy-insecure proxy-ssl-allow-beast proxy-ssl-auto-client-cert socks5-gssapi
            socks5-gssapi-nec ssl-auto-client-cert tls-earlydata tr-encoding
        """,
        (_N, _OTHER): "proxy-tlsv1",
        (_T, _OTHER): """
            cert-type crlfile curves delegation dns-interface dns-ipv4-addr dns-ipv6-addr doh-url
            ech etag-compare haproxy-clientip ipfs-gateway key-type local-port login-options
            pinnedpubkey preproxy proxy-cacert proxy-capath proxy-cert proxy-cert-type
            proxy-ciphers proxy-crlfile proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey
            proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword
            proxy-tlsuser service-name sigalgs socks5-gssapi-service tls13-ciphers tlsauthtype
            tlspassword tlsuser
        """,
    }
)

CONFIG = Option("config", "K", Takes.TEXT, Effect.PASS)
"""Read by the command line itself: it holds further options."""
NEXT = Option("next", ":", Takes.NOTHING, Effect.PASS)
"""Begins a new operation."""


def _passed_over() -> Iterator[Option]:
    for (takes, effect), words in _PASSED_OVER.items():
        for word in words.split():
            name, _, letter = word.partition("/")
            yield Option(name, letter, takes, effect)


@cache
def options() -> Mapping[str, Option]:
    """Return every option by its long name."""
    acting = (Option(*row) for row in _ACTING)
    return {each.name: each for each in (*acting, *_passed_over(), CONFIG, NEXT)}


@cache
def letters() -> Mapping[str, Option]:
    """Return the options that have a short form, by their letter."""
    return {each.letter: each for each in options().values() if each.letter}
